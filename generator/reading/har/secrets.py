"""Which texts of recorded traffic are secrets, and the Inputs that take their place.

A text is taken for a secret if its name says so (``password``, ``api_key``, ``sessionid``), if it looks
like one (a token's letters and digits, a known beginning such as ``ghp_``), or if it was one elsewhere in
the same file. Too many Inputs are a nuisance; one secret too few is published. When in doubt, an Input.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from generator.model import Input, Part, Value
from generator.reading.document.inputs import free_name
from generator.reading.document.names import distinct_name, variable_name
from generator.reading.document.secret_values import TOKEN

_SECRET_PARTS = tuple(
    """
    ACCESSKEY APIKEY ASSERTION BEARER COOKIE CREDENTIAL CSRF JWT PASSCODE PASSPHRASE PASSW PRIVATE SECRET
    SESSID SESSION SIGNATURE TOKEN VERIFIER XSRF
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)
_SECRET_WORDS = frozenset(
    """
    AUTH AUTHORIZATION CODE CVC CVV HMAC IBAN KEY NONCE OTP PAN PASS PIN PW PWD SAML SID SIG SSN TICKET TOTP
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)
_HARMLESS_CODES = frozenset(
    """
    AREA COLOR COUNTRY CURRENCY ERROR EXIT LANG LANGUAGE LOCALE PARTITION POSTAL PRIMARY PUBLIC REGION
    RESPONSE SORT STATE STATUS ZIP
    """.split()  # noqa: SIM905
)
_HARMLESS_NAMES = frozenset(
    ("TOKEN_TYPE", "GRANT_TYPE", "RESPONSE_TYPE", "CODE_CHALLENGE_METHOD", "AUTH_TYPE")
)
_NAMES_OF_PEOPLE = frozenset(
    ("USERNAME", "USER_NAME", "LOGIN", "EMAIL", "E_MAIL", "USER", "CLIENT_ID", "PHONE")
)
_RUN = re.compile(r"[A-Za-z0-9_\-+/=.~]{16,}")
_UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])", re.IGNORECASE)
_WORD = re.compile(
    r"token|passw(?:or)?d|passphrase|passcode|secret|api_?key|session_?id|authorization", re.IGNORECASE
)
_BEFORE = re.compile(r"[A-Za-z_-]{0,40}$")
_AFTER = re.compile(  # the rest of the name, and the value up to where it ends in XML, in JSON, or in GraphQL
    r"""([A-Za-z_-]{0,40})\\?["']?\s*(?:[:=]|=>|>)\s*"""
    r"""(?:\\"((?:[^"\\]|\\[^"])+)|"((?:[^"\\]|\\.)+)|'([^']+)|(?<=>)([^<]+)|([^\s"'<>&,;{}()\\]+))"""
)
_IN_QUERY = re.compile(r"""[?&#]([^=&#\s]+)=([^&#\s"'<>]+)""")
_SHORTEST_KNOWN = 6
_PLAIN_WORDS = frozenset(
    ("bearer", "cookie", "example", "password", "secret", "session", "string", "undefined")
)
_NOTHING = frozenset(("true", "false", "null", "none", "undefined"))


class Secrets:
    """The secrets of one file: what was found to be one is one wherever it comes again."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[str, bool]] = {}
        self._kinds: dict[str, bool | None] = {}
        self._known: _Known = {}
        self.begin()

    def spread(self) -> None:
        """All of the file has been seen: from now on a secret is found in other texts too."""
        known: dict[str, dict[int, set[str]]] = {}
        for text, (_, secret) in self._names.items():
            if secret and len(text) >= _SHORTEST_KNOWN and text.lower() not in _PLAIN_WORDS | _NOTHING:
                known.setdefault(text[:_SHORTEST_KNOWN], {}).setdefault(len(text), set()).add(text)
        self._known = {start: sorted(texts.items(), reverse=True) for start, texts in known.items()}

    def begin(self) -> None:
        """A new request begins, in which each name may be given once more."""
        self._given: dict[str, str] = {}  # the name of each text
        self._taken: dict[str, int] = {}  # the names, as `distinct_name` keeps them

    def value(self, name: str, text: str, *, is_secret: bool | None = None) -> Value:
        """`text`, which is called `name`, with Inputs in the place of what is secret.

        With `is_secret` the whole is an Input, whatever it looks like: True for one that is never shown,
        False for one that is only the reader's own.
        """
        if not text:
            return (text,)
        if is_secret is None and text.lower() not in _NOTHING:
            if name not in self._kinds:
                self._kinds[name] = _kind(name)
            is_secret = self._kinds[name]
        if is_secret is not None:
            return (self._input(name, text, secret=is_secret),)
        return self._scanned(name, text)

    def redacted(self, name: str, text: str) -> str:
        """`text` with ``<NAME>`` in the place of what is secret, for what is shown and never sent."""
        parts = self.value(name, text)
        return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in parts)

    def _input(self, name: str, text: str, *, secret: bool = True) -> Input:
        if text not in self._names or (secret and not self._names[text][1]):
            self._names[text] = (self._names.get(text, (free_name(name), secret))[0], secret)
        base, is_secret = self._names[text]
        if text not in self._given:
            self._given[text] = distinct_name(base, self._taken, "_")
        return Input(self._given[text], secret=is_secret, example=text)

    def finds(self, text: str) -> bool:
        """Whether something in `text` is a secret by its looks, or a known one."""
        return bool(self._found("", text))

    def _found(self, name: str, text: str) -> list[tuple[int, int, str]]:
        """Start, end and name of each run of characters that looks like a secret, or is a known one."""
        if len(text) < _SHORTEST_KNOWN:
            return []
        found = list(_named(text))
        found += [
            (*match.span(2), match[1]) for match in _IN_QUERY.finditer(text) if is_secret_name(match[1])
        ]
        found += [(*match.span(), name) for match in TOKEN.finditer(text)]
        found += [(*match.span(), name) for match in _UUID.finditer(text)]
        found += [(*match.span(), name) for match in _RUN.finditer(text) if looks_random(match[0])]
        found += [(*span, name) for span in _spans(self._known, text)]
        return sorted(found, key=lambda each: (each[0], -each[1]))

    def _scanned(self, name: str, text: str) -> Value:
        parts: list[Part] = []
        end = 0
        for start, stop, called in self._found(name, text):
            if start < end:
                continue
            parts += [text[end:start]] if start > end else []
            parts.append(self._input(called, text[start:stop]))
            end = stop
        return tuple(parts) + ((text[end:],) if text[end:] else ())


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """Each value in `text` that stands after a name such as ``password``: its start, end and name."""
    end = 0
    for word in _WORD.finditer(text):
        if word.start() < end or (after := _AFTER.match(text, word.end())) is None:
            continue
        start, end = after.span(after.lastindex or 0)
        if text[start:end].lower() not in _NOTHING:
            before = _BEFORE.search(text[max(0, word.start() - 40) : word.start()])
            yield start, end, f"{before[0] if before else ''}{word[0]}{after[1]}"


_Known = dict[str, list[tuple[int, set[str]]]]
"""Known texts by how they begin, and then by their lengths, the longest first."""


def _spans(known: _Known, text: str) -> Iterator[tuple[int, int]]:
    """Where one of the `known` texts stands in `text`; of those that begin at one place, the longest."""
    if not known:
        return
    for start in range(len(text) - _SHORTEST_KNOWN + 1):
        for length, texts in known.get(text[start : start + _SHORTEST_KNOWN], ()):
            if text[start : start + length] in texts:
                yield start, start + length
                break


def _kind(name: str) -> bool | None:
    """Whether what is called `name` is a secret, or only its reader's own; None if it is neither."""
    if is_secret_name(name):
        return True
    return False if variable_name(name) in _NAMES_OF_PEOPLE else None


@lru_cache(4096)  # a long log has the same few names again and again
def is_secret_name(name: str) -> bool:
    """Whether what is called `name` is a secret."""
    variable = variable_name(name)
    if variable in _HARMLESS_NAMES:
        return False
    words = variable.split("_")
    if any(part in variable or part in variable.replace("_", "") for part in _SECRET_PARTS):
        return True
    return not _SECRET_WORDS.isdisjoint(words) and _HARMLESS_CODES.isdisjoint(words)


def looks_random(text: str) -> bool:
    """Whether a run of characters is a token, a key or a hash rather than words."""
    pieces = re.split(r"[-_+/=.~]", text)
    return any(map(_is_random, pieces)) or _changes("".join(pieces)) >= max(8, len(text) // 3)


def _is_random(piece: str) -> bool:
    if piece.isdigit():
        return len(piece) >= 16  # a card's number has as many
    if len(piece) < 10:
        return False
    has_digit = any(map(str.isdigit, piece))
    if has_digit and not piece.isdigit():
        return _changes(piece) >= 3
    is_mixed = piece != piece.lower() and piece != piece.upper()
    if is_mixed and _changes(piece) * 3 >= len(piece):
        return True
    return len(piece) >= 24 and not is_mixed and len(set(piece)) >= 8


def _changes(piece: str) -> int:
    """How often digits, capitals and small letters take turns; a capital that begins a word is none."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in piece]
    return (
        sum(a != b and (a, b) != ("u", "l") for a, b in pairwise(kinds))
        + sum((a, b) == ("u", "l") for a, b in pairwise(kinds)) // 2
    )
