"""Is it an HTTP API that a page is about, and is a table one of its parameters?"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.samples import Sample

_ENDPOINT = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|QUERY)\b[`*_\s:|]+(?:https?:/)?/")
_WORDS = re.compile(
    r"\b(?:endpoints?|request bod(?:y|ies)|(?:query|path|body|form|request)[- ](?:string )?param\w*"
    r"|(?:REST|HTTP|web)[- ]?(?:ful )?APIs?)\b",
    re.IGNORECASE,
)
# What else has parameters: programs, their settings and their functions. An API has request options as well.
_OTHER = re.compile(
    r"\b(?:config\w*|settings?|environment|env|command(?:s|[- ]line)?|cli|flags?|switches|plugins?|middleware"
    r"|extensions?|directives?|changelog|upgrad\w+|migrat\w+|(?:class|function|method|constructor|hook)s?)\b",
    re.IGNORECASE,
)
_OF_REQUESTS = re.compile(
    r"\b(?:request|response|query(?= (?:string|param))|body|payload|endpoint"
    r"|(?:GET|POST|PUT|PATCH|DELETE)\b.*/|(?-i:GET|POST|PUT|PATCH|DELETE) method)",
    re.IGNORECASE,
)
_NEAR = 100  # lines: an endpoint with its tables, samples and answers
_HEADER = re.compile(
    r"(?:[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)+|Accept|Allow|Authorization|Cookie|ETag|Host|Link|Location|Range)"
)


class Evidence:
    """Where a page shows requests, or says where they go; what stands near is about an API over HTTP."""

    def __init__(self, page: Page, samples: Sequence[Sample]) -> None:
        self._outline = Outline(page.headings)
        self._shown = sorted(_shown(page, samples))
        self._told = sorted(_told(page))
        self._settings = sorted(sample.block.line for sample in samples if _is_settings(sample))

    def is_of_requests(self, line: int, is_doubtful: bool = False) -> bool:
        """Whether parameters at a line are those of an API, and not a program's settings or arguments.

        Where they may well be something else's (`is_doubtful`), as arguments mostly are a command's or a
        function's, a request or an endpoint has to stand near; elsewhere a word about the API will do.
        """
        for title in reversed(self._outline.path(line).split(" / ")):  # the nearest one that tells
            if _OF_REQUESTS.search(title):
                return True
            if _OTHER.search(title):
                return False
        start, end = self._outline.bounds(line)
        if _any(self._settings, start, end) and not _any(self._shown, start, end):
            return False
        near = line - _NEAR, line + _NEAR
        return _any(self._shown, *near) or (not is_doubtful and _any(self._told, *near))


def _any(lines: Sequence[int], start: int, end: int) -> bool:
    return bisect_left(lines, end) > bisect_left(lines, start)


def _is_settings(sample: Sample) -> bool:
    """Whether a block is a piece of a file with settings, whose keys a table below it explains."""
    hint = sample.block.hint.lower()
    if hint in ("", "none", "text", "plaintext"):
        return _YAML.match(sample.block.text) is not None
    return hint in ("yaml", "yml", "toml", "ini", "properties", "conf", "hcl", "nginx")


_YAML = re.compile(r"(?:\s*#[^\n]*\n)*\s*[\w.-]+:[ \t]*(?:#[^\n]*)?\n[ \t]+(?:- )?[\w.-]+:")


def _shown(page: Page, samples: Sequence[Sample]) -> Iterator[int]:
    """The lines of requests that samples make, and of endpoints that the text names."""
    for sample in samples:
        yield from (sample.block.line_at(call.url_line) for call in sample.calls if call.url)
    yield from (line for text, line in _texts(page) if _ENDPOINT.search(text))


def _told(page: Page) -> Iterator[int]:
    yield from (line for text, line in _texts(page) if _WORDS.search(text))


def _texts(page: Page) -> Iterator[tuple[str, int]]:
    yield from ((heading.text, heading.line) for heading in page.headings)
    yield from ((paragraph.text, paragraph.line) for paragraph in page.paragraphs)
    yield from ((block.text[:200], block.line) for block in page.blocks)
    for table in page.tables:
        yield " ".join(table.header), table.line
        yield from ((each.text, each.line) for each in table.texts)


def is_header(name: str) -> bool:
    """Whether a name is that of an HTTP header field, whose value is always text (RFC 9110 §5.5)."""
    return _HEADER.fullmatch(name.strip("`* ")) is not None
