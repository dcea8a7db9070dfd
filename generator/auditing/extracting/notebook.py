"""Jupyter notebooks (nbformat 4): code cells and the Markdown between them, at their lines in the file."""

import json
import re

from generator.auditing.pages import Block, Heading, Lines, Page, Paragraph

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
            blocks.append(_cell(source, path, language, lines, heading))
        elif kind == "markdown":
            headings.extend(
                Heading(len(match[1]), match[2].strip(), lines[0])
                for match in re.finditer(r"^(#{1,6}) (.+)$", source, re.MULTILINE)
            )
            paragraphs.append(Paragraph(source, lines[0]))
    return Page(path, text, "notebook", tuple(blocks), tuple(headings), tuple(paragraphs))


def _cell(source: str, path: str, language: str, lines: list[int], heading: str) -> Block:
    hint = language
    first, _, rest = source.partition("\n")
    if match := re.match(r"%%(bash|sh|javascript|js|ruby|html)\b", first):
        hint, source, lines = match[1], rest, lines[1:] or lines
    elif language == "python":
        # IPython's own syntax (magics, shell escapes, help) is no Python and no defect either.
        source = re.sub(r"^(\s*)[%!?].*$|^(\s*)\S.*\?$", r"\1\2pass", source, flags=re.MULTILINE)
    return Block(source, path, lines[0], hint, heading=heading, lines=tuple(lines))


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
