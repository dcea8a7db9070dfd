"""Documents that a description refers to by a URL, fetched only where that was asked for.

The standard library's client does it, and knows no protocol here but HTTP: HTTPS anywhere, plain HTTP only
on the reader's own machine, and no way from what came over HTTPS back to plain HTTP, or to a file.
"""

import re
import time
from http.client import HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
)

from generator.errors import GeneratorError
from generator.reading.source import files
from generator.reading.source.files import File, Source
from generator.text import quoted_value

FETCH_SECONDS = 10.0  # in which a server must say something
_ALL_SECONDS = 60.0  # for a whole document
_MOST = 1000  # documents; a server that makes up one for each reference has no end
_STEPS = 10  # redirects
_BLOCK = 2**16
_VISIBLE = re.compile(r"[!-~]+")  # all else is percent-encoded (RFC 3986 §2)


class Fetcher:
    """Fetches what one description refers to: each URL once, whatever comes of it."""

    def __init__(self) -> None:
        self._opener = _opener()
        self._known: dict[str, Source | GeneratorError] = {}

    def file(self, url: str) -> File:
        """What is at `url`, which the user named; its `path` is where it was in the end.

        Raises:
            GeneratorError: it may not be fetched, does not come, or is too large.
        """
        if reason := _refusal(url, ""):
            raise GeneratorError(reason, url)
        return files.file_of(*self._answer(url))

    def fetched(self, url: str, referrer: str) -> Source:
        """The document at `url`, which the one at `referrer` names; its `path` is where it was in the end.

        Raises:
            GeneratorError: it may not be fetched, does not come, is too large, or neither YAML nor JSON.
        """
        if reason := _refusal(url, referrer):
            raise GeneratorError(reason, url)
        if url not in self._known and len(self._known) >= _MOST:
            raise GeneratorError(f"comes after {_MOST:,} other documents; save some here", url)
        if url not in self._known:
            try:
                answer = files.parse_file(files.file_of(*self._answer(url)))
                self._known[url] = self._known[answer.path] = answer
            except GeneratorError as error:
                self._known[url] = error
        found = self._known[url]
        if isinstance(found, GeneratorError):
            raise found
        return found

    def _answer(self, url: str) -> tuple[str, bytes]:
        """Where redirects end, which other URLs are relative to (RFC 3986 §5.1.3), and what is there."""
        for _ in range(_STEPS):
            following = self._step(url)
            if isinstance(following, bytes):
                return url, following
            url = _redirected(url, following)
        raise GeneratorError(f"is redirected {_STEPS} times; {_SAVE}", url)

    def _step(self, url: str) -> bytes | str:
        """What `url` gives: the bytes of a document, or where it redirects to."""
        request = Request(url, headers={"User-Agent": "wireproof", "Accept": "*/*"})  # noqa: S310 - see `_opener`
        try:
            with self._opener.open(request, timeout=FETCH_SECONDS) as response:
                return _body(response, url)
        except HTTPError as error:
            with error:
                if error.code in (301, 302, 303, 307, 308) and (place := error.headers.get("Location")):
                    return place
                words = f"the server answers {error.code} {error.reason}"
                raise GeneratorError(f"{words}; {_SAVE}", url) from error
        except (OSError, HTTPException, ValueError) as error:
            raise GeneratorError(f"cannot be fetched: {_said(error)}; {_SAVE}", url) from error


_SAVE = "mend the reference, or save the document here and refer to the file"


def _opener() -> OpenerDirector:
    """A client of HTTP alone; the usual one of urllib opens files too."""
    opener = OpenerDirector()
    opener.addheaders = []
    # Through a proxy, a loopback address would be that of the proxy's machine.
    proxies = {scheme: proxy for scheme, proxy in getproxies().items() if scheme == "https"}
    for handler in (
        ProxyHandler(proxies), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor()
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _body(response: Any, url: str) -> bytes:  # noqa: ANN401 - urllib says no more
    until = time.monotonic() + _ALL_SECONDS
    data = bytearray()
    while block := response.read1(_BLOCK):
        data += block
        if len(data) > files.LARGEST:
            raise files.too_large(url)
        if time.monotonic() > until:
            raise GeneratorError(f"has not come whole in {_ALL_SECONDS:g} s; {_SAVE}", url)
    if response.length:  # bytes that were announced and did not come
        raise GeneratorError(f"ends {response.length:,} bytes too early; try again", url)
    return bytes(data)


def _said(error: Exception) -> str:
    """What was wrong, in the words of those who saw it."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return f"nothing came for {FETCH_SECONDS:g} s"
    words: str = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or str(cause)
    return " ".join(words.split()) or repr(cause)


def _redirected(url: str, place: str) -> str:
    """The URL that the one at hand redirects to."""
    try:
        following = urldefrag(urljoin(url, place)).url
    except ValueError:
        following = ""
    if not following.startswith("https:") or _refusal(following, url):
        raise GeneratorError(f"redirects to {quoted_value(place)}, which is no https address; {_SAVE}", url)
    return following


def _refusal(url: str, referrer: str) -> str:
    """Why `url` is not fetched for the document at `referrer`; empty if it is."""
    if not _VISIBLE.fullmatch(url):
        return "has characters that no URL has; percent-encode them"
    try:
        parts = urlsplit(url)
        host, is_named = parts.hostname or "", parts.username is not None
    except ValueError as error:
        return f"is no URL: {error}; mend it"
    if is_named:
        return "has a user name in it; save the document here and refer to the file"
    is_secure = parts.scheme == "https"
    is_near = parts.scheme == "http" and _is_loopback(host) and not referrer.startswith("https:")
    if host and (is_secure or is_near):
        return ""
    return "is no https address, and nothing else is fetched; write one"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
