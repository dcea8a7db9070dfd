"""Slips of the keyboard and of the mind: is one name another one, mistyped or half renamed?"""

import re
from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import Indel

from generator.near import ROUNDED

_LONGER = 4  # letters; names whose lengths differ by more are two names
_WORD = re.compile(r"[A-Z]?[a-z\d]+|[A-Z]+(?![a-z])")


def is_slip(name: str, other: str, likeness: float) -> bool:
    """Whether one name is the other mistyped: two neighbouring letters swapped, or hardly unlike.

    Likeness is twice the letters that both have in one order, of the letters of both (1 is the same).
    """
    if name == other or abs(len(name) - len(other)) > _LONGER:
        return False
    if len(name) == len(other) and sorted(name) == sorted(other) and other in swaps(name):
        return True
    return Indel.normalized_similarity(name, other) >= likeness - ROUNDED


def slips_of(name: str, names: frozenset[str], likeness: float) -> list[str]:
    """Those of `names` that are `name` mistyped, and no plural of it, the likest first."""
    alike = process.extract(
        name, names, scorer=Indel.normalized_similarity, score_cutoff=likeness - ROUNDED, limit=None
    )
    found = {each: score for each, score, _ in alike if is_slip(name, each, likeness)}
    found.update(dict.fromkeys((each for each in swaps(name) if each in names), 1.0))
    meant = (each for each in found if each != name and not is_plural(name, each))
    return sorted(meant, key=lambda each: (-found[each], each))


def is_reworded(name: str, other: str) -> bool:
    """Whether one name is another of two words or more with one word put in: sentHash, sentTokenHash."""
    some, all_of = sorted(([word.lower() for word in _WORD.findall(each)] for each in (name, other)), key=len)
    rest = iter(all_of)
    return 1 < len(some) == len(all_of) - 1 and all(word in rest for word in some)


def is_plural(name: str, other: str) -> bool:
    """Whether one name is the plural of the other, as in ``for item in items``: no slip, but two names."""
    short, long = sorted((name, other), key=len)
    return long in (f"{short}s", f"{short}es", f"{short[:-1]}ies")


def swaps(name: str) -> Iterator[str]:
    """The names that are this one with two neighbouring letters in each other's place."""
    for place in range(len(name) - 1):
        first, second = name[place], name[place + 1]
        if first != second:
            yield name[:place] + second + first + name[place + 2 :]


def slips_within(name: str) -> Iterator[str]:
    """A name with two neighbours exchanged, a letter doubled, or one left out within a word of it.

    A word's last letter tells words apart: ``MemberList`` and ``MembersList``.
    """
    yield from swaps(name)
    for place in range(1, len(name) - 1):
        yield f"{name[:place]}{name[place]}{name[place:]}"
        if name[place + 1].islower():
            yield name[:place] + name[place + 1 :]
