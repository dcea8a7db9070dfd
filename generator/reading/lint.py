"""Whether a description is good enough for samples and pages that people want to read.

What is wrong costs no more than the part that it stands in; the rest works, and is poor or risky.

| rule | severity | what it sees |
|---|---|---|
| WP000 | error | what is wrong by the specification, and mended or ignored when the description is read |
| WP001 | error | a server address with ``http://``: what is sent can be read on the way |
| WP002 | error | a secret in a query parameter or an API key in the query: logs keep it |
| WP003 | error | the password grant without a word of warning (RFC 9700 §2.4) |
| WP004 | error | an example that looks like a real secret |
| WP005 | error | an example that contradicts its schema |
| WP010 | warning | an operation without an operationId |
| WP011 | warning | an operation without a summary |
| WP012 | warning | an operation with a body or parameters and no example of them |
| WP013 | warning | an operation without a documented error response |
| WP014 | warning | an operation without a documented success |
| WP015 | warning | a response with content and no example of it |
| WP016 | warning | an operation that no sample can be made for |
| WP017 | warning | an action of an overlay that matches nothing |
| WP020 | note | a parameter or a property of a request body without a description |
| WP021 | note | a keyword in a schema that looks like a misspelt one |
| WP022 | note | a component that nothing refers to |

Addresses of the reader's own machine (``localhost``) may be ``http``.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.findings import Finding, Severity
from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.lint_rules import RULES
from generator.reading.source import line_numbers
from generator.reading.source.named_file import named_file
from generator.reading.source.pointers import Steps, pointer
from generator.reading.validation import load

if TYPE_CHECKING:
    from typing import Unpack

    from generator.reading.how import How


def lint(path: str, server: str = "", **how: "Unpack[How]") -> list[Finding]:
    """The findings in the description at `path`, by line, then by rule; the rest is as in `read`.

    Raises:
        GeneratorError: the description cannot be read.
    """
    document = load.load_checked(named_file(path, fetch=how.get("fetch", False)), server, **how)
    found: list[tuple[str, Severity, Fault]] = [
        ("WP000", "error", _pointed(each)) for each in document.faults
    ]
    found += [(rule, severity, fault) for rule, severity, see in RULES for fault in see(document)]
    return sorted(_placed(document, found), key=lambda each: (str(each.path), each.line, each.rule))


def _pointed(fault: Fault) -> Fault:
    """A fault with its JSON pointer in its message, for what may be anywhere in what stands on one line."""
    place = f"{pointer(*fault.steps)}: " if fault.steps else ""
    return Fault(fault.path, fault.steps, f"{place}{fault.message}")


def _placed(document: Document, found: list[tuple[str, Severity, Fault]]) -> Iterator[Finding]:
    wanted: dict[str, set[Steps]] = {}
    for _, _, fault in found:
        wanted.setdefault(fault.path, set()).add(fault.steps)
    found_at = {
        source.path: line_numbers.lines_by_file(source, wanted[source.path])
        for source in document.sources
        if source.path in wanted
    }
    for rule, severity, fault in dict.fromkeys(found):
        message, _, fix = fault.message.partition("; ")
        yield Finding(rule, severity, f"{message}; {fix}", *found_at[fault.path][fault.steps], fix=fix)
