"""The name that somebody probably meant."""

from collections.abc import Iterable


def near(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of `names` that is most like `name`, at least by `cutoff` (1 is the same); "" if none is."""
    import difflib  # only bad input needs it

    return next(iter(difflib.get_close_matches(name, list(names), 1, cutoff)), "")
