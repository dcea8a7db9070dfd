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

        # RSA: a JVM that has just started takes a fifth less for a whole run than with an elliptic curve.
        self._kind = trustme.KeyType.RSA
        self._ca = trustme.CA(
            organization_name="wireproof mock", organization_unit_name="mock CA", key_type=self._kind
        )
        self.pem: bytes = self._ca.cert_pem.bytes()

    def server_context(self, *hosts: str) -> ssl.SSLContext:
        """TLS for a server which proves itself to be each of `hosts` (names or IP addresses).

        A context for another host than the one that is asked for is how a wrong name looks. Only
        HTTP/1.1 is offered (ALPN, RFC 7301).
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*hosts, key_type=self._kind).configure_cert(context)
        context.set_alpn_protocols(["http/1.1"])
        return context


def untrusted_context(*hosts: str) -> ssl.SSLContext:
    """TLS with the right names for `hosts`, by a CA that nobody trusts."""
    return Authority().server_context(*hosts)
