"""JSON Web Tokens that a page prints, against their own header and the JSON that is shown of them (WP519)."""

import json
import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import NEVER, Lines, Outline, Page
from generator.auditing.rules.authentication.dated_tokens import claims, decoded
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_TOKEN = re.compile(r"\b(eyJ[\w-]{10,})\.(eyJ[\w-]{10,})\.([\w-]{20,})(?![\w.…-])")
# How many characters a signature has (RFC 7518 §3.1): 32, 48 or 64 bytes of an HMAC, twice that of ECDSA.
_SIGNED = {"HS256": 43, "HS384": 64, "HS512": 86, "ES256": 86, "ES384": 128, "EdDSA": 86}
_WORD = re.compile(r"(?i)signature|your|example|xxx|\.\.\.")
_OF_TOKEN = ("iss", "sub", "aud", "iat", "exp", "nbf", "alg", "kid", "typ")
_OTHER_EACH_TIME = {"iat", "exp", "nbf", "jti", "auth_time"}


def shown_token_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A signature that is too short or too long, and claims that the JSON beside the token has otherwise."""
    if "eyJ" not in page.source:
        return
    lines, outline = Lines(page.source), Outline(page.headings)
    shown = [(sample, each) for sample in samples if (each := _json(sample.text))]
    alone = {sample.text.strip() for sample in samples}
    told: set[str] = set()
    for match in _TOKEN.finditer(page.source):
        line = lines.at(match.start())
        said = decoded(match[1]) | claims(match[0])
        wanted = _SIGNED.get(str(said.get("alg")))
        if wanted and len(match[3]) != wanted and match[3] not in told and not _WORD.search(match[3]):
            told.add(match[3])
            message = (
                f"{said['alg']} signs with {wanted} characters, and the signature here has {len(match[3])}"
            )
            yield Fault("WP519", message, line, None, "Print a token as it was made.", "note")
        # A token alone in a block is the example of the page; another one belongs to its section.
        start, end = (0, NEVER) if match[0] in alone else outline.bounds(line)
        beside = [each for sample, each in shown if start <= sample.block.line < end]
        otherwise = sorted(
            name
            for each in beside
            for name in each.keys() & said.keys() - _OTHER_EACH_TIME
            if len(beside) <= 2 and _differ(each[name], said[name])
        )
        if otherwise and otherwise[0] not in told:
            told.add(otherwise[0])
            name = otherwise[0]
            message = f"{name} of this token is {said[name]}, and the JSON beside it has another"
            yield Fault("WP519", message, line, None, "Print the token that is described.", "note")


def _json(text: str) -> dict[str, object]:
    """JSON that is a token's header or payload; empty where it is something else."""
    if not text.lstrip().startswith("{") or not any(f'"{name}"' in text for name in _OF_TOKEN):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    is_of_token = isinstance(value, dict) and sum(name in value for name in _OF_TOKEN) > 1
    return value if is_of_token else {}


def _differ(one: object, other: object) -> bool:
    """Whether two texts or numbers are two values, and none stands for the reader's own."""
    if type(one) is not type(other) or isinstance(one, dict | list):
        return False
    return one != other and not any(is_placeholder(str(each)) for each in (one, other))
