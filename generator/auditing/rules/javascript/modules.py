"""Two kinds of modules in one file: ``import`` is of ES modules, ``require`` of CommonJS (WP102).

Source: https://nodejs.org/api/esm.html#no-require-exports-or-moduleexports
"""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree

_IMPORTED = re.compile(r"^import\b(?:[^'\"();]{0,500}\bfrom)?\s*['\"]([^'\"\n]+)['\"]", re.MULTILINE)
_REQUIRED = re.compile(
    r"^(?:const|let|var)\s[^=\n]{1,200}=\s*(require)\(\s*['\"]([^'\"\n]+)['\"]", re.MULTILINE
)
# Where both ways of one thing are shown, for the reader to choose; and what brings require to ES modules.
_CHOICE = re.compile(
    r"(?://|/\*|#)[^\n]*\b(?:common ?js|cjs|esm|es ?(?:6|modules?)|imports?|require|or|node(?:\.?js)?)\b"
    r"|\bcreateRequire\b",
    re.IGNORECASE,
)


def module_faults(tree: Tree) -> Iterator[Fault]:
    """A ``require`` at the start of a line, in a program that imports as well: a ReferenceError in Node."""
    imported = set(_IMPORTED.findall(tree.text))
    required = list(_REQUIRED.finditer(tree.text)) if imported else []
    is_one_thing = any(match[2] in imported for match in required)
    if required and not is_one_thing and not _CHOICE.search(tree.text):
        first = required[0]
        message = "require is not defined in a file that imports, which is an ES module"
        at = tree.text.count("\n", 0, first.start())
        column = first.start(1) - tree.text.rfind("\n", 0, first.start(1)) - 1
        yield Fault("WP102", message, at, column, "Write import for all of them.", "warning")
