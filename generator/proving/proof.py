"""The values of proving: what is to be proven, what one kind of proof found, and the `Proof` itself."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from generator.model import Flow, Request, Sample

Kind = Literal["sent", "fails_loudly", "any_value", "clean", "answered"]
_MOST_SIBLINGS = 20
KINDS: tuple[Kind, ...] = ("sent", "fails_loudly", "any_value", "clean")
"""The kinds of a proof against the mock."""

AGAINST_KINDS: tuple[Kind, ...] = ("sent", "answered")
"""Those of a run against a real server: its answer is one that the description documents."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The bytes to be proven, and the `request` that they should send, or the `flow` that it begins.

    `own` says that they are what we render now; only such bytes run where there is no sandbox. `kinds`
    are the kinds of proof asked for. `path` is where the sample is published, and `siblings` are the names of
    the files beside it there, some of them if there are many.
    """

    id: str
    language: str
    request: Request = field(repr=False)
    data: bytes = field(repr=False)
    path: str
    own: bool = True
    kinds: tuple[Kind, ...] = KINDS
    siblings: tuple[str, ...] = ()
    flow: Flow | None = field(default=None, repr=False)

    @classmethod
    def of(cls, sample: Sample) -> "Subject":
        """A sample just rendered."""
        data = sample.text.encode()
        return cls(sample.id, sample.language, sample.request, data, sample.path, flow=sample.flow)

    @property
    def sha256(self) -> str:
        """The hash of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def among_siblings(subjects: Sequence[Subject], paths: Iterable[str]) -> list[Subject]:
    """The subjects, each with its siblings among all published `paths`."""
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        folder, _, name = path.rpartition("/")
        folders[folder].append(name)

    def beside(path: str) -> tuple[str, ...]:
        folder, _, own = path.rpartition("/")
        return tuple(name for name in folders[folder][: _MOST_SIBLINGS + 1] if name != own)

    return [replace(subject, siblings=beside(subject.path)) for subject in subjects]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one kind of proof found: True or False, or None where there was nothing to run.

    `reason` says why it is not True, with a diff where a request differs. `runs` counts the runs of the
    sample, which took `seconds` together.
    """

    passed: bool | None
    reason: str = ""
    runs: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found about one sample's bytes. The kinds are True, False, or None for not run.

    `sha256` is the hash of the very bytes that ran, `request` and `prover` what they were held against
    (see `generator.proving.ledger`). `missing` says that a tool was not there, `since` (a date) that
    the proof is an earlier one of the same bytes, `isolation` what was amiss with the sandbox, if anything.
    `notes` are for the reader of a report, whatever was found.
    """

    sample_id: str
    language: str
    sent: bool | None
    fails_loudly: bool | None
    any_value: bool | None
    clean: bool | None
    seconds: float
    toolchain: str
    reason: str
    sha256: str
    request: str
    prover: str
    runs: int = 0
    missing: bool = False
    since: str = ""
    isolation: str = ""
    answered: bool | None = None
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a kind found a fault."""
        return False in (self.sent, self.fails_loudly, self.any_value, self.clean, self.answered)

    @property
    def complete(self) -> bool:
        """Whether every kind holds, but for `any_value` where the sample has no Inputs."""
        held = self.sent is self.fails_loudly is self.clean is True
        return held and not self.missing and self.any_value is not False


def proof(
    subject: Subject,
    toolchain: str,
    verdicts: dict[Kind, Verdict],
    *,
    request: str,
    prover: str,
    missing: bool = False,
) -> Proof:
    """Put the verdicts on a subject together; a kind without a verdict was not run."""
    reasons = [
        f"{kind}: {verdicts[kind].reason}"
        for kind in (*KINDS, "answered")
        if kind in verdicts and verdicts[kind].reason
    ]
    passed = {kind: verdict.passed for kind, verdict in verdicts.items()}
    return Proof(
        sample_id=subject.id,
        language=subject.language,
        sent=passed.get("sent"),
        fails_loudly=passed.get("fails_loudly"),
        any_value=passed.get("any_value"),
        clean=passed.get("clean"),
        seconds=sum(verdict.seconds for verdict in verdicts.values()),
        toolchain=toolchain,
        reason="\n".join(reasons),
        sha256=subject.sha256,
        request=request,
        prover=prover,
        runs=sum(verdict.runs for verdict in verdicts.values()),
        missing=missing,
        answered=passed.get("answered"),
    )
