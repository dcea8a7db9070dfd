"""The baseline: findings that a team has already, so that only new ones count."""

import json
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePath

from generator.errors import GeneratorError
from generator.findings import Finding


def finding_fingerprint(finding: Finding, row: str) -> str:
    """What stays the same when lines move: the rule, the file, the message and the text of the line."""
    words = (finding.rule, PurePath(finding.path).as_posix(), finding.message, " ".join(row.split()))
    return sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:24]


def read_baseline(path: Path) -> Counter[str]:
    """The fingerprints of a baseline file, with how often each may occur.

    Raises:
        GeneratorError: the file is no baseline.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        return Counter({str(name): int(count) for name, count in document["findings"].items()})
    except OSError as error:
        raise GeneratorError(f"cannot be read: {error.strerror}", path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GeneratorError("is no baseline; write one with --write-baseline", path) from error


def baseline_text(findings: Iterable[tuple[Finding, str]]) -> str:
    """The text of a baseline file for findings, each with the text of its line."""
    counts = Counter(finding_fingerprint(finding, row) for finding, row in findings)
    return json.dumps({"version": 1, "findings": dict(sorted(counts.items()))}, indent=1) + "\n"
