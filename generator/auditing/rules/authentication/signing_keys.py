"""Keys of an HMAC that the samples of one section put together differently (WP519).

One language signs with the secret, another with ``key + ':' + secret``: one of the signatures is refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# An argument: no comma but in parentheses or in quotes.
_PART = r"(?:[^,()'\"`]|'[^']*'|\"[^\"]*\"|`[^`]*`|\((?:[^()]|\([^()]*\))*\))+"
# Where the key stands, in the documentation of each: crypto.createHmac, hmac.new, hash_hmac, OpenSSL::HMAC …
_KEY = {
    "javascript": rf"\bcreateHmac\(\s*{_PART},\s*({_PART})",
    "python": rf"\bhmac\.new\(\s*(?:key\s*=\s*)?({_PART}),",
    "php": rf"\bhash_hmac\(\s*{_PART},{_PART},\s*({_PART})",
    "ruby": rf"\bHMAC\.(?:hex)?digest\(\s*{_PART},\s*({_PART}),",
    "go": rf"\bhmac\.New\(\s*{_PART},\s*({_PART})\)",
    "csharp": rf"\bnew HMACSHA\d+\(({_PART})\)",
    "java": rf"\bnew SecretKeySpec\(({_PART}),",
}
_KEYS = {language: re.compile(pattern) for language, pattern in _KEY.items()}
_IS_JOINED = re.compile(r"\w\)?\s*[+.]\s*['\"`]|['\"`]\s*[+.]\s*\(?\$?\w|\}[^{}]*\$?\{|\w \+ \w")


def signing_key_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The one sample whose key is joined where that of the others is not, or the other way round."""
    outline = Outline(page.headings)
    sections: defaultdict[tuple[int, int], list[tuple[bool, str, int]]] = defaultdict(list)
    for sample in samples:
        pattern = _KEYS.get(sample.family) if "mac" in sample.text.lower() else None
        keys = list(pattern.finditer(sample.text)) if pattern is not None else []
        if len(keys) == 1:  # where there are more, one key is made of another
            key, line = keys[0][1].strip(), sample.line_of(keys[0].start(1))
            sections[outline.bounds(line)].append((_IS_JOINED.search(key) is not None, key, line))
    for made in sections.values():
        for is_joined in (True, False):
            odd = [each for each in made if each[0] is is_joined]
            if len(odd) == 1 and len(made) > 2:
                other = next(each for each in made if each[0] is not is_joined)
                message = f"the key of the HMAC is {odd[0][1]} here, and {other[1]} in line {other[2]}"
                yield Fault("WP519", message, odd[0][2], None, "Sign with one key in every language.")
