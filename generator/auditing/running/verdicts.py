"""What was seen of a sample's runs in, its `Fault`s out (WP7xx), or the reason why it tells nothing."""

import json
import re
from collections.abc import Iterator, Sequence

from generator.auditing.running.candidates import Candidate
from generator.auditing.running.stage import Arrived, Seen
from generator.auditing.understanding.call import Fault
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
_FOREIGN_USING = re.compile(r"^[ \t]*using\s+(?:static\s+)?(?!System\b)([\w.]+)\s*;", re.MULTILINE)
_UNKNOWN_TYPE = re.compile(r"error CS0(?:246|234|103)\b.*?'([\w.]+)'")
_SHARED_NAMES = re.compile(r"NameError: name '(\w+)' is not defined|ReferenceError: (\w+) is not defined")
_PLACE = re.compile(r"(?::(\d+)(?::\d+)?: |\((\d+),\d+\): )(.*)", re.DOTALL)
_LONGEST = 160


def build_faults(candidate: Candidate, diagnostics: Sequence[str]) -> list[Fault] | str:
    """What a compiler has against a sample; or the reason why that is not the sample's fault."""
    late = next((each for each in diagnostics if isinstance(each, Unfinished)), None)
    if late:
        return late
    said = "\n".join(diagnostics)
    if reason := _lacking(said) or _package(candidate, said):
        return reason
    if candidate.language == "csharp" and not _names_what_it_uses(candidate.text):
        return "is a fragment"
    first = next((line for line in diagnostics if "error" in line or candidate.language != "csharp"), "")
    match = _PLACE.search(first)
    line = int(match[1] or match[2]) - 1 if match else 0
    message = match[3] if match else first or "the compiler gives up"
    return [Fault("WP703", f"the compiler refuses it: {_cut(message)}", line, None, "Correct the program.")]


def _package(candidate: Candidate, said: str) -> str:
    """A package that the compiler does not have here, such as one from NuGet."""
    if candidate.language != "csharp" or not _UNKNOWN_TYPE.search(said):
        return ""
    foreign = _FOREIGN_USING.findall(candidate.text)
    return f"needs the package {foreign[0]}" if foreign else ""


def _names_what_it_uses(text: str) -> bool:
    """Whether a C# text is meant to compile as it stands: it has usings of its own, or an entry point."""
    return re.search(r"^[ \t]*using\s+[\w.]+\s*;|\bMain\s*\(", text, re.MULTILINE) is not None


def success_faults(candidate: Candidate, seen: Seen) -> list[Fault] | str:
    """What is wrong with a run whose answer was the documented one; or the reason why it tells nothing."""
    run = seen.run
    said = _said(run)
    lacking = _lacking(said) if run.exit_code != 0 else ""
    if not lacking and (match := _SHARED_NAMES.search(said)) and (match[1] or match[2]) in candidate.earlier:
        lacking = f"uses {match[1] or match[2]} of another sample"
    blamed = list(_blamed(candidate, seen))
    if blamed:
        return blamed
    if lacking:
        return lacking
    if run.ended not in ("exited", "signalled"):
        return [_limit_fault(candidate, run)]
    if repeated := _repeated(candidate, seen):
        return [repeated]
    if not seen.arrived:
        what = f"it sent nothing and ended with exit code {run.exit_code}{_last_words(run)}"
        return [Fault("WP701", what, candidate.at, None, "Have it send the request that the page describes.")]
    if run.exit_code != 0:
        what = f"it got the documented answer and ended with exit code {run.exit_code}{_last_words(run)}"
        return [Fault("WP707", what, candidate.at, None, "Read the answer as the description has it.")]
    if not any(_is_shown(each.answered, run.stdout + run.stderr) for each in seen.arrived):
        what = "it ran, and showed nothing of the answer"
        return [Fault("WP706", what, candidate.at, None, "Print the answer, or what matters of it.")]
    return []


