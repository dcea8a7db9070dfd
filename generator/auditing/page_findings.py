"""A `Page` in, `Finding`s out: every rule looks at every sample of the page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.auditing.described.endpoints import Endpoint
from generator.auditing.judging.judge import JudgedCode
from generator.auditing.pages.page import Page
from generator.auditing.requests.call import HOLE, CodeFault
from generator.auditing.rules.catalogue import catalogue, severity_of
from generator.auditing.samples.sample import PageSample
from generator.auditing.samples.sampling import samples_in_text, samples_of_page
from generator.findings import Finding

if TYPE_CHECKING:
    from generator.auditing.running.candidates import Candidate

# A comment that switches rules off: ``wireproof: ignore WP203, WP6``.
_IGNORE = re.compile(r"wireproof:\s*ignore\s+((?:WP\d*[,\s]*)+)")
# What a broken text says about its request is no news: one cause, one finding.
_TEXT_IS_BROKEN = {"WP101", "WP107", "WP116"}
_FOLLOWS = {"WP114", "WP205", "WP206", "WP207", "WP208", "WP209", "WP211"}


@dataclass(frozen=True, slots=True)
class Submission:
    """A piece for its judge, with its place on the page: for each line, the line of the file and its text.

    `has_errors` says whether the rules found an error in its text; `ignored` are the beginnings of rule ids
    that the page switches off here.
    """

    piece: JudgedCode
    path: str
    lines: tuple[int, ...]
    rows: tuple[str, ...]
    has_errors: bool
    ignored: tuple[str, ...]

    def finding(self, fault: CodeFault) -> tuple[Finding, str] | None:
        """The finding that a judge's fault is, with the text of its line; None where the page ignores it."""
        at = min(max(fault.line, 0), len(self.lines) - 1)
        if any(fault.rule.startswith(prefix) for prefix in self.ignored):
            return None
        return finding_of(self.path, fault, self.lines[at]), self.rows[at]


def page_findings(
    page: Page, known: Sequence[Endpoint] = ()
) -> tuple[list[Finding], list[PageSample], list[Submission]]:
    """The findings of a page, in the order of its lines, its samples, and what is left to the judges."""
    samples = samples_of_page(page, known)
    rows = page.source.split("\n")
    found: list[Finding] = []
    submissions: list[Submission] = []
    ignored = _ignored(page)
    for sample in [*samples, *samples_in_text(page)]:
        faults = _faults(sample)
        found += _placed(page, sample, faults, rows)
        if sample.fragment.code or sample.fragment.faults:
            submissions.append(_submission(sample, faults, rows, ignored))
    return _settled(found, ignored), samples, submissions


def finding_of(path: str, fault: CodeFault, line: int, column: int | None = None) -> Finding:
    """The finding that a fault is at a line of a file."""
    message = fault.message.replace(HOLE, "…")
    return Finding(fault.rule, severity_of(fault), message, path, line, column, fault.fix)


def candidates(
    page: Page, samples: Sequence[PageSample], known: Sequence[Endpoint]
) -> "list[Candidate | str]":
    """The samples that can be run, with their place on the page; of those that cannot, the reason."""
    from generator.auditing.running.candidates import candidate

    rows = page.source.split("\n")
    ignored = _ignored(page)
    found: list[Candidate | str] = []
    for sample in samples:
        each = candidate(sample, known)
        if not isinstance(each, str):
            lines, shown = _lines(sample, sample.text, rows)
            each = replace(each, lines=lines, rows=shown, ignored=ignored.get(lines[each.at], ()))
        if each:
            found.append(each)
    return found


def _lines(sample: PageSample, text: str, rows: Sequence[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """For each line of a sample's text, the line of the file, and how it stands there."""
    lines = tuple(sample.block.line_at(index) for index in range(text.count("\n") + 1))
    return lines, tuple(rows[line - 1] if line <= len(rows) else "" for line in lines)


def _submission(
    sample: PageSample,
    faults: Sequence[CodeFault],
    rows: Sequence[str],
    ignored: Mapping[int, tuple[str, ...]],
) -> Submission:
    lines, shown = _lines(sample, sample.text.rstrip(), rows)  # what a tool says of the end is of the last
    has_errors = any(fault.rule.startswith("WP1") and severity_of(fault) == "error" for fault in faults)
    piece = JudgedCode(sample.language, sample.fragment)
    return Submission(piece, sample.block.path, lines, shown, has_errors, ignored.get(lines[0], ()))


def _faults(sample: PageSample) -> list[CodeFault]:
    """What the rules have against a sample, at its own lines."""
    rules = (rule for rule in catalogue().values() if rule.room != "runs")
    faults = [fault for rule in rules for fault in rule.check(sample)]
    if sample.open_from is not None:  # an open quote takes in the rest: what seems wrong there is no news
        end = sample.open_from
        faults = [each for each in faults if each.line <= end or each.rule in ("WP107", "WP511")]
    told = [fault for fault in (*faults, *sample.fragment.faults) if fault.rule in _TEXT_IS_BROKEN]
    broken = [fault.line for fault in told if fault.severity is None]
    return [fault for fault in faults if not broken or fault.rule not in _FOLLOWS or fault.line < min(broken)]


def _placed(
    page: Page, sample: PageSample, faults: Sequence[CodeFault], rows: Sequence[str]
) -> list[Finding]:
    """The findings that the faults of a sample are, at the lines of the file."""
    texts = sample.text.split("\n")
    lines = [sample.block.line_at(fault.line) for fault in faults]
    return [
        finding_of(page.path, fault, line, _column(texts, rows, fault, line))
        for fault, line in zip(faults, lines, strict=True)
    ]


def _column(texts: Sequence[str], rows: Sequence[str], fault: CodeFault, line: int) -> int | None:
    """The 1-based column in the original line, which may be indented or marked up; None if unknown."""
    if fault.column is None or line > len(rows):
        return None
    row = texts[fault.line] if fault.line < len(texts) else ""
    margin = len(row) - len(row.lstrip())
    start = rows[line - 1].find(row.strip()) if row.strip() else -1
    return start + fault.column - margin + 1 if start >= 0 and fault.column >= margin else None


def _settled(found: Iterable[Finding], ignored: Mapping[int, tuple[str, ...]]) -> list[Finding]:
    """Sorted, each once, without what the page itself says to ignore."""
    kept: dict[tuple[int, str, str], Finding] = {}
    for finding in found:
        if not any(finding.rule.startswith(prefix) for prefix in ignored.get(finding.line, ())):
            kept.setdefault((finding.line, finding.rule, finding.message), finding)
    return sorted(kept.values(), key=lambda finding: (finding.line, finding.column or 0, finding.rule))


def _ignored(page: Page) -> dict[int, tuple[str, ...]]:
    """For each line, the rules that an ``ignore`` comment above it, on it or in it switches off.

    A comment holds for its own line and for the block that follows it.
    """
    if "wireproof:" not in page.source:
        return {}
    ignored: dict[int, tuple[str, ...]] = {}
    for number, row in enumerate(page.source.split("\n"), 1):
        match = _IGNORE.search(row)
        if match is None:
            continue
        rules = tuple(re.findall(r"WP\d*", match[1]))
        lines = {number, number + 1}
        following = next((block for block in page.blocks if block.line > number), None)
        if following is not None and following.line - number < 12:
            last = following.last_line
            lines.update(range(number, last + 1))
        for line in lines:
            ignored[line] = (*ignored.get(line, ()), *rules)
    return ignored
