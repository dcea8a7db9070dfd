"""HTTP messages as a page shows them: where the body begins, and how its parts are divided (WP211, WP206)."""

import re
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.http import unparted

_BOUNDARY = re.compile(r"^Content-Type:[^\n]*\bboundary=\"?([^\s\";]+)", re.MULTILINE | re.IGNORECASE)

_STATUS = re.compile(r"\s*(HTTP(?: |/?[\d.]+/)|HTTPS/[\d.]+ )(\d{3}\b[^\n]*)")
_HTTPS = re.compile(r"\s*[A-Z]+ \S+ HTTPS/[\d.]+[ \t]*(?:\n|$)")


def message_faults(sample: Sample) -> Iterator[Fault]:
    """The faults in the form of a message; whoever replays it sends something else than is meant."""
    if sample.language != "http":
        return
    line = unparted(sample.text)
    if line is not None:
        message = "the body begins among the headers: an empty line parts them (RFC 9112 §2.1)"
        yield Fault("WP211", message, line, None, "Leave a line empty above the body.", "warning")
    if answer := _UNPARTED.match(sample.text):
        message = "the body begins among the headers: an empty line parts them (RFC 9112 §2.1)"
        yield Fault(
            "WP211",
            message,
            sample.text.count("\n", 0, answer.end()),
            None,
            "Leave a line empty above the body.",
            "note",
        )
    if status := _STATUS.match(sample.text):
        message = "a response begins with the version of HTTP and the status (RFC 9112 §4)"
        line = sample.text.count("\n", 0, status.start(1))
        fix = f"Write HTTP/1.1 {status[2].strip()}."
        yield Fault("WP211", message, line, None, fix, "note")
    if _HTTPS.match(sample.text):
        message = "the protocol of a message is HTTP, with TLS and without (RFC 9112 §2.3)"
        yield Fault("WP211", message, 0, None, "Write HTTP/1.1.", "note")
    for call in sample.calls:
        host = call.header("Host")
        if host is not None and re.match(r"\w+://|[\w.-]+(?::\d+)?/", host.value):
            message = f"Host takes a host alone (RFC 9110 §7.2), not {host.value[:60]}"
            yield Fault(
                "WP211", message, host.line, None, "Write the host; the path belongs to the first line."
            )
    yield from _without_host(sample.text)
    yield from _delimiters(sample.text)
    yield from _length(sample.text)
    yield from _shell_mark(sample.text)


_HEAD = re.compile(
    r"\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (?P<target>\S+) HTTP/1\.1[ \t]*\n"
    r"(?P<headers>(?:[\w-]+:[^\n]*(?:\n|$))+)"
)


def _without_host(text: str) -> Iterator[Fault]:
    """A request of HTTP/1.1 whose headers lack Host, which a server refuses (RFC 9112 §3.2)."""
    head = _HEAD.match(text)
    if head is None or re.search(r"(?im)^host:", text) or re.search(r"(?m)\.\.\.$|…", text):
        return
    message = "a request of HTTP/1.1 has the header Host (RFC 9112 §3.2), and this one has not"
    line = text.count("\n", 0, head.start("target"))
    yield Fault("WP211", message, line, None, "Add Host, with the name of the server.", "note")


_UNPARTED = re.compile(
    r"\s*HTTP/[\d.]+ \d{3}[^\n]*\n(?:[\w-]+:[^\n]*\n)+(?=[ \t]*[\[{][ \t]*(?:\n|[\"{\[}\]]))"
)
_LENGTH = re.compile(r"^Content-Length:[ \t]*(\d+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
# Of what stands for another, nobody knows the length.
_OPEN = re.compile(r"\.\.\.|…|<[A-Za-z][^<>\n]*>|\{\{|\$\{?\w|^(?:GET|HEAD) ", re.MULTILINE)


def _length(text: str) -> Iterator[Fault]:
    """A Content-Length that is not that of the body, which is shown to its end (RFC 9112 §6.3)."""
    head, _, body = text.partition("\n\n")
    match = _LENGTH.search(head)
    body = _MARK.sub("", body).strip()
    if (
        match is None
        or not body
        or match[1] in "123456789"
        or _OPEN.search(text)
        or re.search(r"(?i)-encoding:", head)
    ):
        return
    # What is shown on several lines may be sent on one: the lines say nothing of the length then.
    lengths = {len(each.encode()) for each in (body, f"{body}\n", body.replace("\n", "\r\n"), f"{body}\r\n")}
    is_folded = "\n" in body and int(match[1]) < max(lengths)
    if int(match[1]) not in lengths and not is_folded:
        message = f"Content-Length says {match[1]}, and the body has {len(body.encode())} bytes"
        line = text.count("\n", 0, match.start())
        yield Fault("WP211", message, line, None, f"Write {len(body.encode())}.", "note")


# What zsh shows behind an output that does not end a line (zshoptions, PROMPT_SP).
_MARK = re.compile(r"(?<=[}\]])%(?=\s*\Z)")


def _shell_mark(text: str) -> Iterator[Fault]:
    """The mark of a shell behind what was answered, which a reader takes for a part of it."""
    if (mark := _MARK.search(text)) is not None and text.lstrip().startswith("HTTP/"):
        message = "the % at the end is the shell's, which marks an output without a line break"
        yield Fault("WP211", message, text.count("\n", 0, mark.start()), None, "Remove the %.", "note")


def _delimiters(text: str) -> Iterator[Fault]:
    """Two hyphens stand before a boundary, and behind the last one as well (RFC 2046 §5.1.1)."""
    match = _BOUNDARY.search(text)
    rows = text.split("\n")
    found = [n for n, row in enumerate(rows) if match and row.strip().strip("-") == match[1].strip("-")]
    if match is None or not found:
        return
    bare = next((n for n in found if not rows[n].strip().startswith(f"--{match[1]}")), None)
    if bare is not None:
        message = "-- stands before the boundary of a part (RFC 2046 §5.1.1), and is missing on this line"
        yield Fault("WP206", message, bare, None, f"Write --{match[1]}.")
    elif not rows[found[-1]].strip().endswith(f"{match[1]}--") and not re.search(r"\.\.\.|…", text):
        message = "the last boundary ends with -- (RFC 2046 §5.1.1), and this one does not"
        yield Fault("WP206", message, found[-1], None, f"Write --{match[1]}--.")
