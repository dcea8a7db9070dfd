"""Words for messages: counts, values as a message quotes them, and the name that was probably meant."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.model import Json


_LONGEST_SHOWN = 60  # characters
ROUNDED = 1e-6  # by which a bound is lowered: RapidFuzz finds 1 - 4/10 less than 0.6


def closest_name(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of `names` that is most like `name`, at least by `cutoff` (1 is the same); "" if none is.

    Of several that are equally like, the first in the order of the alphabet is meant.
    """
    from rapidfuzz import process  # only bad input needs it
    from rapidfuzz.distance import Indel

    bound = max(cutoff - ROUNDED, 0.0)
    found = process.extractOne(name, sorted(names), scorer=Indel.normalized_similarity, score_cutoff=bound)
    return found[0] if found is not None else ""


def quoted_value(value: "Json") -> str:
    """`value` as a message quotes it: short, and on one line."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = " ".join(str(value).split())
    text = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
    return f"'{text}'" if type(value) is str else text  # a `Number` is a str of its own kind, without quotes


def suggestion(name: str, names: Iterable[str]) -> str:
    """``write 'name'`` for the nearest of `names`, else the few there are, else nothing."""
    known = sorted(set(names))
    if meant := closest_name(name, known):
        return f"write '{meant}'"
    if 0 < len(known) <= 8:
        return f"write one of {', '.join(known)}"
    return ""


def counted(number: int, noun: str) -> str:
    """``1 sample``, ``2 samples``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
