"""The parameters that a page lists, in tables, lists and sentences: what it says of each of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.auditing.pages import Page, Paragraph, Table
from generator.auditing.rules.parameters.bounds import bounds

_NAME = re.compile(r"[`*]{0,3}([A-Za-z_][\w.\[\]-]*)[`*]{0,3}")
_PARAMETER = re.compile(
    r"\b(?:param(?:eter)?|field|argument|attribute|property|name|key|query)s?\b", re.IGNORECASE
)
# ``**limit:** how many`` and ```limit (required)`: how many`` have within their marks what others have after.
_BULLET = re.compile(
    r"[`*]{1,3}([A-Za-z_][\w.\[\]-]*)(?P<said>\s*\((?:required|optional)\))?(?P<colon>\s*:)?[`*]{1,3}"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_BRACKETS = re.compile(r"\s*[(\[*_]+([^()\[\]]*?)[)\]*_]+")
_INLINE = re.compile(r"[`*]{1,2}([A-Za-z_][\w.\[\]-]*)[`*]{1,2}\s*\(([^()]*)\)")
# An item that groups others without being what they are members of: ``- **Query**``
_GROUP = re.compile(
    r"(?:query|path|header|body|form|request|required|optional|param(?:eter)?|field|argument|property)s?",
    re.IGNORECASE,
)
_APART = 4  # lines between two items of one list
_SPAN = r"[`*]{1,2}[A-Za-z_][\w.\[\]-]*[`*]{1,2}"
_NAMES = rf"{_SPAN}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+){_SPAN}){{0,40}}"
# ``takes `from` and `to`, which are optional``; ```near` is required``
_CALLED = re.compile(
    rf"({_NAMES})\s*,?\s*(?:parameters?|fields?|headers?)?\s*,?\s*(?:which|that|both)?\s*(?:is|are)\s+(?:both\s+|all\s+)?"
    r"(required|mandatory|optional)(?!\s+(?:if|when|unless|for|only))",
    re.IGNORECASE,
)
# ``Optional fields: `name`, `proxy` ``
_CALLED_BEFORE = re.compile(
    rf"\b(required|mandatory|optional)\s+(?:(?:query|body|request)\s+)?(?:parameters?|fields?|attributes?|properties)"
    rf"\s*:\s*({_NAMES})",
    re.IGNORECASE,
)
# ``Set the client up with your `client_id` `` is what the reader has, and no list of what a request takes.
_WITH = re.compile(
    rf"\b(?:with|takes|accepts|needs|requires|supports|expects)\s+(?:the\s+|both\s+)?"
    rf"(?:(?:(?!your\b)[a-z]+|\d+)\s+)?(?:(?:query|body|form)\s+)?(?:(?:parameters?|fields?)[,:]?\s+)?({_NAMES})",
)
_TYPES = {
    "string": "string", "str": "string", "text": "string", "integer": "integer", "int": "integer",
    "int32": "integer", "int64": "integer", "long": "integer", "number": "number", "float": "number",
    "double": "number", "decimal": "number", "numeric": "number", "boolean": "boolean", "bool": "boolean",
    "array": "array", "list": "array", "object": "object",
}  # fmt: skip
_TYPE = re.compile(rf"\b({'|'.join(sorted(_TYPES, key=len, reverse=True))})s?\b", re.IGNORECASE)
# ``string``, ``an array of strings``: in a sentence a type comes first, as ``list`` is a word as well
_LEADING_TYPE = re.compile(
    rf"[\s`*_]*(?:(?:an?|the|one|optional|required|mandatory|JSON)[\s,]+)*(?:{'|'.join(_TYPES)})s?\b"
    r"(?:\s+(?:of|or)\s+\w+)?",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\[\]|\\\[\\\]|\b(?:array|list|vec|set)<|&lt;", re.IGNORECASE
)  # ``string[]``, ``[]string``
_REQUIRED = re.compile(r"\b(?:required|mandatory)\b", re.IGNORECASE)
_OPTIONAL = re.compile(r"\b(?:optional|not required|not mandatory)\b", re.IGNORECASE)
_YES = re.compile(r"(?:yes|y|true|required|mandatory|always|✓|✔|✅|☑|x|R)(?![\w-])", re.IGNORECASE)
_NO = re.compile(r"(?:no|n|false|optional|not required|✗|✘|❌|☐|-|–|—|O)(?![\w-])", re.IGNORECASE)
_DEFAULT = re.compile(
    r"\bdefault(?:s| value)?\s*(?:is|are|to|of|:|=|,)*\s*(?:`([^`]+)`|\"([^\"]+)\""
    r"|(-?\d+(?:\.\d+)?|true|false)\b)"
    r"|`([^`\s]+)` by default",
    re.IGNORECASE,
)


_OF_ANSWER = re.compile(r"\b(?:respon\w+|returns?|answers?|errors?|webhooks?)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_CODE = re.compile(r"`([A-Za-z_][\w-]*)`")


@dataclass(frozen=True, slots=True)
class Listed:
    """A parameter at a line of the page; `required`, `type` and `default` are None where nothing is said.

    `group` is the line of its table, or of the sentence that it stands in; `text` is what describes it.
    """

    name: str
    line: int
    group: int
    required: bool | None = None
    type: str | None = None
    default: str | None = None
    text: str = ""


def listed_parameters(page: Page) -> Iterator[Listed]:
    """What the tables, the lists and the sentences of a page say of parameters."""
    for table in page.tables:
        yield from _rows(table)
    group = last = 0
    outer: list[tuple[int, str]] = []  # the items around, by their indentation
    rows = page.source.split("\n")
    for paragraph in page.paragraphs:
        bullet = _BULLET.match(paragraph.text)
        indent = _indent(rows[paragraph.line - 1]) if page.kind != "html" else 0
        outer = [each for each in outer if each[0] < indent]
        rest = f"{bullet['said'] or ''}{bullet['colon'] or ''}{bullet['rest']}" if bullet else ""
        if bullet and re.match(r"\s*(?:[(\[*_:–—-]|$)", rest) and not _is_label(bullet):
            if not group or paragraph.line - last > _APART:
                group = paragraph.line
            last = paragraph.line
            name = ".".join([*(parent for _, parent in outer), bullet[1]])
            if _GROUP.fullmatch(bullet[1]) is None:
                outer.append((indent, bullet[1]))
            if rest.strip():
                yield _bullet(name, rest, paragraph.line, group)
            continue
        yield from _named(paragraph)
        for match in _INLINE.finditer(paragraph.text):
            line = paragraph.line_of(match.start())
            words = match[2]
            if any(pattern.search(words) for pattern in (_TYPE, _OPTIONAL, _REQUIRED, _DEFAULT)):
                said = _word(words), type_of(words), _default(words), words
                yield Listed(match[1], line, paragraph.line, *said)


def _is_label(bullet: re.Match[str]) -> bool:
    """Whether words in bold begin a text, as in ``**Note:** …``, rather than name a parameter."""
    return bullet["colon"] is not None and bullet[1][:1].isupper()


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def bounded_parameters(page: Page) -> Iterator[Listed]:
    """The one name in a sentence that bounds a value: ```limit` must be between 1 and 100``."""
    for paragraph in page.paragraphs:
        if not re.search(r"\d", paragraph.text) or "`" not in paragraph.text:
            continue
        for sentence in _SENTENCE.split(paragraph.text):
            names = set(_CODE.findall(sentence))
            text = _CODE.sub("", sentence)
            if len(names) == 1 and bounds(text) is not None and _OF_ANSWER.search(text) is None:
                yield Listed(names.pop(), paragraph.line, paragraph.line, text=text)


def _named(paragraph: Paragraph) -> Iterator[Listed]:
    """Names in a sentence that says what an endpoint takes, or calls them required or optional."""
    for match in _CALLED_BEFORE.finditer(paragraph.text):
        line = paragraph.line_of(match.start())
        for name in re.findall(_SPAN, match[2]):
            yield Listed(name.strip("`*"), line, paragraph.line, match[1].lower() != "optional")
    for pattern in (_CALLED, _WITH):
        for match in pattern.finditer(paragraph.text):
            line = paragraph.line_of(match.start())
            is_required = None if pattern is _WITH else match[2].lower() != "optional"
            for name in re.findall(_SPAN, match[1]):
                yield Listed(name.strip("`*"), line, paragraph.line, is_required)


def _rows(table: Table) -> Iterator[Listed]:
    header = [cell.strip().strip("*`").lower() for cell in table.header]
    if len(header) < 2 or _PARAMETER.search(header[0]) is None:
        return
    required, kind, default = (
        next((n for n, cell in enumerate(header) if n and re.search(pattern, cell)), None)
        for pattern in (r"^(?:required|mandatory|optional|req\.?)\b", r"\btype\b", r"^default")
    )
    for line, cells in table.rows:
        name = _NAME.match(cells[0].strip()) if cells else None
        if name is None or len(cells) < 2:
            continue
        rest = cells[0].strip()[name.end() :] + " ".join(cells[1:])
        given = cells[required].strip(" `*") if required is not None and required < len(cells) else None
        is_required = _word(rest) if given is None else _yes(given)
        if given is not None and is_required is not None and header[required or 0].startswith("optional"):
            is_required = not is_required
        typed = cells[kind] if kind is not None and kind < len(cells) else ""
        told = cells[default].strip(" `*\"'") if default is not None and default < len(cells) else ""
        is_told = re.fullmatch(r"-?[\w.]+", told) is not None and told.lower() not in ("none", "n")
        yield Listed(
            name[1],
            line,
            table.line,
            is_required,
            type_of(typed),
            told if is_told else _default(" ".join(cells[1:])),
            " | ".join(cells[1:]),
        )


def _bullet(name: str, rest: str, line: int, group: int) -> Listed:
    """What an item of a list says: ``- `limit` (integer, optional): how many. Default: 25.``."""
    brackets = _BRACKETS.match(rest)
    words = brackets[1] if brackets else re.split(r"[.:;]\s", rest.strip(" :–—-"))[0]
    lead = words if brackets or len(words) < 40 else ""
    typed = lead if brackets else lead[: end.end()] if (end := _LEADING_TYPE.match(lead)) else ""
    return Listed(name, line, group, _word(lead), type_of(typed), _default(rest), rest)


def _yes(cell: str) -> bool | None:
    if _NO.match(cell):
        return False
    return True if _YES.match(cell) else None


def _word(text: str) -> bool | None:
    """Whether a text calls a parameter required; None where it says neither, or both."""
    is_optional = _OPTIONAL.search(text) is not None
    is_required = _REQUIRED.search(_OPTIONAL.sub("", text)) is not None
    if is_optional == is_required or re.search(r"\b(?:if|when|unless|only|for)\b", text, re.IGNORECASE):
        return None
    return is_required


def type_of(text: str) -> str | None:
    """The JSON type that a text names; None for none, or for several."""
    if _MANY.search(text):
        return "array"
    found = {_TYPES[match[1].lower()] for match in _TYPE.finditer(text)}
    if "array" in found:  # an array of strings
        return "array"
    return found.pop() if len(found) == 1 else None


def _default(text: str) -> str | None:
    match = _DEFAULT.search(text)
    return next((each for each in match.groups() if each), None) if match else None
