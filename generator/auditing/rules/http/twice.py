"""JSON that is serialised a second time: what arrives is a text with JSON in it, and no object (WP204)."""

import re
from collections import Counter
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_SERIALIZERS = {
    "python": r"json\.dumps",
    "javascript": r"JSON\.stringify",
    "php": r"json_encode",
    "ruby": r"JSON\.(?:generate|dump)",
    "csharp": r"(?:JsonSerializer\.Serialize|JsonConvert\.SerializeObject)",
    "go": r"json\.Marshal",
}
# What takes an object and serialises it, as ``'json' => …`` of Guzzle does; Python is asked elsewhere.
_TAKERS = {
    "php": r"['\"]json['\"]\s*=>\s*",
    "csharp": r"\b(?:JsonContent\.Create\(|PostAsJsonAsync\([^,()]+,\s*|PutAsJsonAsync\([^,()]+,\s*)",
}
# A literal that holds JSON.
_TEXT = r"(?:[@$rb]{0,2}(?:\"\"\"|'''|[\"'`]))\s*(?:\{\s*\\?[\"'}]|\[\s*[\[{\"'\]])"
_ASSIGNED = re.compile(r"(?<![\w.$])(\$?\w+)(?:, (?:err|_))?\s*:?=(?!=)")
_RUBY = re.compile(r"(['\"])\s*\{\s*\\?['\"][^'\\]*(?:\\.[^'\\]*)*\1\.to_json\b")


def twice_faults(sample: Sample) -> Iterator[Fault]:
    """What a sample serialises, and is JSON already: a literal, or a name that was given the JSON."""
    language = sample.family
    serializer = _SERIALIZERS.get(language)
    if serializer is None or not sample.calls:
        return
    text = sample.text
    made = rf"(?:{_TEXT}|{serializer}\()"
    given = set(re.findall(rf"(?<![\w.])(\$?\w+)(?:, (?:err|_))?\s*:?=\s*{made}", text))
    times = Counter(_ASSIGNED.findall(text))
    given = {name for name in given if times[name] == 1}
    takers = "|".join(filter(None, (rf"{serializer}\(\s*", _TAKERS.get(language))))
    for match in re.finditer(rf"(?:{takers})(?:({made})|(\$?\w+)\s*[),}}\]\n])", text):
        if match[1] or match[2] in given:
            yield _fault(text, match.start())
    for match in _RUBY.finditer(text) if language == "ruby" else ():
        yield _fault(text, match.start())


def _fault(text: str, offset: int) -> Fault:
    message = "this is JSON already, and is serialised once more: the server gets a text, and no object"
    return Fault("WP204", message, text.count("\n", 0, offset), None, "Serialise the object once.")
