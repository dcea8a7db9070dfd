"""OpenAPI descriptions: the texts of ``x-codeSamples`` / ``x-code-samples``, at their lines in the file.

A description in several files is a page for each: a file with a Path Item, an Operation or a list of samples
has those in it, a file with one sample that one.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from generator.auditing.pages.page import Block, Heading, Page

_KEYS = ("x-codeSamples", "x-code-samples", "x-codesamples")
_METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"))
_FIELDS = frozenset(("lang", "label", "source"))
_MOST_STEPS = 100  # of a chain of references within a file
# A sample, or a list of samples, that is the whole of a file.
_LONE = re.compile(r"""\A[\s\S]{0,200}?["']?(?:lang|label|source)["']?\s*:""")
_TO_A_FILE = re.compile(r"""\$ref["']?\s*:\s*["']?[^\s"'#]""")


def openapi_page(path: str, text: str) -> Page | None:
    """The page of a description; None for a YAML or JSON file that holds no code samples."""
    is_lone = not any(key in text for key in _KEYS)
    if is_lone and not ("source" in text and _LONE.match(text)):
        return None
    root = _composed(text)
    if root is None:
        return None if is_lone else Page(path=path, source=text, kind="openapi")
    blocks, headings = [], []
    for name, line, sample in _samples(root):
        if name:
            headings.append(Heading(2, name, line))
        block = _block(sample, path, name)
        if block is not None:
            blocks.append(block)
    if is_lone and not blocks:
        return None
    return Page(path, text, "openapi", tuple(blocks), tuple(dict.fromkeys(headings)))


def referred_files(path: str, text: str) -> Iterator[Path]:
    """The files next to the description at `path` to which its paths, operations and samples refer."""
    if not _TO_A_FILE.search(text) or not (any(key in text for key in _KEYS) or "paths" in text):
        return
    for node in _places(_composed(text)):
        reference = getattr(_member(node, "$ref"), "value", None)
        if isinstance(reference, str) and not reference.startswith("#") and "://" not in reference:
            yield Path(path).parent / unquote(reference.partition("#")[0])


def _composed(text: str) -> Any:  # noqa: ANN401 - PyYAML's nodes
    import yaml

    try:
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _places(root: object) -> Iterator[object]:
    """The parts of a description that may be in another file, and hold samples there."""
    for _, item in _items(root):
        yield item
        for method, operation in _members(item):
            if method in _METHODS:
                yield operation
    for _, _, sample in _samples(root):
        yield sample
        yield _member(sample, "source")
    for _, operation in _operations(root):
        for key in _KEYS:
            yield _member(operation, key)


def _items(root: object) -> list[tuple[str, object]]:
    """The Path Items, each with its path; a file without paths is one itself."""
    paths = _member(root, "paths")
    return list(_members(paths)) if paths is not None else [("", root)]


def _operations(root: object) -> Iterator[tuple[str, object]]:
    """The operations, each with its name where that is known; a file without any is one itself."""
    found = False
    for template, item in _items(root):
        for method, operation in _members(_past_references(root, item)):
            if template or method in _METHODS:
                found = True
                yield (f"{method.upper()} {template}" if template else ""), _past_references(root, operation)
    if not found:
        yield "", root


def _samples(root: object) -> Iterator[tuple[str, int, object]]:
    """Each sample with its operation's name and line."""
    fields = {name for name, _ in _members(root)}
    if fields and fields <= _FIELDS:
        yield "", 1, root
    elif isinstance(items := getattr(root, "value", None), list) and not fields:
        yield from (("", 1, sample) for sample in items)
    for name, operation in _operations(root):
        for key in _KEYS:
            samples = _past_references(root, _member(operation, key))
            line = getattr(getattr(operation, "start_mark", None), "line", 0) + 1
            for sample in getattr(samples, "value", None) or ():
                if not isinstance(sample, tuple):
                    yield name, line, _past_references(root, sample)


def _past_references(root: object, node: object) -> object:
    """`node`, or what its references lead to in the same file."""
    for _ in range(_MOST_STEPS):
        reference = getattr(_member(node, "$ref"), "value", None)
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        node = root
        for step in reference[2:].split("/"):
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            items = getattr(node, "value", None)
            if isinstance(items, list) and name.isdigit() and not any(_members(node)):
                node = next(iter(items[int(name) : int(name) + 1]), None)
            else:
                node = _member(node, name)
    return node


def _members(node: object) -> Iterator[tuple[str, object]]:
    value = getattr(node, "value", None)
    if isinstance(value, list):
        for pair in value:
            if isinstance(pair, tuple) and isinstance(pair[0].value, str):
                yield pair[0].value, pair[1]


def _member(node: object, name: str) -> object:
    return next((value for key, value in _members(node) if key == name), None)


def _block(sample: object, path: str, heading: str) -> Block | None:
    fields = dict(_members(sample))
    source = fields.get("source")
    code = getattr(source, "value", None)
    if source is None or not isinstance(code, str):
        return None
    hint = str(getattr(fields.get("lang"), "value", ""))
    label = str(getattr(fields.get("label"), "value", ""))
    line = source.start_mark.line + 1  # type: ignore[attr-defined]
    if getattr(source, "style", None) in ("|", ">"):
        return Block(code, path, line + 1, hint, tab=label, heading=heading)
    lines = (line,) * (code.count("\n") + 1)
    return Block(code, path, line, hint, tab=label, heading=heading, lines=lines)
