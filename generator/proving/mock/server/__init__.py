"""The HTTP server of the mock: bytes in, bytes out, over TCP and TLS, each request recorded as it came.

Open `server` first; `connection` speaks HTTP/1.1, `authority` makes the certificates.
"""
