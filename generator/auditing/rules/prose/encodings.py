"""How a signature is written, in hex or in base64: samples against the text and each other (WP519)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_HMAC = re.compile(r"(?i)hmac")
# What a language makes of an HMAC; PHP's and openssl's own is hex, where nothing asks for the bytes.
_WAYS = {
    "python": (r"\.hexdigest\(\)", r"b64encode\([^\n]*(?:\.digest\(\)|hmac)"),
    "javascript": (r"\.digest\(\s*['\"]hex['\"]\s*\)", r"\.digest\(\s*['\"]base64['\"]\s*\)"),
    "php": (
        r"(?<!base64_encode\()hash_hmac\([^,\n]+,(?:[^,()\n]|\([^()\n]*\))+,[^,()\n]+\)",
        r"base64_encode\(\s*hash_hmac\([^\n]*\btrue\s*\)",
    ),
    "go": (r"\bhex\.EncodeToString\(", r"\bbase64\.\w+\.EncodeToString\("),
    "ruby": (r"\bHMAC\.hexdigest\(", r"encode64\(\s*OpenSSL::HMAC\.digest\("),
    "csharp": (
        r"\bToHexString\(|\bBitConverter\.ToString\(",
        r"\bConvert\.ToBase64String\([^\n]*(?:[Hh]ash)",
    ),
    "java": (r"\bHex\.encodeHexString\(|\bHexFormat\b", r"\bBase64\b[^\n]*(?:doFinal|[Hh]ash|raw)"),
    "bash": (r"\bopenssl dgst\b(?![^\n|]*-binary)[^\n]*-hmac", r"-binary[^\n]*\|[^\n]*\bbase64\b"),
}
_ENCODINGS = ("hex", "base64")
_SAID = re.compile(
    r"(?i)\b(?:signature|hmac|digest)\b[^.\n]{0,60}?\b(hex|base-?64)(?:adecimal)?\b(?![- ]?decod)"
    r"|\b(hex|base-?64)(?:adecimal)?(?:[- ]?encoded)?\s(?:\w+ ){0,2}(?:signature|hmac|digest)\b"
)
_ANY = re.compile(r"(?i)hex|base-?64|encod")


def encoding_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The samples that write a signature otherwise than the text; or a text that leaves it open, once."""
    made = [(sample, *each) for sample in samples if (each := _made(sample)) is not None]
    if not made:
        return
    texts = page.texts
    said = {_name(match) for each in texts for match in _SAID.finditer(each.text)}
    if len(said) == 1:
        (wanted,) = said
        yield from _otherwise(made, wanted, f"the text says {wanted}")
        return
    outline = Outline(page.headings)
    first: dict[tuple[int, int], tuple[str, int]] = {}
    for sample, offset, way in made if not said else ():
        line = sample.line_of(offset)
        other, at = first.setdefault(outline.bounds(line), (way, line))
        if other != way:
            message = f"the signature is written in {way} here, and in {other} in line {at}"
            yield Fault("WP519", message, line, None, "Write it in one way in every language.")
            return
    ways = {way for *_, way in made}
    told = next((each.line for each in texts if _HMAC.search(each.text)), None)
    if len(ways) == 1 and told is not None and not any(_ANY.search(each.text) for each in texts):
        message = f"the text does not say how the signature is written, and the samples write {ways.pop()}"
        yield Fault("WP519", message, told, None, "Say it: who has another language needs it.", "note")


def _otherwise(made: Sequence[tuple[Sample, int, str]], wanted: str, why: str) -> Iterator[Fault]:
    for sample, offset, way in made:
        if way != wanted:
            message = f"the signature is written in {way} here, and {why}"
            yield Fault("WP519", message, sample.line_of(offset), None, "Correct the one that is wrong.")


def _name(match: re.Match[str]) -> str:
    return "hex" if (match[1] or match[2]).lower().startswith("hex") else "base64"


def _made(sample: Sample) -> tuple[int, str] | None:
    """Where a sample writes its HMAC, and how; None where it does so in both ways, or in none."""
    family = "bash" if sample.language == "console" else sample.family
    if family not in _WAYS or not _HMAC.search(sample.text):
        return None
    found = [re.search(pattern, sample.text) for pattern in _WAYS[family]]
    kept = [(match.start(), way) for match, way in zip(found, _ENCODINGS, strict=True) if match]
    return kept[0] if len(kept) == 1 else None
