"""The file under which a sample is published: a `Language` and a request's id in, a path out.

It is the id with the language's extension, but for a name that is `taken` there: ``email.py`` would hide
Python's module of that name, and every sample in its folder would end at an import. Such a file is called
``email_sample.py``. The id stays as it is.
"""

from collections.abc import Collection
from functools import cache

from generator.rendering.languages.language import Language

_SUFFIX = "_sample"


def published_path(language: Language, request_id: str) -> str:
    """``go/token/client_credentials.go``, below the output folder."""
    folder, _, name = request_id.rpartition("/")
    own = name
    while own.endswith(_SUFFIX):  # so that no two names become one
        own = own.removesuffix(_SUFFIX)
    if language.taken and _is_taken(own, language.taken):
        name += _SUFFIX
    return f"{language.name}/{folder}/{name}.{language.extension}"


def _is_taken(name: str, taken: Collection[str]) -> bool:
    """Whether a name is one of the words, or begins or ends as one that has a ``*`` for the rest."""
    starts, ends = _patterns(frozenset(taken))
    return name in taken or name.startswith(starts) or name.endswith(ends)


@cache
def _patterns(taken: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    starts = (word.removesuffix("*") for word in taken if word.endswith("*"))
    ends = (word.removeprefix("*") for word in taken if word.startswith("*"))
    return tuple(starts), tuple(ends)
