"""Files and folders in, a `Report` out: pages are taken apart and judged, on all cores where that pays."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from generator.auditing.extracting import is_page, page
from generator.auditing.rules.described import Endpoint, endpoints
from generator.errors import GeneratorError
from generator.findings import Finding
from generator.model import Description

_SKIPPED = {"node_modules", "__pycache__", "site-packages", "venv"}
_WORTH_A_POOL = 400_000  # characters in all pages; starting the processes costs about what these do


@dataclass(frozen=True, slots=True)
class PageReport:
    """What one page gave: its findings with the text of their lines, and how many samples were judged."""

    findings: tuple[Finding, ...]
    rows: tuple[str, ...]
    judged: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found. `known` counts findings left out because a baseline has them."""

    findings: tuple[Finding, ...]
    pages: int = 0
    judged: int = 0
    not_judged: int = 0
    known: int = 0
    rows: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)

    def line(self, finding: Finding) -> str:
        """The text of a finding's line in its file."""
        return self.rows.get((str(finding.path), finding.line), "")

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


def audit(
    paths: Sequence[Path],
    description: Description | None = None,
    rules: frozenset[str] | None = None,
    jobs: int | None = None,
) -> Report:
    """Audit files and folders; nothing on a page is executed.

    `rules` are the ids that count (all by default). A file named in `paths` that is no text or of no known
    kind is passed over, like any such file in a folder.

    Raises:
        GeneratorError: a path does not exist or cannot be read.
    """
    sources = [(str(path), _content(path)) for path in _files(paths)]
    return audit_sources(sources, description, rules, jobs)


def audit_sources(
    sources: Sequence[tuple[str, bytes]],
    description: Description | None = None,
    rules: frozenset[str] | None = None,
    jobs: int | None = None,
) -> Report:
    """As `audit`, for contents that were read already, each with the name of its file."""
    known = endpoints(description) if description is not None else ()
    workers = min(jobs or os.cpu_count() or 1, len(sources))
    size = sum(len(content) for _, content in sources)
    pooled = workers > 1 and size > _WORTH_A_POOL
    with ProcessPoolExecutor(workers) if pooled else nullcontext() as pool:
        reports = list(_reports(pool, sources, known))
    return _merged(reports, rules)


def _reports(
    pool: Executor | None, sources: Sequence[tuple[str, bytes]], known: tuple[Endpoint, ...]
) -> Iterable[tuple[str, PageReport | None]]:
    names = [name for name, _ in sources]
    if pool is None:
        found: Iterable[PageReport | None] = (_audited(name, content, known) for name, content in sources)
    else:
        size = max(1, min(64, len(sources) // 16))
        found = pool.map(
            _audited, names, [content for _, content in sources], [known] * len(sources), chunksize=size
        )
    return zip(names, found, strict=True)


def _audited(name: str, content: bytes, known: tuple[Endpoint, ...]) -> PageReport | None:
    from generator.auditing.judging import judged

    found = page(name, content)
    if found is None:
        return None
    findings, samples = judged(found, known)
    rows = found.source.split("\n")
    code = [sample for sample in samples if sample.is_code]
    unjudged = sum(sample.language in ("", "other") for sample in samples)
    texts = tuple(rows[finding.line - 1] if finding.line <= len(rows) else "" for finding in findings)
    return PageReport(tuple(findings), texts, len(code), unjudged)


def _merged(reports: Iterable[tuple[str, PageReport | None]], rules: frozenset[str] | None) -> Report:
    findings: list[Finding] = []
    rows: dict[tuple[str, int], str] = {}
    pages = judged = not_judged = 0
    for name, report in reports:
        if report is None:
            continue
        pages += 1
        judged += report.judged
        not_judged += report.not_judged
        for finding, row in zip(report.findings, report.rows, strict=True):
            if rules is None or finding.rule in rules:
                findings.append(finding)
                rows[name, finding.line] = row
    return Report(tuple(findings), pages, judged, not_judged, 0, rows)


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
