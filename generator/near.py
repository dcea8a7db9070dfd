"""The name that somebody probably meant."""

from collections.abc import Iterable


def near(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of `names` that is most like `name`, at least by `cutoff` (1 is the same); "" if none is.

    Of several that are equally like, the first in the order of the alphabet is meant.
    """
    from rapidfuzz import process  # only bad input needs it
    from rapidfuzz.distance import Indel

    found = process.extractOne(name, sorted(names), scorer=Indel.normalized_similarity, score_cutoff=cutoff)
    return found[0] if found is not None else ""