def error_faults(candidate: Candidate, seen: Seen) -> list[Fault]:
    """What is wrong with a run whose answer was an error: it must end with one, and say so."""
    run = seen.run
    if run.ended not in ("exited", "signalled"):
        return [_limit_fault(candidate, run)]
    answered = candidate.error or "500"
    if run.exit_code == 0:
        what = f"the answer was {answered}, and it ended with exit code 0"
        return [Fault("WP704", what, candidate.at, None, _LOUD.get(candidate.language, _LOUD[""]))]
    if not (run.stdout + run.stderr).strip():
        what = f"the answer was {answered}; it ended with exit code {run.exit_code} and said nothing"
        return [Fault("WP704", what, candidate.at, None, "Show the error (curl --show-error).", "note")]
    return []


_LOUD = {
    "curl": "Add --fail-with-body.",
    "python": "Look at the status: response.raise_for_status(), or exit with an error.",
    "go": "Look at response.StatusCode and end with log.Fatal.",
    "csharp": "Call EnsureSuccessStatusCode, or return 1.",
    "": "Look at the status, and end with an exit code that is not 0.",
}


def _blamed(candidate: Candidate, seen: Seen) -> Iterator[Fault]:
    reported: set[str] = set()
    for each in seen.arrived:
        if each.is_foreign:
            what = f"{each.method} {each.url} went to another host than {candidate.base}"
            fault = Fault("WP705", what, candidate.at, None, f"Write {candidate.base}.")
        elif each.misfits:
            fault = Fault("WP702", _misfit(each), candidate.at, None, "Send what the description has.")
        else:
            continue
        if fault.message not in reported:
            reported.add(fault.message)
            yield fault
    for unread in seen.unread:
        yield Fault(
            "WP702", f"what arrived is no request: {unread}", candidate.at, None, "Correct the request."
        )


def _repeated(candidate: Candidate, seen: Seen) -> Fault | None:
    """The same request more often than the text makes it."""
    raw = [each.raw for each in seen.arrived]
    if not 0 < candidate.calls < len(raw) or len(set(raw)) == len(raw):
        return None
    what = f"{_first(seen.arrived[0])} arrived {len(raw)} times"
    return Fault("WP702", what, candidate.at, None, "Send it once.", "warning")


def _misfit(arrived: Arrived) -> str:
    told = "; ".join(_cut(str(misfit)) for misfit in arrived.misfits[:3])
    more = f"; and {len(arrived.misfits) - 3} more" if len(arrived.misfits) > 3 else ""
    return f"{_first(arrived)} arrived: {told}{more}"


def _first(arrived: Arrived) -> str:
    return f"{arrived.method} {arrived.url.partition('?')[0]}"


def _limit_fault(candidate: Candidate, run: Run) -> Fault:
    what = f"it did not end by itself: it met the {run.ended}"
    return Fault("WP708", what, candidate.at, None, "Give it a time-out, and an end.")


def _lacking(said: str) -> str:
    for pattern, reason in _LACKS:
        if match := re.search(pattern, said):
            return reason.format(*(_cut(group) for group in match.groups() if group))
    return ""


def _said(run: Run) -> str:
    """What a program said of its end: PHP says it on standard output."""
    return (run.stderr if run.stderr.strip() else run.stdout).decode("utf-8", "replace")


def _last_words(run: Run) -> str:
    lines = [line.strip() for line in _said(run).splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|exception", line, re.IGNORECASE)] or lines
    return f": {_cut(telling[-1])}" if telling else ""


def _is_shown(answered: bytes, output: bytes) -> bool:
    """Whether a body, or any value of a JSON body, stands in the output; an empty one always does."""
    body = answered.strip()
    if not body or body in output:
        return True
    try:
        document = json.loads(body)
    except ValueError:
        return False
    values = list(_leaves(document))
    return not values or any(value.encode() in output for value in values)


def _leaves(value: object) -> Iterator[str]:
    """The texts and numbers in a JSON value, as a program would print them."""
    if isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _leaves(child)
    elif isinstance(value, str) and value:
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _cut(text: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in text.strip())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
