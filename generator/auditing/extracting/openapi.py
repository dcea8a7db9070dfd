"""OpenAPI descriptions: the texts of ``x-codeSamples`` / ``x-code-samples``, at their lines in the file."""

from collections.abc import Iterator

from generator.auditing.pages.page import Block, Heading, Page

_KEYS = ("x-codeSamples", "x-code-samples", "x-codesamples")


def openapi_page(path: str, text: str) -> Page | None:
    """The page of a description; None for a YAML or JSON file that holds no code samples."""
    if not any(key in text for key in _KEYS):
        return None
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return Page(path=path, source=text, kind="openapi")
    blocks, headings = [], []
    for operation, sample in _samples(root):
        method, template, line = operation
        headings.append(Heading(2, f"{method.upper()} {template}", line))
        block = _block(sample, path, f"{method.upper()} {template}")
        if block is not None:
            blocks.append(block)
    return Page(path, text, "openapi", tuple(blocks), tuple(dict.fromkeys(headings)))


def _samples(root: object) -> Iterator[tuple[tuple[str, str, int], object]]:
    for template, item in _members(_member(root, "paths")):
        for method, operation in _members(item):
            for key in _KEYS:
                samples = _member(operation, key)
                line = getattr(getattr(operation, "start_mark", None), "line", 0) + 1
                for sample in getattr(samples, "value", None) or ():
                    yield (method, template, line), sample


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
