"""Files that are compiled together: a name that one lacks may be declared in another of its folder.

A package of Go is all files of a folder that name it (Go spec, Packages). The files of a C# project lie in
its folder and below (.NET SDK, default compile items); those of one folder are sure to belong together.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import PurePath

from generator.findings import Finding

_DECLARED = {
    ".go": re.compile(r"^(?:func|type|var|const)[ \t]+(\w+)", re.MULTILINE),
    ".cs": re.compile(r"\b(?:class|record|struct|interface|enum|delegate)\s+(?:struct\s+|class\s+)?(\w+)"),
}
_GROUP = re.compile(r"^(?:var|const|type)[ \t]*\(\n(.*?)^\)", re.MULTILINE | re.DOTALL)  # of Go
_MEMBER = re.compile(r"^\t(\w+)", re.MULTILINE)
_PACKAGE = re.compile(r"^package[ \t]+(\w+)", re.MULTILINE)
_UNDECLARED = re.compile(r"(\w+) is not declared in this program")


def declared_beside(sources: Sequence[tuple[str, bytes]]) -> Callable[[Finding], bool]:
    """Whether a finding says of a name that nothing declares it, and a file beside does."""
    names: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    units: dict[str, tuple[str, str, str]] = {}
    for name, content in sources:
        path = PurePath(name)
        if path.suffix in _DECLARED:
            text = content.decode("utf-8", "replace")
            package = _PACKAGE.search(text) if path.suffix == ".go" else None
            units[name] = str(path.parent), path.suffix, package[1] if package else ""
            names[units[name]].update(_DECLARED[path.suffix].findall(text))
            for group in _GROUP.findall(text) if path.suffix == ".go" else ():
                names[units[name]].update(_MEMBER.findall(group))

    def is_declared(finding: Finding) -> bool:
        lacking = _UNDECLARED.match(finding.message) if finding.rule == "WP102" else None
        unit = units.get(str(finding.path)) if lacking else None
        return lacking is not None and unit is not None and lacking[1] in names[unit]

    return is_declared
