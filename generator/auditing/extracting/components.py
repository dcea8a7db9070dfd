"""Components of MDX that describe one parameter or field each, as the tables that a reader sees in them.

``<ParamField query="limit" type="integer">How many.</ParamField>`` and ``<ResponseField name="id">`` are
Mintlify's (https://www.mintlify.com/docs/components/fields); they nest, as the members of an object do.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.auditing.pages import Block, Heading, Lines, Table

_TAG = re.compile(r"<(/?)(ParamField|ResponseField)\b((?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}|[^<>\"'{}])*)>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|\{\s*[\"']?([^{}\"']*)[\"']?\s*\}))?")
_MARKUP = re.compile(r"<[^<>]*>|<[^<>]*$")
_PLACES = ("path", "query", "body", "header", "cookie")
_HEADER = ("In", "Type", "Required", "Description")
_DEEPEST = 8  # components around one: nobody nests members further
_LONGEST = 300  # characters of a description: a longer one is a text of its own


@dataclass(frozen=True, slots=True)
class _Field:
    """A component: which one it is, its row, and the line of its tag."""

    component: str
    line: int
    cells: tuple[str, ...]


def component_tables(text: str, blocks: Sequence[Block], headings: Sequence[Heading]) -> Iterator[Table]:
    """The components of a page as tables: those of a kind that no heading parts are one."""
    if "<ParamField" not in text and "<ResponseField" not in text:
        return
    starts = [heading.line for heading in headings]
    run: list[_Field] = []
    last: tuple[str, int] | None = None
    for field in _fields(text, blocks):
        this = field.component, bisect_left(starts, field.line)
        if run and this != last:
            yield _table(run)
            run = []
        run.append(field)
        last = this
    if run:
        yield _table(run)


def _table(run: Sequence[_Field]) -> Table:
    first = "Response member" if run[0].component == "ResponseField" else "Parameter"
    return Table((first, *_HEADER), tuple((field.line, field.cells) for field in run), run[0].line)


def _fields(text: str, blocks: Sequence[Block]) -> Iterator[_Field]:
    """The components in their order, with the names of those around them: ``user.id``."""
    lines = Lines(text)
    code = sorted((block.line, block.last_line) for block in blocks)
    around: list[str] = []
    for match in _TAG.finditer(text):
        line = lines.at(match.start())
        at = bisect_left(code, (line + 1, 0)) - 1
        if at >= 0 and code[at][0] <= line <= code[at][1]:
            continue
        if match[1]:
            del around[-1:]
            continue
        given = {name: a or b or c for name, a, b, c in _ATTRIBUTE.findall(match[3].rstrip("/ \n"))}
        place = next((each for each in _PLACES if each in given), "")
        name = given.get("name") or given.get(place, "")
        if name:
            inside = text[match.end() : match.end() + _LONGEST].partition(f"</{match[2]}")[0]
            told = "" if match[3].rstrip().endswith("/") else " ".join(_MARKUP.sub(" ", inside).split())
            yield _Field(
                match[2], line, (".".join([*around[-_DEEPEST:], name]), place, *_said(given, place), told)
            )
        if not match[3].rstrip().endswith("/"):
            around.append(name)


def _said(given: dict[str, str], place: str) -> tuple[str, str]:
    """The type, which is text in a header (RFC 9110 §5.5), and whether it is required."""
    typed = given.get("type") or ("string" if place in ("header", "cookie") else "")
    is_required = "required" in given and given["required"] != "false"
    return typed, "required" if is_required else "optional"
