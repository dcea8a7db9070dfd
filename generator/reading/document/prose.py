"""Prose of a description in, the few words of it that a title can have out."""

import re

_LONGEST = 120
_TAG = re.compile(r"<[^<>]{1,200}>")
_END = re.compile(r"</(?:p|li|ul|div|h\d)>|<br */?>", re.IGNORECASE)
_MARKUP = re.compile(r"\s*([#|>`~*-]|\d+[.)]\s)")
_SENTENCE = re.compile(r"\S.*?[.!?](?=\s|$)")
_SHORT_FOR = re.compile(r"\b(e\.g|i\.e|etc|vs|no)\.$", re.IGNORECASE)


def first_sentence(prose: str) -> str:
    """The first sentence of CommonMark or HTML as plain words, without its full stop.

    Empty if the prose does not begin with a sentence, or with a long one.
    """
    plain = _TAG.sub("", _END.sub("\n\n", prose[:1000]))
    paragraph = " ".join(re.split(r"\n\s*\n", plain.strip(), maxsplit=1)[0].split())
    if not paragraph or _MARKUP.match(plain.strip()):
        return ""
    match = _SENTENCE.match(paragraph)
    sentence = match[0] if match else paragraph
    if len(sentence) > _LONGEST or _SHORT_FOR.search(sentence):
        return ""
    return sentence.rstrip(".")
