"""Words for a comment in, the comment of a language out: nothing in it can end it, or mean something."""

import re
import textwrap
from functools import cache, lru_cache

from msgspec import Struct

from generator.rendering.languages.language import Language
from generator.rendering.text.literals import Code, marked_literal

_COLUMNS = 76
_UNFIT_ASCII = re.compile(r"[^\x20-\x7e]")


class Comment(Struct, frozen=True):
    """Lines for a comment at the top of a sample."""

    lines: tuple[str, ...]


def comment_literal(comment: Comment, language: Language) -> Code:
    """The comment in the language's syntax: sentences, a space for whatever they must not hold."""
    form = language.comment
    lines: list[str] = []
    for line in comment.lines:
        text = _harmless(line)
        lower = text.lower()
        for run, instead in form.replace.items():
            if run in lower:
                text = re.sub(re.escape(run), instead, text, flags=re.IGNORECASE)
        if form.strange:
            text = " ".join(form.strange.sub(" ", text).split())
        lines += _wrapped(text)
    shown = [form.line.replace("{text}", line) for line in lines]
    if language.layout:  # a line that cannot be wrapped, as of a long URL, stays as it is
        shown = [marked_literal(Code(line)) if len(line) > language.layout.width else line for line in shown]
    return Code("\n".join(shown))


@lru_cache(maxsize=4096)
def _harmless(line: str) -> str:
    unfit = _UNFIT_ASCII if line.isascii() else _unfit()
    return " ".join(unfit.sub(" ", line.rstrip(". ") + ".").split())


@cache
def _unfit() -> re.Pattern[str]:
    """Controls, format characters (a bidirectional override hides code), separators but the space."""
    return re.compile(
        r"[^\x20-\x7e\xa1-\u0377\u037b-\u058f\u05d0-\u05ea\u0900-\u1fff\u2010-\u2015"
        r"\u2018-\u2027\u2030-\u205e\u20a0-\u2fff\u3001-\ud7ff]"
    )


@lru_cache(maxsize=4096)
def _wrapped(text: str) -> list[str]:
    if len(text) <= _COLUMNS:
        return [text]
    return textwrap.wrap(text, _COLUMNS, break_long_words=False, break_on_hyphens=False)


def title(summary: str) -> str:
    """A summary as a comment has it: links as their words alone, and of a long one the first sentence."""
    text = _LINK.sub(r"\1", summary) if "](" in summary else summary
    if len(text) > _LONGEST_TITLE and (end := _SENTENCE.match(text)):
        return end[0]
    return text


_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_SENTENCE = re.compile(r"[\s\S]{15,}?[.!?](?=\s+[A-Z])")
_LONGEST_TITLE = 120  # about two lines


def listed(names: list[str]) -> str:
    """``A, B and C``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
