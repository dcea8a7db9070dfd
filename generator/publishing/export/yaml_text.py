"""``x-codeSamples`` as text: block YAML with the samples as literal blocks, or JSON."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9+#_.-]*")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))  # YAML 1.1 as well
# What can stand in a literal block (YAML 1.2.2 §5.1, less what YAML 1.1 takes for the end of a line); a
# first line that begins with a space would be taken for the indentation.
_LITERAL = re.compile(
    r"(?![ \t\n])[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+"
)
# What JSON may hold as it is, and YAML not.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def yaml_samples(samples: Iterable[Mapping[str, Any]], indent: str) -> Iterator[str]:
    """The lines of a block sequence of code samples, each indented by `indent`, without their ends."""
    for sample in samples:
        mark = "- "
        for key, value in sample.items():
            yield from _member(key, value, f"{indent}{mark}", f"{indent}    ")
            mark = "  "


def yaml_scalar(text: str) -> str:
    """`text` on one line: plain where nothing could be meant by it but text, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return yaml_compatible_json(text)


def yaml_compatible_json(value: Any, indent: str | None = None, *, spaced: bool = True) -> str:  # noqa: ANN401
    """JSON that is YAML as well; on one line if `indent` is None."""
    separators = (", ", ": ") if spaced else (",", ":")
    if indent is not None:
        separators = (",", ": ")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _member(key: str, value: Any, before: str, inside: str) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, str):
        yield f"{before}{yaml_scalar(key)}: {yaml_compatible_json(value)}"
    elif "\n" in value and _LITERAL.fullmatch(value) and not value.endswith("\n\n"):
        header = "|" if value.endswith("\n") else "|-"
        yield f"{before}{yaml_scalar(key)}: {header}"
        for line in value.removesuffix("\n").split("\n"):
            yield f"{inside}{line}" if line else ""
    else:
        yield f"{before}{yaml_scalar(key)}: {yaml_scalar(value)}"
