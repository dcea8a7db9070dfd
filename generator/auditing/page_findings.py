"""A `Page` in, `Finding`s out: every rule looks at every sample, and at the page as a whole."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from generator.auditing.judging.judge import Piece
from generator.auditing.judging.syntax import typographic_json
from generator.auditing.pages import Page
from generator.auditing.rules.authentication.basic import basic_faults
from generator.auditing.rules.authentication.credentials import credential_faults
from generator.auditing.rules.catalogue import catalogue
from generator.auditing.rules.causes import one_of_each_cause
from generator.auditing.rules.described import Endpoint, described_faults
from generator.auditing.rules.http.transport import transport_faults
from generator.auditing.rules.pages.whole import page_faults
from generator.auditing.rules.programs.expansion import expansion_faults
from generator.auditing.rules.programs.old_apis import old_api_faults
from generator.auditing.rules.programs.plain import plain_faults
from generator.auditing.rules.programs.prompts import prompt_faults
from generator.auditing.rules.samples import Sample
from generator.auditing.sampling import read_samples, samples_in_text
from generator.auditing.understanding.call import HOLE, Fault
from generator.findings import Finding, Severity

if TYPE_CHECKING:
    from generator.auditing.running.candidates import Candidate

# A comment that switches rules off: ``wireproof: ignore WP203, WP6``.
_IGNORE = re.compile(r"wireproof:\s*ignore\s+((?:WP\d*[,\s]*)+)")
# What a broken text says about its request is no news: one cause, one finding.
_FOLLOWS = {"WP114", "WP205", "WP206", "WP207", "WP208", "WP210", "WP211"}


@dataclass(frozen=True, slots=True)
class Submission:
    """A piece for its judge, with its place on the page: for each line, the line of the file and its text.

    `has_errors` says whether the rules told of an error in its text; `ignored` are the beginnings of rule
    ids that the page switches off here.
    """

    piece: Piece
    path: str
    lines: tuple[int, ...]
    rows: tuple[str, ...]
    has_errors: bool
    ignored: tuple[str, ...]

    def finding(self, fault: Fault) -> tuple[Finding, str] | None:
        """The finding that a judge's fault is, with the text of its line; None where the page ignores it."""
        at = min(max(fault.line, 0), len(self.lines) - 1)
        if any(fault.rule.startswith(prefix) for prefix in self.ignored):
            return None
        finding = _of_fault(self.path, fault, self.lines[at], None)
        return finding, self.rows[at]


def judged(
    page: Page, known: Sequence[Endpoint] = ()
) -> tuple[list[Finding], list[Sample], list[Submission]]:
    """The findings of a page, in the order of its lines, its samples, and what is left to the judges."""
    samples = read_samples(page)
    rows = page.source.split("\n")
    found: list[Finding] = []
    submissions: list[Submission] = []
    ignored = _ignored(page)
    for sample in [*samples, *samples_in_text(page)]:
        faults = _faults(sample, page)
        found += _placed(page, sample, faults, rows)
        if sample.fragment.code or sample.fragment.faults:
            submissions.append(_submission(sample, faults, rows, ignored))
    of_description = list(described_faults(page, samples, known))
    whole = one_of_each_cause(list(page_faults(page, samples)), of_description, samples)
    found += [_of_fault(page.path, fault, fault.line) for fault in whole]
    return _settled(found, ignored), samples, submissions


def _submission(
    sample: Sample, faults: Sequence[Fault], rows: Sequence[str], ignored: Mapping[int, tuple[str, ...]]
) -> Submission:
    written = sample.text.rstrip()  # what a tool says of the end is said of the last line
    lines = tuple(sample.block.line_at(index) for index in range(written.count("\n") + 1))
    shown = tuple(rows[line - 1] if line <= len(rows) else "" for line in lines)
    has_errors = any(fault.rule.startswith("WP1") and _severity(fault) == "error" for fault in faults)
    piece = Piece(sample.language, sample.fragment)
    return Submission(piece, sample.block.path, lines, shown, has_errors, ignored.get(lines[0], ()))


def candidates(page: Page, samples: Sequence[Sample], known: Sequence[Endpoint]) -> "list[Candidate | str]":
    """The samples that can be run, with their place on the page; of those that cannot, the reason."""
    from generator.auditing.running.candidates import candidate

    rows = page.source.split("\n")
    ignored = _ignored(page)
    found: list[Candidate | str] = []
    for sample in samples:
        each = candidate(sample, known)
        if not isinstance(each, str):
            lines = tuple(sample.block.line_at(index) for index in range(sample.text.count("\n") + 1))
            shown = tuple(rows[line - 1] if line <= len(rows) else "" for line in lines)
            each = replace(each, lines=lines, rows=shown, ignored=ignored.get(lines[each.at], ()))
        if each:
            found.append(each)
    return found


def _faults(sample: Sample, page: Page) -> list[Fault]:
    """What the rules have against a sample, at its own lines."""
    faults: list[Fault] = [*sample.faults, *credential_faults(sample), *prompt_faults(sample)]
    if sample.is_code:
        faults += expansion_faults(sample, page)
        if not any(fault.rule == "WP107" for fault in (*faults, *sample.fragment.faults)):
            faults += typographic_json(sample.text)
        faults += old_api_faults(sample)
    faults += transport_faults(sample)
    faults += plain_faults(sample)
    faults += basic_faults(sample)
    told = [fault for fault in (*faults, *sample.fragment.faults) if fault.rule in _TEXT_IS_BROKEN]
    broken = [fault.line for fault in told if fault.severity is None]
    return [fault for fault in faults if not broken or fault.rule not in _FOLLOWS or fault.line < min(broken)]


_TEXT_IS_BROKEN = {"WP101", "WP107", "WP108", "WP116"}


def _placed(page: Page, sample: Sample, faults: Sequence[Fault], rows: Sequence[str]) -> list[Finding]:
    """The findings that the faults of a sample are, at the lines of the file."""
    texts = sample.text.split("\n")
    lines = [sample.block.line_at(fault.line) for fault in faults]
    return [
        _of_fault(page.path, fault, line, _column(texts, rows, fault, line))
        for fault, line in zip(faults, lines, strict=True)
    ]


def _of_fault(path: str, fault: Fault, line: int, column: int | None = None) -> Finding:
    message = fault.message.replace(HOLE, "…")
    return Finding(fault.rule, _severity(fault), message, path, line, column, fault.fix)


def _severity(fault: Fault) -> Severity:
    own = (item for item in get_args(Severity) if item == fault.severity)
    return next(own, catalogue()[fault.rule].severity)


def _column(texts: Sequence[str], rows: Sequence[str], fault: Fault, line: int) -> int | None:
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
    insecure = {finding.line for finding in kept.values() if finding.rule == "WP501"}
    kept = {
        key: finding
        for key, finding in kept.items()
        if not (finding.rule == "WP201" and finding.line in insecure and finding.severity != "error")
    }
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
