"""One cause, one finding: what the description tells of a sample, no other sample has to tell again.

A wrong path differs from the description, from the heading above and from the samples beside. Of the three
findings the description's stays, since it alone says which side is wrong.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# What the page tells again, by what the description has told of the same sample.
_AGAIN = {
    "WP501": {"WP201"},
    "WP502": {"WP407"},
    "WP503": {"WP401"},
    "WP404": {"WP404"},
    "WP504": {"WP403", "WP404", "WP406"},
    "WP505": {"WP401", "WP402"},
    "WP513": {"WP404"},
    "WP514": {"WP403", "WP405"},
}
_BY_NAME = {"WP404", "WP504", "WP514"}  # told again where the same names are meant
_OF_DESCRIPTION = frozenset(rule for rules in _AGAIN.values() for rule in rules)
_OTHER_LINE = re.compile(r"\(line (\d+)\)")
_NAME = re.compile(r"[A-Za-z_][\w.\[\]-]*")
_BY_PAGE = "the page says"
_CREDENTIALS = "the description wants credentials"


_PATH = re.compile(r"(?<= )/[^\s,]+")


def one_of_each_cause(faults: Sequence[Fault], samples: Sequence[Sample]) -> list[Fault]:
    """The faults of a page, at lines of the file, without those that say again what others say."""
    starts = [sample.block.line for sample in samples]
    told: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.rule in _OF_DESCRIPTION:
            told[_place(fault.line, starts, samples)].append(fault)
    faults = _once_a_line(faults)
    otherwise = {match[1] for fault in faults if (match := _OTHERWISE.match(fault.message))}
    faults = [fault for fault in faults if not _is_lacking(fault, otherwise)]
    unknown = {path for fault in faults if fault.rule == "WP401" for path in _paths(fault)}
    return [fault for fault in faults if not (told and _is_again(fault, told, unknown, starts, samples))]


# A name that the sample sends in another spelling is not missing as well.
_OTHERWISE = re.compile(r"the list says (\S+) \(line \d+\), and the sample sends")
_LACKING = re.compile(r"the page says that (\S+) is required")


def _is_lacking(fault: Fault, names: set[str]) -> bool:
    match = _LACKING.match(fault.message) if fault.rule == "WP404" and names else None
    return match is not None and match[1] in names


def _once_a_line(faults: Sequence[Fault]) -> list[Fault]:
    """Of several faults about the path of one call, the first: the page and the samples may both say it."""
    found: list[Fault] = []
    lines: set[int] = set()
    for fault in faults:
        if fault.rule != "WP503" or fault.line not in lines:
            found.append(fault)
        if fault.rule == "WP503":
            lines.add(fault.line)
    return found


def _place(line: int, starts: Sequence[int], samples: Sequence[Sample]) -> int:
    """The line where the sample at a line starts; the line itself outside of samples."""
    number = bisect_right(starts, line) - 1
    if number < 0:
        return line
    block = samples[number].block
    return block.line if line <= block.line_at(block.text.count("\n")) else line


def _is_again(
    fault: Fault,
    told: Mapping[int, Sequence[Fault]],
    unknown: set[str],
    starts: Sequence[int],
    samples: Sequence[Sample],
) -> bool:
    """Whether a fault says again what `told` says by sample, or of the paths that are `unknown`."""
    causes = _AGAIN.get(fault.rule, set())
    if not causes or (fault.rule == "WP404" and not fault.message.startswith(_BY_PAGE)):
        return False
    lines = [fault.line]
    if fault.rule == "WP505":  # it stands at the heading, and names the line of the sample
        lines += [int(line) for line in _OTHER_LINE.findall(fault.message)]
    others = [
        other
        for line in lines
        for other in told.get(_place(line, starts, samples), ())
        if other.rule in causes and other != fault
    ]
    if fault.rule == "WP513":
        return any(other.message.startswith(_CREDENTIALS) for other in others)
    if fault.rule in _BY_NAME:
        return bool(others) and _names(fault) <= {
            name for other in others for name in _names_in(other.message)
        }
    if fault.rule == "WP503" and _paths(fault) & unknown:
        return True
    return any(other.line in lines for other in others)


def _paths(fault: Fault) -> set[str]:
    return set(_PATH.findall(fault.message))


def _names(fault: Fault) -> set[str]:
    """The names that a fault of the page is about: what a sample lacks or has, beside its usual words."""
    if fault.message.startswith("the body is"):
        return {"body"}
    if fault.rule == "WP404":
        return set(re.findall(r"(?<=that )\S+(?= is required)", fault.message))
    part = re.search(r"(?:lacks|has|sends) .*?(?=, unlike|, and|$)|^[\w.\[\]-]+(?= is )", fault.message)
    return set(_names_in(part[0])) - {"lacks", "has", "and", "sends"} if part else {""}


def _names_in(text: str) -> Iterable[str]:
    return _NAME.findall(text)
