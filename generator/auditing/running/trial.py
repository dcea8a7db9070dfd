"""A `Trial`: one run of a sample and what was seen of it; and the reasons why a run tells nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.auditing.running.candidates import Candidate
from generator.proving.mock.described.problems import Misfit
from generator.proving.sandbox.process import Run
from generator.proving.toolchains import Unfinished

# What a sample lacks here and may have at its reader's: the module, package, command, file or answer.
_LACKS = (
    (r"ModuleNotFoundError: No module named '([^']+)'", "needs the module {}"),
    (r"Cannot find (?:module|package) '([^']+)'", "needs the module {}"),
    (r"cannot load such file -- (\S+)", "needs the gem {}"),
    (r"(?:line \d+: )?([\w.+-]+): command not found", "needs the command {}"),
    (
        r"(?:no required module provides|cannot find module providing) package (\S+?)[;:]",
        "needs the module {}",
    ),
    (r"package (\S+) is not in std", "needs the module {}"),
    (r": package (\S+) does not exist", "needs the package {}"),
    (r"not supported in -source (\d+)|preview feature", "needs a newer Java"),
    (r'Class "([\w\\]+)" not found', "needs the class {}"),
    (r"Failed opening required '([^']+)'", "needs the file {}"),
    (r"undefined function (\w+)\(\)", "needs the function {}"),
    (r"there is no package called .(\w+)", "needs the package {}"),
    (r"unresolved import `(\w+)|(?:undeclared|unlinked) crate(?: or module)? `(\w+)", "needs the crate {}"),
    (r"(?i)No such file or directory:? '?([^'\n]+)'?", "needs the file {}"),
    (r"open (\S+): no such file or directory", "needs the file {}"),
    (r"Could not find file '([^']+)'", "needs the file {}"),
    (r"[Ff]ailed to open ([^\s:;]+)", "needs the file {}"),
    (r"curl: \(26\)|error encountered when reading a file", "needs a file of its reader's"),
    (r"EOFError: EOF when reading a line", "asks its reader for input"),
)
_SHARED_NAMES = re.compile(r"NameError: name '(\w+)' is not defined|ReferenceError: (\w+) is not defined")
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request that came: its method and URL, whether to another host than described, what misfits.

    `answered` is the body that the mock gave back.
    """

    method: str
    url: str
    is_foreign: bool
    misfits: tuple[Misfit, ...]
    answered: bytes = field(repr=False)
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """One run of a sample: what its process did, what arrived, and bytes that were no request."""

    run: Run
    arrived: tuple[Arrived, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What was `seen` of a candidate whose request got the documented answer, or an error (`is_error`)."""

    candidate: Candidate
    seen: Seen
    is_error: bool

    @property
    def misfits(self) -> list[str]:
        """What does not fit the description in the requests that arrived."""
        found = [f"what arrived is no request: {unread}" for unread in self.seen.unread]
        for each in self.seen.arrived:
            if each.is_foreign:
                found.append(f"{each.method} {each.url} went to another host than {self.candidate.base}")
            elif each.misfits:
                told = "; ".join(cut(str(misfit)) for misfit in each.misfits[:3])
                more = f"; and {len(each.misfits) - 3} more" if len(each.misfits) > 3 else ""
                found.append(f"{each.method} {each.url.partition('?')[0]} arrived: {told}{more}")
        raw = [each.raw for each in self.seen.arrived] if self.seen.run.ended == "exited" else []
        if 0 < self.candidate.calls < len(raw) and len(set(raw)) < len(raw):
            first = self.seen.arrived[0]
            found.append(f"{first.method} {first.url.partition('?')[0]} arrived {len(raw)} times")
        return list(dict.fromkeys(found))

    @property
    def went_well(self) -> bool:
        """Whether the sample sent what is described, and took the documented answer."""
        return not self.misfits and bool(self.seen.arrived) and self.seen.run.exit_code == 0


def why_not_judged(candidate: Candidate, seen: Seen) -> str:
    """Why a run tells nothing of the sample: what it lacks here; empty where it tells."""
    said = said_at_end(seen.run)
    if seen.run.ended not in ("exited", "signalled"):
        return f"met the {seen.run.ended}"
    if seen.run.exit_code == 0:
        return ""
    match = _SHARED_NAMES.search(said)
    if match and (match[1] or match[2]) in candidate.earlier:
        return f"uses {match[1] or match[2]} of another sample"
    return _lacking(said)


def build_reason(diagnostics: Sequence[str]) -> str:
    """Why there is no program to run; what a compiler has against the text is the judges' to report."""
    late = next((each for each in diagnostics if isinstance(each, Unfinished)), None)
    return late or _lacking("\n".join(diagnostics)) or "does not compile here"


def _lacking(said: str) -> str:
    for pattern, reason in _LACKS:
        if match := re.search(pattern, said):
            return reason.format(*(cut(group) for group in match.groups() if group))
    return ""


def said_at_end(run: Run) -> str:
    """What a program said of its end: PHP says it on standard output."""
    return (run.stderr if run.stderr.strip() else run.stdout).decode("utf-8", "replace")


def last_output_line(run: Run) -> str:
    """The line of a run's output that says most of its end, behind a colon; empty where nothing was said."""
    lines = [line.strip() for line in said_at_end(run).splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|exception", line, re.IGNORECASE)] or lines
    return f": {cut(telling[-1])}" if telling else ""


def cut(text: str) -> str:
    """One line of a text that is not too long."""
    plain = "".join(char if char.isprintable() else " " for char in text.strip())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
