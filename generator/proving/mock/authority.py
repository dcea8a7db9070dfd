"""A certificate authority made at start, for TLS that a client can be told to trust.

trustme makes the certificates: it exists for tests of TLS clients and is kept by the people of trio.
"""

import ssl


class Authority:
    """A CA of its own; two of them do not trust each other.

    `pem` is the CA's certificate, what a client puts in its trust store.
    """

    def __init__(self) -> None:
        import trustme

        self._ca = trustme.CA(organization_name="wireproof mock", organization_unit_name="mock CA")
        self.pem: bytes = self._ca.cert_pem.bytes()

    def server_context(self, *hosts: str) -> ssl.SSLContext:
        """TLS for a server which proves itself to be each of `hosts` (names or IP addresses).

        A context for another host than the one that is asked for is how a wrong name looks. Only
        HTTP/1.1 is offered (ALPN, RFC 7301).
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*hosts).configure_cert(context)
        context.set_alpn_protocols(["http/1.1"])
        return context


def untrusted_context(*hosts: str) -> ssl.SSLContext:
    """TLS with the right names for `hosts`, by a CA that nobody trusts."""
    return Authority().server_context(*hosts)
