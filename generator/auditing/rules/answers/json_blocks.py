"""Blocks of JSON, and the JSON of messages, that a page shows: whether it parses (WP510)."""

import json
import re
from collections.abc import Iterator, Sequence

from generator.auditing.rules.http.media_types import json_error
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault


def json_block_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of the JSON that is shown; their lines are 1-based lines of the file."""
    for sample in samples:
        if sample.language == "http":
            yield from _of_message(sample)
        hint = sample.block.hint.lower()
        if hint == "json":
            yield from _beside_json(sample)
        if sample.language != "json" or hint not in ("json", "application/json", ""):
            continue
        text = sample.block.text.strip()
        if hint and _NO_JSON.fullmatch(text):
            message = "this is no JSON, in a block that says it is"
            yield Fault("WP510", message, sample.block.line, None, "Name the block text or http.", "note")
        if (
            not (hint or (_MEMBERS.match(text) and not _NOTATION.search(text)))
            or re.search(r"^[ \t]*#|^HTTP/|^[A-Z]+ /|\{%|<[a-z]+>|\|", text, re.MULTILINE)
            or text[:1] not in "[{"
        ):
            continue
        problem, at = json_error(text) or ("", 0)
        if hint and not problem and (broken := _broken_text(text)) is not None:
            lead = sample.block.text[: len(sample.block.text) - len(sample.block.text.lstrip())].count("\n")
            message = "a text is broken over lines, and JSON has no line break in a text"
            fix = "Write it on one line (RFC 8259 §7)."
            yield Fault("WP510", message, sample.block.line_at(broken + lead), None, fix, "note")
        if problem and "extra data" not in problem:
            lead = (
                len(sample.block.text[: len(sample.block.text) - len(sample.block.text.lstrip())].split("\n"))
                - 1
            )
            yield Fault(
                "WP510",
                f"the JSON does not parse: {problem}",
                sample.block.line_at(at + lead),
                None,
                "Correct the JSON (RFC 8259).",
                None if hint else "note",
            )


def _broken_text(text: str) -> int | None:
    """The 0-based line on which a text begins that does not end there; None where all do."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        is_break = error.msg.startswith("Invalid control character") and text[error.pos] in "\r\n"
        return error.lineno - 1 if is_break else None
    except RecursionError:
        return None
    return None


def _beside_json(sample: Sample) -> Iterator[Fault]:
    """A comment in a block of JSON whose first error is another, or the line with the status above it."""
    text = sample.block.text
    if status := _STATUS_ABOVE.match(text):
        message = "the status stands in a block that says JSON, and is none"
        line = sample.block.line_of(status.start(1))
        yield Fault("WP510", message, line, None, "Write it above the block, or name the block http.", "note")
    error = json_error(text.strip()) if "//" in text and text.lstrip()[:1] in ("[", "{") else None
    comment = _COMMENT.search(text) if error is not None else None
    if comment is not None and error is not None:
        at = text.count("\n", 0, comment.start(1))
        if at != error[1] + text[: len(text) - len(text.lstrip())].count("\n"):
            message = "JSON has no comments"
            fix = "Say it beside the block, or name the block jsonc."
            yield Fault("WP510", message, sample.block.line_at(at), None, fix, "note")


_STATUS_ABOVE = re.compile(r"\s*<[ \t]*(HTTP/[\d.]+ \d{3}[^\n]*\n)\s*[{\[]")
_COMMENT = re.compile(r"(?m)^(?:[^\"\n]|\"(?:[^\"\\\n]|\\.)*\")*?[\s,{\[](//[^\n]*)$")


def _of_message(sample: Sample) -> Iterator[Fault]:
    """The body of a response that a page shows with its status line; a request's is told elsewhere.

    A request that an object of JSON tells of is that object.
    """
    whole = sample.block.text.lstrip()
    head, _, body = ("HTTP/", "", whole) if whole.startswith("{") else whole.partition("\n\n")
    if begun := re.search(
        r"\n(?=[{\[][ \t]*\n)", head
    ):  # the empty line is missing, which is told as a fault
        head, body = head[: begun.start()], whole[begun.end() :]
    said = re.search(r"^content-type:(.*)$", head, re.IGNORECASE | re.MULTILINE)
    is_other = said is not None and "json" not in said[1]
    if not head.startswith("HTTP/") or is_other or not re.match(r"\s*[{\[](?![{%])", body):
        return
    if re.search(r"\n\{", body.strip()):  # one value a line, as a stream has it
        return
    problem, at = json_error(body.strip()) or ("", 0)
    if problem and "extra data" not in problem:
        lead = sample.block.text.count("\n", 0, sample.block.text.index(body.strip()))
        message = f"the JSON does not parse: {problem}"
        line = sample.block.line_at(lead + at)
        yield Fault("WP510", message, line, None, "Correct the JSON (RFC 8259).")


# A line of words, of which none is a value of JSON, nor a placeholder for one.
_NO_JSON = re.compile(r"(?!true$|false$|null$)[\w-]+(?:(?:[ \t]+[\w-]+)+[.!]?|:[ \t]*\d+)")
# Python's constants, and types or placeholders in the place of values: neither is meant to be JSON.
_NOTATION = re.compile(
    r":\s*\[?\s*(?:(?:True|False|None|str(?:ing)?|int(?:eger)?|bool(?:ean)?|float|number|object|array|date\w*)\b"
    r"|<|\[\s*[a-z]\w*\s*\])"
)
# What nobody calls JSON is taken for it where it begins with a member on a line of its own.
_MEMBERS = re.compile(r"(?:\[\s*)?\{[ \t]*\n\s*\"[^\"\n]+\"[ \t]*:")
