"""Words for a comment in, the comment of a language out: nothing in it can end it, or mean something."""

import re
import textwrap
from dataclasses import dataclass

from generator.rendering.language import Language
from generator.rendering.literals import Code

_COLUMNS = 76
# No controls, no format characters (a bidirectional override hides code), no separators but the space.
_UNFIT = re.compile(
    r"[^\x20-\x7e\xa1-\u0377\u037b-\u058f\u05d0-\u05ea\u0900-\u1fff\u2010-\u2015"
    r"\u2018-\u2027\u2030-\u205e\u20a0-\u2fff\u3001-\ud7ff]"
)


@dataclass(frozen=True, slots=True)
class Comment:
    """Lines for a comment at the top of a sample."""

    lines: tuple[str, ...]


def comment_literal(comment: Comment, language: Language) -> Code:
    """The comment in the language's syntax, a space for whatever it must not hold."""
    lines: list[str] = []
    for line in comment.lines:
        text = " ".join(_UNFIT.sub(" ", line).split())
        for run, instead in language.comment_replace.items():
            text = re.sub(re.escape(run), instead, text, flags=re.IGNORECASE)
        if language.comment_keep:
            text = " ".join(re.sub(rf"[^{language.comment_keep}]", " ", text).split())
        lines += textwrap.wrap(text, _COLUMNS, break_long_words=False, break_on_hyphens=False)
    return Code("\n".join(language.comment.format(text=line) for line in lines))


def sentence(text: str) -> str:
    """`text` with one full stop at its end."""
    return text.rstrip(". ") + "."


def listed(names: list[str]) -> str:
    """``A, B and C``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
