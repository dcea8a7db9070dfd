"""The bytes of a file in, its text out, with line breaks that count as an editor counts them."""

import codecs

_BROKEN = ["\ufffd", *map(chr, range(ord("\t")))]  # what text has none of


def text_of_file(content: bytes) -> str | None:
    """The text of a file, or None for a binary one.

    A BOM decides the encoding (UTF-8, UTF-16); everything else is read as UTF-8, where broken bytes
    become U+FFFD. CRLF becomes LF; a lone CR, no line break to most editors, becomes a space. So line
    numbers are those of the original file.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", "replace")
    elif b"\0" in content[:8192]:
        return None
    else:
        text = content.decode("utf-8-sig", "replace")
    if _is_mostly_broken(text):
        return None
    return text.replace("\r\n", "\n").replace("\r", " ").replace("\0", "\ufffd")


def _is_mostly_broken(text: str) -> bool:
    head = text[:8192]
    broken = sum(map(head.count, _BROKEN))
    return broken * 5 > len(head) > 0
