"""The answer as a section shows it, against its text, its table, and the samples that read it (WP518)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from generator.auditing.pages import Block, Outline, Page
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.json_text import json_value

_Section = tuple[int, int]
_MOST = 20  # answers in a section: with more, nobody knows which one a sample reads
_STATUS_SHOWN = re.compile(r"^HTTP/[\d.]+ (2\d\d)\b", re.MULTILINE)
_STATUS_SAID = re.compile(
    r"\b(?:returns?|responds?|(?:response|reply) is|answers?|yields?|status(?: code)?(?: is| of)?)\b"
    r"[^.;]{0,200}?\b(2\d\d)\b"
    r"(?!\s*(?:items?|results?|records?|ms|bytes|characters|px))",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"\b(?:field|property|attribute|name|key|member|parameter)s?\b", re.IGNORECASE)
_NAME = re.compile(r"[`*]*[\"']?([A-Za-z_]\w*)[\"']?[`*]*")
# How a sample names what the response's JSON holds, and reads a member of it.
_HELD = {
    "python": r"\b(\w+) = (?:await )?[\w.]+(?:\([^\n]*\))?\.json\(\)",
    "javascript": r"\b(?:const|let|var) (\w+) = await [\w.]+\.json\(\)",
    "php": r"(\$\w+) = json_decode\(",
    "ruby": r"\b(\w+) = JSON\.parse\(",
    "go": r"(?:\bDecode\(|\bUnmarshal\([^\n,]*, *)&(\w+)\)",
    "csharp": r"\b(\w+) = (?:JsonConvert\.DeserializeObject|JObject\.Parse|JsonNode\.Parse)\(",
}
_READ = {
    "python": r"(?<![\w.]){}(?:\[|\.get\()[\"'](\w+)[\"']",
    "javascript": r"(?<![\w.]){}\??\.(?!length\b)(\w+)\b(?!\s*\()",
    "php": r"{}(?:\[[\"'](\w+)[\"']\]|->(\w+)\b(?!\())",
    "ruby": r"(?<![\w.]){}\[[\"'](\w+)[\"']\]",
    "go": r"(?<![\w.]){}\[\"(\w+)\"\]",
    "csharp": r"(?<![\w.]){}!?\[\"(\w+)\"\]|\bdynamic\b(?s:.*?)(?<![\w.]){}\.([a-z]\w*)\b(?!\s*\()",
}
_STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
_ELIDED = re.compile(r"\.\.\.|…")
_DIRECT = {
    "python": r"\.json\(\)(?:\[|\.get\()[\"'](\w+)[\"']",
    "javascript": r"\(await [\w.]+\.json\(\)\)\.(\w+)\b(?!\s*\()",
    "csharp": r"\bRootElement\.GetProperty\(\"(\w+)\"\)",
}


def answer_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of answers; their lines are 1-based lines of the file."""
    outline = Outline(page.headings)
    shown: dict[_Section, list[tuple[Block, dict[str, object] | None]]] = {}
    for sample in samples:
        if sample.language in ("json", "http") and not any(call.method for call in sample.calls):
            members = _members(sample.text)
            shown.setdefault(outline.bounds(sample.block.line), []).append((sample.block, members))
    shown = {section: blocks for section, blocks in shown.items() if len(blocks) <= _MOST}
    yield from _statuses(page, outline, samples)
    yield from _slips(page, outline, shown)
    for sample in samples:
        answers = [
            members
            for block, members in shown.get(outline.bounds(sample.block.line), ())
            if block.line > sample.block.line
        ]
        known = {name for members in answers if members for name in members}
        if known and all(answers) and not known & {"error", "errors"}:
            yield from unknown_members(sample, known)


def _members(text: str) -> dict[str, object] | None:
    """The members of an answer; None where it is no object, or not shown to its end."""
    start = text.find("{")
    if start < 0 or _ELIDED.search(_STRING.sub('""', text)) or "[" in text[:start]:
        return None
    value = json_value(text[start:])
    return value if isinstance(value, dict) else None


def _statuses(page: Page, outline: Outline, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A status of success that the text says, and another that the section shows."""
    said: defaultdict[_Section, list[tuple[str, int]]] = defaultdict(list)
    for paragraph in page.paragraphs:
        for match in _STATUS_SAID.finditer(paragraph.text):
            line = paragraph.line_of(match.start(1))
            said[outline.bounds(paragraph.line)].append((match[1], line))
    for sample in samples if said else ():
        first = _STATUS_SHOWN.search(sample.text)
        found = set(_STATUS_SHOWN.findall(sample.text))
        here = said.get(outline.bounds(sample.block.line), [])
        is_one = len(found) == 1 and len({status for status, _ in here}) == 1
        if first is not None and is_one and here[0][0] != first[1]:
            line = sample.line_of(first.start())
            message = f"the response has {first[1]}, and the text says {here[0][0]} (line {here[0][1]})"
            yield Fault("WP518", message, line, None, "Correct the one that is wrong.")


def _slips(
    page: Page, outline: Outline, shown: dict[_Section, list[tuple[Block, dict[str, object] | None]]]
) -> Iterator[Fault]:
    """A member of an answer that nearly is one of its section's table."""
    for table in page.tables if shown else ():
        if not table.header or _FIELDS.search(table.header[0]) is None:
            continue
        cells = [_NAME.fullmatch(row[0].strip()) for _, row in table.rows if row]
        names = {match[1] for match in cells if match}
        for block, members in shown.get(outline.bounds(table.line), ()):
            for name in sorted((members or {}).keys() - names):
                near = [each for each in names - (members or {}).keys() if is_slip(name, each, 0.85)]
                if len(near) == 1:
                    at = next((n for n, row in enumerate(block.text.split("\n")) if f'"{name}"' in row), 0)
                    message = f"the answer has {name}, and the table lists {near[0]} (line {table.line})"
                    fix, about = "Correct the one that is wrong.", frozenset({name})
                    yield Fault("WP518", message, block.line_at(at), None, fix, about=about)


def unknown_members(
    sample: Sample, known: set[str], where: str = "answer below", errors: AbstractSet[str] = frozenset()
) -> Iterator[Fault]:
    """A member that a sample reads of its one response, and that is not `known` to be there.

    `errors` are those that it may read where the response says that something failed.
    """
    language = sample.family
    if language not in _HELD or len(sample.calls) > 1:
        return
    held = re.findall(_HELD[language], sample.text)
    patterns = [_READ[language].replace("{}", re.escape(name)) for name in held]
    patterns += [_DIRECT[language]] if language in _DIRECT else []
    told: set[str] = set()
    for pattern in dict.fromkeys(patterns):
        for match in re.finditer(pattern, sample.text):
            name = next(group for group in match.groups() if group)
            if name not in known | errors | told:
                told.add(name)
                line = sample.line_of(match.start())
                message = f"this sample reads {name}, and the {where} has {', '.join(sorted(known)[:6])}"
                yield Fault("WP518", message, line, None, "Read what the answer has, or correct the answer.")
