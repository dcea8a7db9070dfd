"""Languages that a page says its samples are in, and that none of its blocks is in (WP507)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.recognising import known
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# Names as a sentence writes them; ``go`` and ``c`` in small letters are words of other meaning.
_LANGUAGE = (
    r"cURL|curl|Shell|Bash|Python|Golang|Go|C#|\.NET|JavaScript|Javascript|TypeScript|Node(?:\.?js|JS)?"
    r"|PHP|Ruby|Java"
)
_NAME = re.compile(rf"(?<![\w.#+/-])(?:{_LANGUAGE})(?![\w#+/-]|\.\w)")
_OF_SAMPLES = re.compile(
    r"\b(?:code |request )?(?:examples?|samples?|snippets?)\b|\blanguage bindings\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"\b(?:SDKs?|librar\w+|packages?|clients?|repositor\w+|GitHub|soon|not|except|links?|https?:)|n't\b|\]\(",
    re.IGNORECASE,
)
_POINTED = re.compile(rf"\bsee the ({_LANGUAGE}) (?:example|sample|snippet|tab)\b")
_ALIKE = {"console": "bash", "typescript": "javascript", "pycon": "python"}


def promised_languages(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The languages of a sentence on samples that are shown nowhere, where the others it names are."""
    shown = {_ALIKE.get(sample.language, sample.language) for sample in samples if sample.is_code}
    if not shown:
        return
    for paragraph in page.paragraphs:
        if not _OF_SAMPLES.search(paragraph.text) and "see the " not in paragraph.text:
            continue
        pointed = _POINTED.search(paragraph.text)
        if _ELSEWHERE.search(paragraph.text) or not (pointed or _OF_SAMPLES.search(paragraph.text)):
            continue
        names = {match[0]: match.start() for match in _NAME.finditer(paragraph.text)}
        missing = {name: at for name, at in names.items() if _of(name) not in shown}
        if missing and (pointed or len(names) - len(missing) > 1):
            words = ", ".join(missing)
            line = paragraph.line_of(min(missing.values()))
            message = f"the page promises samples in {words}, and shows none"
            yield Fault("WP507", message, line, None, "Add them, or name only the languages that are shown.")


def _of(name: str) -> str:
    language = known(name.lower()) or name.lower()
    return _ALIKE.get(language, language)
