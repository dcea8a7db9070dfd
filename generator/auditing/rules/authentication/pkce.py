"""What the protection of an authorization request is worth nothing without (WP308).

RFC 7636 §4.3: a ``code_challenge`` without its method is the verifier itself, not its hash. RFC 7636 §7.1 and
RFC 6749 §10.10: what ties the answer to the client must not be guessed, so no ordinary random number will do.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from generator.auditing.pages import Page
from generator.auditing.rules.http.urls import split
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.bodies import form_pairs
from generator.auditing.understanding.call import Fault

_URL = re.compile(r"https?://[^\s\"'`]+")
_HASH = r"(?:\bS256\b|sha-?_?256)"
_PART = r"(?:challenge|verifier)"
_HASHED = re.compile(rf"(?is){_HASH}.{{0,300}}?{_PART}|{_PART}.{{0,300}}?{_HASH}")
# The server takes another default than the RFC's, or knows no other method.
_OTHER_DEFAULT = re.compile(
    r"(?is)code_challenge_method.{0,200}?(?:default|optional|assum)"
    r"|\b(?:only|always|default\w*)\b[^.\n]{0,40}S256|S256[^.\n]{0,40}\b(?:only|always|default)\b"
)


def method_faults(page: Page) -> Iterator[Fault]:
    """The first authorization request with the hash of a verifier, and no word that it is one."""
    for text, line_at in _texts(page):
        if "code_challenge=" not in text or "code_challenge_method" in text:
            continue
        for match in _URL.finditer(text):
            fields = dict(form_pairs(split(match[0])[3].replace("&amp;", "&")))
            is_asking = "client_id" in fields and not fields.keys().isdisjoint(
                {"response_type", "redirect_uri"}
            )
            is_whole = not match[0].endswith(("...", "…", "&"))
            if not is_asking or not is_whole or not fields.get("code_challenge"):
                continue
            if _HASHED.search(page.source) and not _OTHER_DEFAULT.search(page.source):
                line = line_at(text.count("\n", 0, match.start()))
                message = "code_challenge is a hash, and nothing says so: without its method it is plain text"
                fix = "Add code_challenge_method=S256 (RFC 7636 §4.3)."
                yield Fault("WP308", message, line, None, fix)
            return


def _texts(page: Page) -> Iterator[tuple[str, Callable[[int], int]]]:
    """The texts of a page with what tells the line of the file for one of theirs."""
    for block in page.blocks:
        yield block.text, block.line_at
    for paragraph in page.paragraphs:
        yield paragraph.text, paragraph.line.__add__


# Numbers that whoever has seen some of them can foretell, by language; and what has others.
_GUESSED = {
    "javascript": (r"\bMath\.random\(", "crypto.getRandomValues, or randomBytes of node:crypto"),
    "python": (
        r"(?<![\w.])random\.(?:random|choices?|randint|randrange|getrandbits|sample|randbytes)\(",
        "secrets.token_urlsafe",
    ),
    "php": (r"(?<![\w>:$\\.])(?:mt_rand|rand|uniqid|lcg_value|str_shuffle)\(", "random_bytes"),
    "ruby": (r"(?<![\w.])(?:Random\.)?rand\(", "SecureRandom.urlsafe_base64"),
    "go": (r"\brand\.(?:Intn?|Int31n?|Int63n?|Float64|Perm|Shuffle|Read)\(", "crypto/rand"),
    "java": (r"\bnew Random\(|\bMath\.random\(", "SecureRandom"),
    "csharp": (r"\bnew Random\(|\bRandom\.Shared\.", "RandomNumberGenerator.GetBytes"),
}
_OAUTH = re.compile(
    r"(?i)oauth|authori[sz]e\b|response_type|redirect_ur[il]|code_?(?:challenge|verifier)|pkce"
)
# Such a ``random``, and such a ``rand``, is another one.
_SAFE = re.compile(r"\bSystemRandom\b|\bimport\b[^\n]{0,80}\bas random\b|crypto/rand\b")
_NAME = r"(?:(?:code|pkce)?_?verifier|(?:(?:oauth2?|auth|csrf)_?)?state)"
_GIVEN = rf"(?i:(?<![a-z])({_NAME})[\"']?\]?(?:: ?string)?\s*(?::=|=(?![=>])|:(?![:=])|=>)\s*)"
# From the name to the number: in one line, or in the line below an open bracket.
_INTO = re.compile(rf"{_GIVEN}[^;{{}}\n]*(?:[(\[]\s*\n[^;{{}}\n]*)?$")
_FUNCTION = re.compile(
    r"\bfunction\s+(\w+)\s*\(|^[ \t]*def (\w+)|^func (\w+)\("
    r"|^[ \t]*(?:(?:public|private|internal|static)\s+)+[\w<>\[\]]+\s+(\w+)\s*\("
    r"|\b(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:function\b|\([^()\n]*\)\s*=>|\w+\s*=>)",
    re.MULTILINE,
)
_MAKES = re.compile(rf"(?i)(?:get|make|create|generate|new|random)_?({_NAME})")
_MOST = 50  # random numbers of a sample
_BEFORE = 600  # characters in which the head of a function stands


def guessed_faults(sample: Sample) -> Iterator[Fault]:
    """The first verifier or ``state`` of a sample that comes from numbers which can be guessed."""
    language = sample.family
    if language not in _GUESSED or not _OAUTH.search(sample.text):
        return
    pattern, better = _GUESSED[language]
    for match in islice(re.finditer(pattern, sample.text), _MOST):
        name = _name_of(sample.text, match.start())
        if name:
            message = f"the {name} comes from {match[0][:-1]}, whose numbers can be guessed"
            line = sample.line_of(match.start())
            yield Fault("WP308", message, line, None, f"Use {better} (RFC 7636 §7.1).")
            return


def _name_of(text: str, start: int) -> str:
    """What a random number is for: by the name that is given it, or that of its function's result."""
    above = text[max(start - _BEFORE, 0) : start]
    given = _INTO.search(above[-200:])
    if given is not None:
        return given[1]
    heads = _FUNCTION.findall(above)
    function = next(filter(None, heads[-1]), "") if heads else ""
    if not function:
        return ""
    made = _MAKES.fullmatch(function) or re.search(rf"{_GIVEN}(?:await )?{re.escape(function)}\(", text)
    return str(made[1]) if made is not None else ""


def pkce_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page; their lines are 1-based lines of the file."""
    yield from method_faults(page)
    guessed = [fault for sample in samples for fault in guessed_faults(sample)]
    if guessed and not _SAFE.search(page.source):
        yield from guessed
