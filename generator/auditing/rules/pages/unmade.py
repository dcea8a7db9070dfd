"""Names that a page's fragments work with and that nothing on the page makes (WP102, a note).

A fragment may leave out what the one above it shows. What no sample of the page gives a value, and no word of
it explains, its reader has to guess: the client of an SDK, the identifiers that it is called with.
"""

import builtins
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from generator.auditing.pages import Page
from generator.auditing.rules.programs.syntax import without_strings
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_FAMILIES = {
    "python": "python", "javascript": "javascript", "typescript": "javascript", "csharp": "csharp",
    "java": "java",
}  # fmt: skip
# ``client.orders(``: who is asked. ``(order_id, TOKEN)``: what is passed on.
_ASKED = re.compile(r"(?:^|[=(,!]|\breturn|\bawait)[ \t]*([A-Za-z_]\w*)\.\w[\w.]*\(", re.MULTILINE)
_PASSED = re.compile(r"(?:(?<=[\w)])|%\s*)[(]\s*([A-Za-z_]\w*)\s*(?=[,)])|,\s*([A-Za-z_]\w*)\s*(?=[,)])")
_ELIDED = re.compile(r"\.\.\.(?![\w(\[{])|…")
# What every sample of a language has, or a framework hands to it.
_GIVEN = {
    "python": {*dir(builtins), "__file__", "self", "cls", "app", "db", "logger", "request", "session",
               "driver"},
    "javascript": {"this", "super", "undefined", "null", "true", "false", "arguments", "module", "exports",
                   "app", "router", "req", "res", "expect", "_"},
    "csharp": {"this", "base", "args", "value", "app", "builder", "configuration", "context", "env", "logger",
               "options", "provider", "services", "string", "int", "null", "true", "false", "default", "_"},
    "java": {"this", "super", "args", "null", "true", "false"},
}  # fmt: skip
# How names come to be: assignments, what a word declares, types before names, parameters, parts of an object.
_ASSIGNED = re.compile(
    r"((?:\b\w+\s*,\s*){0,9}\b\w+)[ \t]*(?::[ \t]*[\w\[\].| ]{1,60}?)?[ \t]*:?=(?![=>])", re.MULTILINE
)
_DECLARED = re.compile(
    r"\b(?:import|as|def|class|for|foreach|const|let|var|function|using|global|lambda|enum|require)\b([^\n;=]*)"
)
_TYPED = re.compile(r"(?<![\w.])([\w.]+)(?:<[^<>\n]*>)?(?:\[\])?[?]?[ \t]+(\w+)\s*[,)=;:]")
_PARAMETERS = re.compile(
    r"\(([\w\s,]*)\)\s*(?:=>|\{|:|->)|\b(\w+)\s*(?:=>|->)|\{([^{}]{0,900})\}\s*(?:=(?!=)|from\b)"
)
_NO_TYPES = {
    *("return", "await", "new", "in", "not", "and", "or", "yield", "throw", "case", "else", "typeof", "is"),
    *("raise", "assert", "print", "out", "ref"),
}
_SAID = re.compile(r"[`>](\w+)[`<]")
# A comment on what a reader has: ``// assumes that the client has been initialized``.
_ASSUMED = re.compile(r"(?i)(?:#|//|/?\*)[^\n]{0,200}\b(?:assum(?:es?|ing)|already|previously)\b[^\n]*")
_PREFIX = re.compile(r"\b[rbfuRBFU]{1,2}(?=[\"'])")  # of a string
_WORD = re.compile(r"\w+")
_MOST = 5


def unmade_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """One fault for each language: the first fragment that works with what nothing makes."""
    if not any(sample.calls for sample in samples):
        return  # a page about something else than an API
    families: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        if sample.language in _FAMILIES:
            families[_FAMILIES[sample.language]].append(sample)
    for family, group in families.items():
        made = {name for sample in group for name in _made(sample.text, family)}
        made.update(_SAID.findall(page.source))
        made.update(
            word for sample in group for row in _ASSUMED.findall(sample.text) for word in _WORD.findall(row)
        )
        for sample in group:
            if _is_judged(sample):
                names = dict(_read(sample.text, family))
                open_names = [name for name in names if name not in made]
                if open_names:
                    shown = ", ".join(open_names[:_MOST])
                    verb = "is" if len(open_names) == 1 else "are"
                    message = f"{shown} {verb} given a value nowhere on the page"
                    fix = "Show where it comes from, or say what it stands for."
                    line = sample.block.line_at(names[open_names[0]])
                    yield Fault("WP102", message, line, None, fix, "note")
                    break


def _is_judged(sample: Sample) -> bool:
    """Whether a sample can be read as a fragment; one whose names are told of by themselves is none."""
    told = any(fault.rule in ("WP101", "WP102", "WP103", "WP105") for fault in sample.faults)
    return not told and _ELIDED.search(sample.text) is None


def _read(text: str, family: str) -> Iterator[tuple[str, int]]:
    """The names that a text asks for a member or passes on, each with its first 0-based line."""
    bare = without_strings(_PREFIX.sub(" ", text) if family == "python" else text)
    if family == "python":
        bare = re.sub(r"#[^\n]*", "", bare)
    matches = [*_ASKED.finditer(bare), *_PASSED.finditer(bare)]
    seen: set[str] = set()
    for match in sorted(matches, key=lambda each: each.start()):
        name = match[1] or match[2]
        is_type = family in ("csharp", "java") and name[0].isupper() and not name.isupper()
        if name not in seen and not is_type and name not in _known(family):
            seen.add(name)
            yield name, bare.count("\n", 0, match.start(match.lastindex or 0))


@cache
def _known(family: str) -> frozenset[str]:
    if family == "javascript":
        from generator.auditing.rules.javascript.names import MODULES as PACKAGES
        from generator.auditing.rules.javascript.names import known_globals

        return known_globals() | PACKAGES | _GIVEN[family]
    if family == "python":
        from generator.auditing.rules.python.names import MODULES

        return frozenset(MODULES) | _GIVEN[family]
    return frozenset(_GIVEN[family])


def _made(text: str, family: str) -> Iterator[str]:
    """The names that a text gives a value, takes as parameters, or brings; rather too many than too few."""
    for match in _ASSIGNED.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if family != "python" or not before.strip():  # ``url=url`` names a parameter, there
            yield from _WORD.findall(match[1])
    for match in _DECLARED.finditer(text):
        yield from _WORD.findall(match[1])
    for match in _TYPED.finditer(text):
        if match[1] not in _NO_TYPES:
            yield match[2]
    for match in _PARAMETERS.finditer(text):
        yield from _WORD.findall(match[1] or match[2] or match[3] or "")
