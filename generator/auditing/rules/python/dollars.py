"""``f"?id=${item}"``: JavaScript's notation in an f-string, which sends the $ before the value (WP115)."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from generator.auditing.rules.python.syntax import parsed_leniently
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import nodes

# Nothing but a value follows here; ``f"Costs: ${price}"`` means its $, and ``f"/${option}"`` may be OData's.
_BEFORE_A_VALUE = re.compile(r"(?:[?&][A-Za-z_][\w.\[\]-]*=|^(?:Bearer|Basic|Token) )\$\Z")


def dollar_faults(text: str) -> Iterator[Fault]:
    """The first $ of a sample that stands before a value of a query, or of an Authorization header."""
    tree = parsed_leniently(text)
    for node in nodes(tree) if tree is not None else ():
        for part, value in pairwise(node.values) if isinstance(node, ast.JoinedStr) else ():
            is_text = isinstance(part, ast.Constant) and _BEFORE_A_VALUE.search(str(part.value)) is not None
            if is_text and isinstance(value, ast.FormattedValue) and value.format_spec is None:
                message = "an f-string sends the $ of ${…} before the value, as a part of the text"
                yield Fault("WP115", message, value.lineno - 1, None, "Write {…} alone.", "warning")
                return
