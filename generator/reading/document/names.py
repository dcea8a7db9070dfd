"""Names fit for files: an operation's and an example's half of a sample's id."""

import re
import unicodedata

_UNFIT = re.compile(r"[^\w.-]")
# What some file system cannot hold; all else stays in the name of an example, as its author wrote it.
_IMPOSSIBLE = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029/\\:*?"<>|]|^ | $')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 100


def file_name(name: str, unfit: re.Pattern[str] = _UNFIT) -> str:
    """`name` with each character that is `unfit` for a file name as ``-``; ``repos/get`` → ``repos-get``.

    The result is never empty, hidden, ``..``, longer than 100 characters, or a device name of Windows.
    """
    fit = unfit.sub("-", unicodedata.normalize("NFC", name))
    if fit[:1] in ("", "."):
        fit = f"-{fit[1:]}"
    if fit.endswith("."):
        fit = f"{fit[:-1]}-"
    if _RESERVED.fullmatch(fit):
        fit = f"{fit}-"
    if len(fit.encode()) > _LONGEST:
        import hashlib

        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        fit = f"{fit.encode()[: _LONGEST - 9].decode(errors='ignore')}-{digest}"
    return fit


def distinct_name(name: str, taken: dict[str, int], mark: str = "-") -> str:
    """`name`, with `mark` and a number where it is taken already; it is taken from now on.

    Case counts for nothing, since there are file systems for which it does not. With each name that is
    `taken` goes the last number that was tried for it, at first 1: thousands may ask for one name.
    """
    numbered, number = name, taken.get(name.casefold(), 1)
    while numbered.casefold() in taken:
        number += 1
        numbered = f"{name}{mark}{number}"
    taken[name.casefold()] = number
    taken.setdefault(numbered.casefold(), 1)
    return numbered


def operation_name(method: str, path: str) -> str:
    """What to call an operation that has no operationId: ``get-users-id`` for ``GET /users/{id}``."""
    words = re.findall(r"[\w.]+", path)
    return file_name("-".join((method.lower(), *words)))


def example_name(key: str, media_type: str, *, is_first: bool) -> str:
    """The example's half: its key in `examples`, with the subtype for all but the first media type."""
    if is_first:
        return file_name(key, _IMPOSSIBLE)
    subtype = media_type.partition(";")[0].partition("/")[2].strip()
    return file_name(f"{key}-{subtype}", _IMPOSSIBLE)


def variable_name(name: str) -> str:
    """`name` as an environment variable is written: ``clientId`` and ``client-id`` → ``CLIENT_ID``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    words = re.findall(r"[A-Za-z0-9]+", spaced)
    variable = "_".join(words).upper() or "VALUE"
    return f"_{variable}" if variable[0].isdigit() else variable
