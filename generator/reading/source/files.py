"""A file in, its text and its tree out, whether it is YAML or JSON."""

import os
from pathlib import Path

from msgspec import Struct, field

from generator.errors import GeneratorError
from generator.reading.source.encodings import decoded_text, has_mark
from generator.reading.source.pointers import Steps, Tree

LARGEST = 256 * 2**20  # bytes; the largest public descriptions have a tenth


class File(Struct, frozen=True):
    """One file, not parsed: `path` as the user (or a reference) names it, and what stands in it, in UTF-8."""

    path: str
    data: bytes

    def __repr__(self) -> str:
        return f"File({self.path!r})"


class Source(Struct, frozen=True):
    """One file, parsed: as a `File`, and the `tree` that stands in it.

    `origins` says of those parts of the tree that an overlay wrote or moved from where they come.
    """

    path: str
    data: bytes
    tree: Tree
    is_json: bool
    origins: "dict[Steps, tuple[Source, Steps]]" = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def text(self) -> str:
        """What stands in the file; `data` decoded, which only messages and writers need."""
        return self.data.decode()


def read_source(path: str) -> Source:
    """Read and parse the file at `path`.

    Raises:
        GeneratorError: the file cannot be read, is too large, not text, or neither YAML nor JSON.
    """
    return parse_file(file_at(path))


def file_at(path: str) -> File:
    """Read the file at `path`; that it is UTF-8 has not been seen yet.

    UTF-8 is expected; a byte order mark is taken as it is meant, so that a file saved as UTF-16 is read
    too, as YAML 1.2 has it (§5.2).

    Raises:
        GeneratorError: the file cannot be read, or is too large.
    """
    return file_of(path, _bytes(path))


def is_url(path: str) -> bool:
    """Whether `path`, of a document or in a reference, is a URL and no file's name."""
    return "://" in path


def file_of(path: str, data: bytes) -> File:
    """What came from `path`, a file or a URL, in whatever encoding its byte order mark says."""
    return File(path, decoded_text(data, path).encode() if has_mark(data) else data)


def parse_file(file: File) -> Source:
    """Parse a file.

    Raises:
        GeneratorError: it is not text, or neither YAML nor JSON.
    """
    path, data = file.path, file.data
    if not data or data.isspace():
        raise GeneratorError("is empty; write an OpenAPI description into it", path)
    if b"\0" in data:
        decoded_text(data, path)  # may have more to say
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise GeneratorError("holds a NUL character, so it is no text; save it as UTF-8", path, line)
    if seems_json(file):
        from generator.reading.source.json_parser import parse_json

        try:
            return Source(path, data, parse_json(data, path), is_json=True)
        except GeneratorError:
            if path.lower().endswith(".json") or not _is_yaml(decoded_text(data, path), path):
                raise
    from generator.reading.source.yaml_parser import parse_yaml

    return Source(path, data, parse_yaml(decoded_text(data, path), path), is_json=False)


def seems_json(file: File) -> bool:
    """Whether it is JSON by its name, or begins like it."""
    return file.path.lower().endswith(".json") or file.data[:1000].lstrip()[:1] == b"{"


def _is_yaml(text: str, path: str) -> bool:
    """Whether text that starts with ``{`` is YAML's flow style rather than JSON with a mistake."""
    from generator.reading.source.yaml_parser import parse_yaml

    try:
        parse_yaml(text, path)
    except GeneratorError:
        return False
    return True


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
        raise too_large(path)
    return data


def too_large(path: str) -> GeneratorError:
    """What is to be said of more than `LARGEST` bytes."""
    return GeneratorError(
        f"is larger than {LARGEST // 2**20} MB; split it into several files joined by $ref", path
    )
