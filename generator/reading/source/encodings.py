"""Bytes of a file in, text out: UTF-8, or what a byte order mark says."""

import codecs

from generator.errors import GeneratorError

_MARKS = (  # UTF-32 before UTF-16: the mark of the one begins with the mark of the other
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def has_mark(data: bytes) -> bool:
    """Whether `data` begins with a byte order mark."""
    return data.startswith(tuple(mark for mark, _ in _MARKS))


def decoded_text(data: bytes, path: str) -> str:
    """The text that `data` is.

    Raises:
        GeneratorError: it is none, with the line of the first byte that is wrong.
    """
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
