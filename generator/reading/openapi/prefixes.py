"""The word before a key in ``Authorization``, such as ``Token``, that a scheme's description tells."""

import re

_WORD = r"([A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*)"
_OPEN = r"[\"'`*\u201c\u2018]"
_CLOSE = r"[\"'`*\u201d\u2019]"
_KNOWN = r"(Bearer|Token|JWT|ApiKey|Api-Key|API-Key|Key|SSWS|GenieKey)"
_LOWER = frozenset(("apikey", "api-key", "bearer", "jwt", "token"))
_ENGLISH = frozenset(
    """
    A Add All An And Any API As Be By Enter Example For Format From Generate Get Header HTTP HTTPS In Include
    Insert Is It Login Must My Of Or Pass Please Provide Put Retrieve See Send Set Sign The This To Use Using
    Valid Value Via With You Your
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)
_ASKS = r"(?i:key|token|jwt|secret|credential)"
_PLACEHOLDER = (
    rf"(?:<[^<>/]*{_ASKS}[^<>]*>|{{[^{{}}]*{_ASKS}[^{{}}]*}}|\[[^\[\]]*{_ASKS}[^\[\]]*\](?!\())"  # no link
)


def told_prefix(header: str, description: str) -> str:
    """The word that `description` has before the value of ``Authorization``; empty if it tells none.

    Of any other `header` there is none: what a description says there is how keys begin.
    """
    if header.lower() != "authorization":
        return ""
    found = (match[1] for pattern in _PATTERNS for match in re.finditer(pattern, description))
    return next(filter(_is_prefix, found), "")


def _is_prefix(word: str) -> bool:
    """Whether it is written as the name of a scheme, and is no word of the sentence."""
    return word in _LOWER or (word[0].isupper() and _ENGLISH.isdisjoint((word, word.capitalize())))


# How descriptions write it, the surest first.
_PATTERNS = (
    # Authorization: Token abc
    rf"(?i:authorization){_CLOSE}*\s*[:=]\s*{_OPEN}*{_WORD}(?:{_CLOSE}*\s+|\s*[+&]\s*)[\"'`*<{{\[($A-Za-z0-9]",
    # Token <your key>
    rf"(?:^|[\s\"'`*(:>]){_WORD} ?{_PLACEHOLDER}",
    # Token YOUR_KEY
    rf"\b{_KNOWN} [A-Z]+_[A-Z_]+\b",
    # prefixed with "Token "
    rf"(?i:prefix\w*|prepend\w*|preced\w*|start\w*|begin\w*|word|keyword|scheme)\b[^.\n]{{0,40}}?{_OPEN}+{_WORD}\s*{_CLOSE}+",
    # using the Bearer scheme
    rf"\b{_KNOWN} (?:scheme|prefix|authentication scheme)",
)
