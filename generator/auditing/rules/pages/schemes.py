"""Hosts that a page calls over https, and that it writes with http as well (WP501)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.http.urls import is_this_machine, split
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import Fault


def scheme_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """Addresses in clear text, in samples, alone in a block or in the text, of a host that has https too."""
    written = list(_written(page))
    secure = {item.host for item in calls if item.scheme == "https"}
    named = sorted(host for host in secure if _is_name(host))
    secure |= {host for scheme, host, _, _ in written if scheme == "https"}
    called = {item.host for item in calls}
    written = [
        (scheme, fitting, line, url if fitting == host else f"{scheme}://{fitting}/")
        for scheme, host, line, url in written
        for fitting in [_called(host, called)]
    ]
    clear = [(item.host, item.line, item.call.url) for item in calls if item.scheme == "http"]
    clear += [(host, line, url) for scheme, host, line, url in written if scheme == "http" and host in called]
    reported: set[int] = set()
    for host, line, url in clear:
        if host in secure and line not in reported and not is_this_machine(url):
            reported.add(line)
            message = f"http://{host} stands here, and https elsewhere on the page"
            yield Fault("WP501", message, line, None, "Write https://.")
        elif named and _is_name(host) and line not in reported:
            reported.add(line)
            message = f"http://{host} stands here, and https://{named[0]} elsewhere on the page"
            yield Fault("WP501", message, line, None, "Write https://.")


_OPEN_NAME = re.compile(
    r"(?!localhost\b)[a-z_-]*(?:server|host(?:name)?|domain|instance|site)[a-z_-]*", re.IGNORECASE
)


def _is_name(host: str) -> bool:
    """Whether a host is but a word for the reader's own, as in ``yourserver``."""
    return _OPEN_NAME.fullmatch(host) is not None


def _called(host: str, called: set[str]) -> str:
    """The one host of the samples that a host with a placeholder, ``{account}.acme.dev``, stands for."""
    if not re.match(r"[{<:]", host):
        return host
    _, _, rest = host.partition(".")
    fitting = [each for each in called if rest and each.partition(".")[2] == rest]
    return fitting[0] if len(fitting) == 1 else host


def _written(page: Page) -> Iterator[tuple[str, str, int, str]]:
    """Scheme, host, line and text of the addresses in code that the text has, or a block alone."""
    for paragraph in page.paragraphs:
        for match in _ADDRESS.finditer(paragraph.text):
            scheme, host, _, _ = split(match[1])
            yield scheme, host, paragraph.line_of(match.start()), match[1]
    for block in page.blocks:
        if alone := _ALONE.fullmatch(block.text):
            scheme, host, _, _ = split(alone[1])
            yield scheme, host, block.line, alone[1]


_ADDRESS = re.compile(r"`+(?:[A-Z]+ )?(https?://[^\s`]+)`+")
_ALONE = re.compile(r"\s*(?:[A-Z]+ )?(https?://\S+)(?: HTTP/[\d.]+)?\s*")
