"""A certificate authority made at start, for TLS that a client can be told to trust.

trustme makes the certificates: it exists for tests of TLS clients and is kept by the people of trio.
Those that a client takes have RSA keys: a JVM that has just started then needs a quarter less for a whole
run than with an elliptic curve. Such keys take some 30 ms to make, so those that a client refuses have none.
"""

import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import trustme


class Authority:
    """A CA of its own; two of them do not trust each other.

    `pem` is the CA's certificate, what a client puts in its trust store.
    """

    def __init__(self) -> None:
        import trustme

        self._kind = trustme.KeyType.RSA
        self._ca = trustme.CA(
            organization_name="wireproof mock", organization_unit_name="mock CA", key_type=self._kind
        )
        self.pem: bytes = self._ca.cert_pem.bytes()

    def server_context(self, *hosts: str) -> ssl.SSLContext:
        """TLS for a server which proves itself to be each of `hosts` (names or IP addresses)."""
        return _context(self._ca.issue_cert(*hosts, key_type=self._kind))

    def misnamed_context(self) -> ssl.SSLContext:
        """TLS for a server which proves itself to be another host than any that is asked for."""
        return _context(self._ca.issue_cert("another-host.invalid"))


def untrusted_context(*hosts: str) -> ssl.SSLContext:
    """TLS with the right names for `hosts`, by a CA that nobody trusts."""
    import trustme

    return _context(trustme.CA().issue_cert(*hosts))


def _context(certificate: "trustme.LeafCert") -> ssl.SSLContext:
    """Only HTTP/1.1 is offered (ALPN, RFC 7301)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.set_alpn_protocols(["http/1.1"])
    return context
