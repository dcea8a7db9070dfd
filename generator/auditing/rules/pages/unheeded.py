"""Verdicts that a sample asks for and does not heed: whatever was sent, it goes on (WP118)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# Comparisons that say true or false, and never throw for a signature that is wrong.
_LIBRARY = {
    "hmac.compare_digest", "hash_equals", "openssl_verify", "hmac.Equal", "crypto.timingSafeEqual",
    "timingSafeEqual", "MessageDigest.isEqual", "CryptographicOperations.FixedTimeEquals", "password_verify",
}  # fmt: skip
_ALONE = re.compile(
    r"^[ \t]*(?:await )?((?:[\w$]+(?:\.|->|::))*([\w$]+))\([^(){}\n]+\)[ \t]*;?[ \t]*$", re.MULTILINE
)
# What a line goes on from, and what goes on from it.
_OPEN = re.compile(r"(?:[(,=&|?\[+\\]|=>|\breturn|\bnot|\bif)\s*$")
_GOES_ON = re.compile(r"\s*(?:\.|&&|\|\||\?|:)")
_OWN = re.compile(
    r"^[ \t]*(?:(?:export|async|static|public|private|def|function|func|bool|boolean)[ \t]+)+"
    r"(\$?(?:verify|is_?valid|validate|check)\w*)[ \t]*\("
    r"|^[ \t]*(?:async )?((?:verify|is_?valid|validate)\w*)\([^()\n]*\)[ \t]*\{",
    re.MULTILINE | re.IGNORECASE,
)
_CLASS = re.compile(r"\bclass[ \t]+[A-Z]|=[ \t]*class\b")
_VERDICT = re.compile(
    r"\breturn\b[^\n]*(?:[=!<>]=|\b(?:true|false)\b|compare|equal| in |includes|index_?of)", re.IGNORECASE
)
_THROWS = re.compile(r"\b(?:raise|throw|panic|abort|exit|redirect|send_?status|res\.\w+)\b", re.IGNORECASE)


def unheeded_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A call alone on its line, of a function that the page or a library makes say true or false."""
    own: dict[str, set[str]] = {}
    for sample in samples:
        if not sample.is_code or not _OWN.search(sample.text):
            continue
        if _VERDICT.search(sample.text) and not _THROWS.search(sample.text):
            names = {match[1] or match[2] for match in _OWN.finditer(sample.text)}
            # ``other.verify(…)`` is the function of this name only where that is a method of a class.
            names |= {f".{name}" for name in names} if _CLASS.search(sample.text) else set()
            own.setdefault(sample.family, set()).update(names)
    for sample in samples:
        if not sample.is_code or sample.language in ("ruby", "pycon"):
            continue  # the last value of a method is what it gives; a session prints it
        names = own.get(sample.family, set())
        for match in _ALONE.finditer(sample.text):
            is_own = match[1] in names or (match[1] != match[2] and f".{match[2]}" in names)
            if not is_own and match[1] not in _LIBRARY:
                continue
            is_whole = not _OPEN.search(sample.text, max(match.start() - 40, 0), match.start())
            if is_whole and not _GOES_ON.match(sample.text, match.end()):
                message = f"nothing heeds what {match[2]} says: the sample goes on, whatever was sent"
                line = sample.line_of(match.start(1))
                yield Fault("WP118", message, line, None, "Stop where it says false.", "warning")
                break
