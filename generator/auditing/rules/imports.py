"""Imports of a page's samples that nothing uses, in them or in those below (WP117)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_AS = r"[\w.]+(?:[ \t]+as[ \t]+\w+)?"
_PYTHON = re.compile(
    rf"^[ \t]*(?:import[ \t]+(?P<modules>{_AS}(?:[ \t]*,[ \t]*{_AS})*)"
    r"|from[ \t]+[\w.]+[ \t]+import[ \t]+(?P<names>[\w \t,]+))[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
_JAVASCRIPT = re.compile(
    r"^[ \t]*(?:(?:const|let|var)[ \t]+(?P<names>\w+|\{[^{}\n]*\})[ \t]*=[ \t]*require\([^()\n]*\)(?:\.\w+)?"
    r"|import[ \t]+(?P<modules>(?:\*[ \t]+as[ \t]+)?\w+|\{[^{}\n]*\})[ \t]+from[ \t]+['\"][^'\"\n]+['\"])"
    r"[ \t]*;?[ \t]*(?://.*)?$",
    re.MULTILINE,
)
_JAVA = re.compile(r"^[ \t]*import[ \t]+(?P<names>[\w.]+\.[A-Z]\w*);[ \t]*$(?P<modules>)?", re.MULTILINE)
_IMPORTS = dict.fromkeys(("python", "pycon"), _PYTHON) | dict.fromkeys(
    ("javascript", "typescript"), _JAVASCRIPT
)
_IMPORTS["java"] = _JAVA
_FAMILIES = {"pycon": "python", "typescript": "javascript"}
_WORD = re.compile(r"\w+")
# What is imported for what it does, or is used by what a compiler makes of the text.
_EFFECTS = {"React", "annotations", "h"}


def import_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """The first name of each sample that it imports for nothing; a sample below it may be what uses it."""
    if not any(sample.calls for sample in samples):
        return  # a page about something else, where a part is shown of what is imported
    below: defaultdict[str, set[str]] = defaultdict(set)
    for sample in reversed(samples):
        pattern = _IMPORTS.get(sample.language)
        if pattern is None:
            continue
        family = _FAMILIES.get(sample.language, sample.language)
        rest = pattern.sub("", sample.text)
        used = set(_WORD.findall(rest))
        if "(" in rest and not re.search(r"\.\.\.|…", rest):
            for match in pattern.finditer(sample.text):
                unused = [name for name in _bound(match) if name not in used | below[family] | _EFFECTS]
                if unused:
                    line = sample.block.line_at(sample.text.count("\n", 0, match.start()))
                    message = f"nothing uses {unused[0]}, which is imported here"
                    yield Fault("WP117", message, line, None, "Remove it.")
        below[family] |= used


def _bound(match: re.Match[str]) -> list[str]:
    """The names that an import brings."""
    listed = (match["modules"] or match["names"] or "").strip().strip("{}")
    parts = [part.replace(":", " as ").split() for part in listed.split(",")]
    names = [part[-1] for part in parts if part]
    if match.re is _JAVA:
        return [name.rpartition(".")[2] for name in names]
    return [name.partition(".")[0] for name in names]
