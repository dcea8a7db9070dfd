"""Jupyter notebooks (nbformat 4): code cells and the Markdown between them, at their lines in the file."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.extracting.markdown import markdown_page
from generator.auditing.pages.page import Block, Heading, Lines, Page, Paragraph

_CELL_SOURCE = re.compile(r'"source"\s*:\s*(\[|")')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def notebook_page(path: str, text: str) -> Page:
    """The page of a notebook; one that is no JSON, or has no cells, is a page without blocks."""
    try:
        document = json.loads(text)
        cells = document["cells"]
        language = document.get("metadata", {}).get("kernelspec", {}).get("language") or "python"
        sources = ["".join(cell["source"]) for cell in cells]
        kinds = [str(cell["cell_type"]) for cell in cells]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Page(path=path, source=text, kind="notebook")
    places = _source_places(text)
    if len(places) != len(sources):  # another key is named "source": lines cannot be told
        places = [[1]] * len(sources)
    blocks: list[Block] = []
    headings: list[Heading] = []
    paragraphs: list[Paragraph] = []
    for source, kind, lines in zip(sources, kinds, places, strict=True):
        if kind == "code":
            heading = headings[-1].text if headings else ""
            blocks.extend(_cell(source, path, language, lines, heading))
        elif kind == "markdown":
            written = _at_its_lines(markdown_page(path, source), lines)
            blocks.extend(written.blocks)
            headings.extend(written.headings)
            paragraphs.extend(written.paragraphs)
    return Page(path, text, "notebook", tuple(blocks), tuple(headings), tuple(paragraphs))


def _at_its_lines(page: Page, lines: list[int]) -> Page:
    """The page of a Markdown cell, at the lines that the cell has in the file."""

    def at(line: int) -> int:
        return lines[min(max(line, 1), len(lines)) - 1]

    blocks = [
        replace(
            block,
            line=at(block.line),
            group=0,
            lines=tuple(at(block.line_at(index)) for index in range(block.text.count("\n") + 1)),
        )
        for block in page.blocks
    ]
    headings = [replace(heading, line=at(heading.line)) for heading in page.headings]
    paragraphs = [replace(paragraph, line=at(paragraph.line)) for paragraph in page.paragraphs]
    return replace(
        page,
        blocks=tuple(blocks),
        headings=tuple(headings),
        paragraphs=tuple(paragraphs),
    )


def _cell(source: str, path: str, language: str, lines: list[int], heading: str) -> Iterator[Block]:
    """The block of a code cell, and one of the requests that it leaves to a shell."""
    hint = language
    first, _, rest = source.partition("\n")
    if match := re.match(r"%%(bash|sh|javascript|js|ruby|html)\b", first):
        hint, source, lines = match[1], rest, lines[1:] or lines
    elif language == "python":
        yield from _requests(source, path, lines, heading)
        # IPython's own syntax (magics, shell escapes, help) is no Python and no defect either.
        source = _OF_IPYTHON.sub(_passed_over, source)
    yield Block(source, path, lines[0], hint, heading=heading, lines=tuple(lines))


_OF_IPYTHON = re.compile(r"^([ \t]*)(?:[%!?](?:[^\n]*\\\n)*[^\n]*|\S[^\n]*\?)$", re.MULTILINE)


def _passed_over(match: re.Match[str]) -> str:
    """A statement that does nothing, with the lines that a backslash made part of the command."""
    return f"{match[1]}pass" + "\n" * match[0].count("\n")


def _requests(source: str, path: str, lines: list[int], heading: str) -> Iterator[Block]:
    """The ``!curl`` of a cell; IPython puts the values of Python into it, whatever its quotes."""
    counted = Lines(source)
    for match in _CURL.finditer(source):
        command = re.sub(r"\$(\w+)|(?<!\{)\{(\w+)\}(?!\})", _python_value, match[1])
        number = counted.at(match.start(1)) - 1
        at = [lines[min(number + row, len(lines) - 1)] for row in range(command.count("\n") + 1)]
        yield Block(command, path, at[0], "bash", heading=heading, lines=tuple(at))


_CURL = re.compile(r"^[ \t]*![ \t]*(curl[ \t](?:[^\n]*\\\n)*[^\n]+)", re.MULTILINE)


def _python_value(match: re.Match[str]) -> str:
    return f"${{{match[1] or match[2]}}}" if not match.string[: match.start()].count("'") % 2 else "VALUE"


def _source_places(text: str) -> list[list[int]]:
    """For each ``"source"`` member, in order, the line of each of its strings in the file."""
    counted = Lines(text)
    places = []
    for match in _CELL_SOURCE.finditer(text):
        if match[1] == '"':
            places.append([counted.at(match.start())])
            continue
        position, lines = match.end(), []
        while (found := _STRING.search(text, position)) and not text[position : found.start()].strip(
            " \t\n,"
        ):
            lines.append(counted.at(found.start()))
            position = found.end()
        places.append(lines or [counted.at(match.start())])
    return places
