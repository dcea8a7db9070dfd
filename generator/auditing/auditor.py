"""Judges the samples of files and folders, and returns an `AuditReport`; uses all cores where that pays."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from generator.auditing.described.endpoints import Endpoint, endpoints
from generator.auditing.described.own_description import own_endpoints
from generator.auditing.extracting import is_page, page, referred
from generator.auditing.pages.language import PLAIN
from generator.auditing.reporting.report import AuditReport
from generator.auditing.requests.call import CodeFault
from generator.errors import GeneratorError
from generator.findings import Finding
from generator.model import Description

if TYPE_CHECKING:
    from generator.auditing.page_findings import Submission
    from generator.auditing.running.candidates import Candidate
    from generator.auditing.running.run import Ran, Running
    from generator.reading.body_schemas import BodySchemas

_SKIPPED = {"node_modules", "__pycache__", "site-packages", "venv"}
_WORTH_A_POOL = 400_000  # characters in all pages; starting the processes costs about what these do


@dataclass(frozen=True, slots=True)
class PageReport:
    """What one page gave: its findings with the text of their lines, and how many samples were judged.

    `in_part` counts those in languages of which only literals are judged; `submissions` are left to the
    judges.
    """

    findings: tuple[Finding, ...]
    rows: tuple[str, ...]
    judged: int
    not_judged: int
    in_part: int = 0
    submissions: "tuple[Submission, ...]" = ()
    candidates: "tuple[Candidate | str, ...]" = ()


def audit(
    paths: Sequence[Path],
    description: Description | None = None,
    rules: frozenset[str] | None = None,
    jobs: int | None = None,
    running: "Running | None" = None,
    schemas: "BodySchemas | None" = None,
) -> AuditReport:
    """Audit files and folders; nothing on a page is executed, unless `running` says how.

    `rules` are the ids that count (all by default). A file named in `paths` that is no text or of no known
    kind is passed over, like any such file in a folder. `schemas` are those of the JSON bodies of
    `description`, where they are known.

    Raises:
        GeneratorError: a path does not exist or cannot be read; or samples are to be run without a sandbox.
    """
    return audit_sources(contents(paths), description, rules, jobs, running, schemas)


def contents(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """The files among and below `paths` that can be pages, each with its name.

    So are the files to which a description among them refers for its samples.

    Raises:
        GeneratorError: a path does not exist or cannot be read.
    """
    waiting = list(_files(paths))
    seen = {path.resolve() for path in waiting}
    found: list[tuple[str, bytes]] = []
    for path in waiting:  # which grows
        found.append((str(path), _content(path)))
        for other in referred(*found[-1]):
            if other.is_file() and other.resolve() not in seen:
                seen.add(other.resolve())
                waiting.append(Path(os.path.normpath(other)))
    return found


def audit_sources(
    sources: Sequence[tuple[str, bytes]],
    description: Description | None = None,
    rules: frozenset[str] | None = None,
    jobs: int | None = None,
    running: "Running | None" = None,
    schemas: "BodySchemas | None" = None,
) -> AuditReport:
    """As `audit`, for contents that were read already, each with the name of its file."""
    known = endpoints(description, schemas) if description is not None else ()
    workers = min(jobs or os.cpu_count() or 1, len(sources))
    size = sum(len(content) for _, content in sources)
    pooled = workers > 1 and size > _WORTH_A_POOL
    with ProcessPoolExecutor(workers) if pooled else nullcontext() as pool:
        reports = list(_reports(pool, sources, known, running is not None))
    told, missing = _told([each for _, report in reports if report for each in report.submissions])
    if running is None:
        return _merged(reports, rules, told, missing)
    return _merged(reports, rules, told, missing, _ran(reports, running, jobs))


def _told(submissions: "Sequence[Submission]") -> tuple[list[tuple[Finding, str]], Mapping[str, int]]:
    """What the judges say of the samples, each finding with the text of its line, and how many lack a tool.

    Where the rules have told of an error in a sample's text, a judge adds nothing.
    """
    if not submissions:
        return [], {}
    from generator.auditing.judging.judge import judge

    verdicts, missing = judge([each.piece for each in submissions])
    found = []
    for each, verdict in zip(submissions, verdicts, strict=True):
        fault = _reason(each, verdict)
        if fault is not None and not each.has_errors and (finding := each.finding(fault)):
            found.append(finding)
    return found, missing


def _reason(submission: "Submission", verdict: CodeFault | str | None) -> CodeFault | None:
    """The fault of a piece; a judge overrules the grammar, but where that says better what is wrong.

    It does of typographic quotes and entities, and the shell's reader does of what is never closed.
    """
    fragment = submission.piece.fragment
    told = next(iter(fragment.faults), None)
    if isinstance(verdict, str):
        return told
    if verdict is None:
        return None
    if told is not None and (told.rule != "WP101" or submission.piece.language == "bash"):
        return told
    return next((hint for hint in fragment.hints if hint.line == verdict.line), verdict)


def _reports(
    pool: Executor | None, sources: Sequence[tuple[str, bytes]], known: tuple[Endpoint, ...], is_run: bool
) -> Iterable[tuple[str, PageReport | None]]:
    names = [name for name, _ in sources]
    if pool is None:
        found: Iterable[PageReport | None] = (
            _audited(name, content, known, is_run) for name, content in sources
        )
    else:
        size = max(1, min(64, len(sources) // 16))
        given = [content for _, content in sources]
        found = pool.map(_audited, names, given, repeat(known), repeat(is_run), chunksize=size)
    return zip(names, found, strict=True)


def _audited(name: str, content: bytes, known: tuple[Endpoint, ...], is_run: bool) -> PageReport | None:
    from generator.auditing.page_findings import candidates, page_findings

    found = page(name, content)
    if found is None:
        return None
    findings, samples, submissions = page_findings(found, known or own_endpoints(found, content))
    rows = found.source.split("\n")
    code = [sample for sample in samples if sample.is_code]
    unjudged = sum(sample.language in ("", "other") for sample in samples)
    texts = tuple(rows[finding.line - 1] if finding.line <= len(rows) else "" for finding in findings)
    able = tuple(candidates(found, samples, known)) if is_run else ()
    in_part = sum(sample.language == PLAIN for sample in samples)
    return PageReport(tuple(findings), texts, len(code), unjudged, in_part, tuple(submissions), able)


def _ran(reports: Iterable[tuple[str, PageReport | None]], running: "Running", jobs: int | None) -> "Ran":
    """Run what can be run on all pages, and count with it what cannot."""
    from generator.auditing.running.run import run

    found = [each for _, report in reports if report is not None for each in report.candidates]
    ran = run([each for each in found if not isinstance(each, str)], running, jobs)
    unready = Counter(each for each in found if isinstance(each, str))
    return replace(ran, not_run=unready + Counter(ran.not_run))


def _lines_that_ran(ran: "Ran") -> frozenset[tuple[str, int]]:
    """The lines of the samples that ran, each with its page."""
    candidates = (trial.candidate for trial in ran.trials)
    return frozenset((each.path, line) for each in candidates for line in each.lines)


def _is_surpassed(finding: Finding, seen: frozenset[tuple[str, int]]) -> bool:
    """Whether a text was compared with the description where the request that it sent was seen."""
    return finding.rule.startswith("WP4") and (str(finding.path), finding.line) in seen


def _seen(ran: "Ran") -> Iterator[tuple[Finding, str]]:
    """The findings of the samples that ran, each with the text of its line."""
    from generator.auditing.page_findings import finding_of
    from generator.auditing.rules.catalogue import catalogue

    rules = [rule for rule in catalogue().values() if rule.room == "runs"]
    for trial in ran.trials:
        candidate = trial.candidate
        for fault in (fault for rule in rules for fault in rule.check(trial)):
            if not fault.rule.startswith(tuple(candidate.ignored) or ("-",)):
                at = min(max(fault.line, 0), len(candidate.lines) - 1)
                yield finding_of(candidate.path, fault, candidate.lines[at]), candidate.rows[at]


def _merged(
    reports: Sequence[tuple[str, PageReport | None]],
    rules: frozenset[str] | None,
    told: Iterable[tuple[Finding, str]],
    missing: Mapping[str, int],
    ran: "Ran | None" = None,
) -> AuditReport:
    """One report of all pages, with what the judges `told` and what was found by running samples."""
    pages = [report for _, report in reports if report is not None]
    of_pages = (pair for page in pages for pair in zip(page.findings, page.rows, strict=True))
    seen = _lines_that_ran(ran) if ran is not None else frozenset()
    found = [
        pair
        for pair in chain(of_pages, told, _seen(ran) if ran is not None else ())
        if (rules is None or pair[0].rule in rules) and not _is_surpassed(pair[0], seen)
    ]
    order = {name: number for number, (name, _) in enumerate(reports)}
    found.sort(key=lambda pair: (order[str(pair[0].path)], pair[0].line, pair[0].column or 0))
    return AuditReport(
        tuple(finding for finding, _ in found),
        len(pages),
        sum(page.judged for page in pages) - sum(missing.values()),
        sum(page.not_judged for page in pages),
        0,
        {(str(finding.path), finding.line): row for finding, row in found},
        sum(page.in_part for page in pages) + sum(missing.values()),
        ran.ran if ran is not None else None,
        ran.not_run if ran is not None else {},
        missing,
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files of the paths, those of a folder in the order of their names; hidden folders are left out."""
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(
                    name for name in folders if name not in _SKIPPED and not name.startswith(".")
                )
                yield from (
                    file for name in sorted(names) if is_page(file := Path(folder, name)) and file.is_file()
                )
        else:
            yield path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GeneratorError(f"cannot be read: {error.strerror}", path) from error
