"""Samples of one API that go to this machine here, and to a server there (WP502)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import HOLE, Fault

# Where a page tells of two places, both are meant.
_TWO_PLACES = re.compile(
    r"(?i)\blocal(?:ly|host)?\b|\bdocker\b|\bself-?host|\bsandbox\b|\bon your (?:own )?machine\b"
    r"|\b(?:staging|development|test) (?:servers?|environments?)\b|\bbase (?:url|address)"
)
_HERE = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::|$)")


def host_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The first sample that asks this machine for a path which others ask a server for."""
    yield from _nowhere(page, calls)
    whole = [item for item in calls if item.host and HOLE not in item.host and item.path.count("/") > 1]
    here = [item for item in whole if _HERE.match(item.host)]
    there = {_start(item): item for item in reversed(whole) if not _HERE.match(item.host)}
    alike = [item for item in here if _start(item) in there]
    if here and len(here) == len([item for item in calls if item.host]):
        yield from _never_there(page, here)
        yield from _only_here(page, here)
    if not alike or any(_TWO_PLACES.search(each.text) for each in page.paragraphs):
        return
    other = there[_start(alike[0])]
    message = f"the host is {alike[0].host} here, and {other.host} in another sample (line {other.line})"
    yield Fault("WP502", message, alike[0].line, None, "Show one of the two, or say which is which.", "note")


_SERVICE = re.compile(
    r"(?i)\b(?:dashboard|your account|sign up|free tier|trial|pricing|(?:monthly|daily) quota|per month)\b"
)


def _only_here(page: Page, here: Sequence[Placed]) -> Iterator[Fault]:
    """Samples that all ask this machine, on the page of a service that has accounts, and no other address."""
    texts = [each.text for each in page.paragraphs] + [block.text for block in page.blocks]
    texts += [cell for table in page.tables for _, cells in table.rows for cell in cells]
    is_service = any(_SERVICE.search(text) for text in texts)
    if is_service and not any(_ELSEWHERE.search(text) or _TWO_PLACES_BUT_HOST.search(text) for text in texts):
        message = f"every sample asks {here[0].host}, and no place of the page says where the API is"
        yield Fault("WP502", message, here[0].line, None, "Show the address that readers have.", "note")


_ELSEWHERE = re.compile(r"https?://(?!localhost|127\.|0\.0\.0\.0)[\w{$<-]")
_TWO_PLACES_BUT_HOST = re.compile(
    r"(?i)\blocally\b|\bdocker\b|\bself-?host|\bon your (?:own )?machine\b|\bbase (?:url|address)|\binstall"
)


def _start(item: Placed) -> str:
    """The first two segments of a path: those that the addresses of one API share."""
    return "/".join(item.path.strip("/").split("/")[:2])


def _nowhere(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """``curl …`` with dots for the address, on a page that has no address of the API at all."""
    left_out = next((item for item in calls if item.call.url.strip() in ("...", "…")), None)
    texts = [each.text for each in page.paragraphs] + [block.text for block in page.blocks]
    if left_out is not None and not any(_SERVER.search(text) for text in texts):
        message = "dots stand for the address, and no other place of the page has one"
        yield Fault("WP212", message, left_out.line, None, "Write the address of an operation.")


_SERVER = re.compile(r"(?i)https?://(?:[\w{$<-]|\{\{)|\b(?:GET|POST|PUT|PATCH|DELETE) /|\blocalhost\b")
_ADDRESS = re.compile(r"\s*(https?)://([\w.-]+(?::\d+)?)(?:/[^\s?]*)?\s*")


def _never_there(page: Page, here: Sequence[Placed]) -> Iterator[Fault]:
    """Samples that all ask this machine, on a page whose blocks name one server and nothing else."""
    named = [match for block in page.blocks if (match := _ADDRESS.fullmatch(block.text)) is not None]
    there = {match[2] for match in named if not _HERE.match(match[2])}
    is_both = any(_HERE.match(match[2]) for match in named)
    if len(there) == 1 and not is_both and not any(_TWO_PLACES.search(each.text) for each in page.paragraphs):
        server = next(iter(there))
        if "example" not in server and "your" not in server.lower():
            message = f"the samples ask {here[0].host}, and the address that the page names is at {server}"
            yield Fault("WP502", message, here[0].line, None, "Show the address that readers have.", "note")
