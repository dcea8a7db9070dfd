"""The name that somebody probably meant."""

from collections.abc import Iterable

ROUNDED = 1e-6  # by which a bound is lowered: RapidFuzz finds 1 - 4/10 less than 0.6


def near(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of `names` that is most like `name`, at least by `cutoff` (1 is the same); "" if none is.

    Of several that are equally like, the first in the order of the alphabet is meant.
    """
    from rapidfuzz import process  # only bad input needs it
    from rapidfuzz.distance import Indel

    bound = max(cutoff - ROUNDED, 0.0)
    found = process.extractOne(name, sorted(names), scorer=Indel.normalized_similarity, score_cutoff=bound)
    return found[0] if found is not None else ""
