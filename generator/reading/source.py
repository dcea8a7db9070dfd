"""A file in, its text and its tree out, whether it is YAML or JSON."""

import codecs
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import GeneratorError
from generator.reading.document import Tree

LARGEST = 256 * 2**20  # bytes; the largest public descriptions have a tenth
_MARKS = (  # UTF-32 before UTF-16: the mark of the one begins with the mark of the other
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read: `path` as the user (or a reference) names it, and what stands in it."""

    path: str
    text: str = field(repr=False)
    tree: Tree = field(repr=False)
    is_json: bool


def load(path: str) -> Source:
    """Read and parse the file at `path`.

    UTF-8 is expected; a byte order mark is taken as it is meant, so that a file saved as UTF-16 is read
    too, as YAML 1.2 has it (§5.2).

    Raises:
        GeneratorError: the file cannot be read, is too large, not text, or neither YAML nor JSON.
    """
    text = _text(path)
    if not text or text.isspace():
        raise GeneratorError("is empty; write an OpenAPI description into it", path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise GeneratorError("holds a NUL character, so it is no text; save it as UTF-8", path, line)
    is_json = path.lower().endswith(".json") or text[:1000].lstrip()[:1] == "{"
    if is_json:
        try:
            return Source(path, text, _json(text, path), is_json=True)
        except GeneratorError:
            if path.lower().endswith(".json") or not _is_yaml(text, path):
                raise
    from generator.reading.yaml_source import parse_yaml

    return Source(path, text, parse_yaml(text, path), is_json=False)


def _json(text: str, path: str) -> Tree:
    from generator.reading.json_source import parse_json

    tree = parse_json(text, path)
    if _SURROGATE.search(text):
        _refuse_surrogates(tree, text, path)
    return tree


def _is_yaml(text: str, path: str) -> bool:
    """Whether text that starts with ``{`` is YAML's flow style rather than JSON with a mistake."""
    from generator.reading.yaml_source import parse_yaml

    try:
        parse_yaml(text, path)
    except GeneratorError:
        return False
    return True


def _refuse_surrogates(tree: Tree, text: str, path: str) -> None:
    try:
        json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        match = _SURROGATE.search(text)
        line = text.count("\n", 0, match.start()) + 1 if match else None
        raise GeneratorError(
            "holds half of a surrogate pair (\\ud800 to \\udfff), which is no character; "
            "write both halves or the character itself",
            path,
            line,
        ) from error


def _text(path: str) -> str:
    data = _bytes(path)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GeneratorError(
            f"is not {encoding.upper().removesuffix('-SIG')} text (byte 0x{data[error.start]:02x}); "
            "save it as UTF-8",
            path,
            line,
        ) from error


def _bytes(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = b"" if size > LARGEST else file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise GeneratorError("there is no such file; check the spelling and the folder", path) from error
    except IsADirectoryError as error:
        raise GeneratorError("is a folder; name the description file in it", path) from error
    except PermissionError as error:
        raise GeneratorError("may not be read by you; change its permissions", path) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise GeneratorError(f"cannot be read: {error}", path) from error
    if max(size, len(data)) > LARGEST:
        raise GeneratorError(
            f"is larger than {LARGEST // 2**20} MB; split it into several files joined by $ref", path
        )
    return data
