"""A block in, a `Sample` out: its language, its faults, and the requests that it makes."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.auditing.pages import Block
from generator.auditing.understanding.call import Call, Fault

if TYPE_CHECKING:
    import ast

    from generator.auditing.understanding.trees import Tree

JUDGED = {
    "bash",
    "console",
    "python",
    "pycon",
    "go",
    "csharp",
    "javascript",
    "typescript",
    "php",
    "ruby",
    "java",
}


_FAMILIES = {"typescript": "javascript", "pycon": "python"}


@dataclass(slots=True)
class Sample:
    """A block that was read. `text` is the code without prompts; `earlier` are the names defined above it.

    `constants` are what a Python sample gives to those below it.
    """

    block: Block
    language: str
    text: str
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    earlier: frozenset[str] = frozenset()
    constants: "dict[str, ast.expr]" = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The language that rules know it by."""
        return family_of(self.language)

    def line_of(self, offset: int) -> int:
        """The 1-based line of the file for a place in the text."""
        return self.block.line_at(self.text.count("\n", 0, offset))

    @property
    def is_code(self) -> bool:
        """Whether the language is one that is judged."""
        return self.language in JUDGED


def family_of(language: str) -> str:
    """The language by which rules know another: TypeScript is judged as JavaScript, a session as Python."""
    return _FAMILIES.get(language, language)


def read_sample(
    block: Block,
    language: str,
    earlier: frozenset[str],
    constants: "Mapping[str, ast.expr] | None" = None,
    is_cell: bool = False,
) -> Sample:
    """The sample in a block; `earlier` are the names that blocks of its language above define.

    `constants` are what the Python samples above keep in names; the cells of a notebook (`is_cell`) are one
    program.
    """
    sample = Sample(block, language, block.text, earlier=earlier)
    if language in ("bash", "console"):
        _shell(sample)
    elif language in ("python", "pycon"):
        _python(sample, earlier, constants or {}, is_cell)
    elif language == "go":
        _go(sample)
    elif language == "csharp":
        _csharp(sample)
    elif language in ("javascript", "typescript"):
        _javascript(sample, earlier)
    elif language in ("php", "ruby", "java"):
        _other(sample, earlier)
    elif language == "http":
        from generator.auditing.understanding.http import http_calls

        sample.calls = http_calls(sample.text)
    return sample


def _shell(sample: Sample) -> None:
    from generator.auditing.rules.programs.named_otherwise import no_command
    from generator.auditing.rules.programs.sessions import prompts, without_interpreter, without_prompts
    from generator.auditing.rules.shell import is_foreign, shell_faults
    from generator.auditing.understanding.curl import call_of

    if sample.language == "console" or prompts(sample.text):
        sample.language = "console"
        sample.text = without_prompts(sample.text)
    if is_foreign(sample.text):
        sample.language = "other"
        return
    if (odd := no_command(sample.text)) is not None:
        sample.language = "other"
        sample.faults = [odd]
        return
    hidden = _HIDDEN.match(sample.text)
    if hidden is not None:
        sample.text = re.sub(r"^#(?=curl\s)", " ", sample.text, flags=re.MULTILINE)
    sample.text, prompt = without_interpreter(sample.text)
    script, curls, sample.faults = shell_faults(sample.text)
    if prompt is not None:
        message = "this is what one types into Python, in a block that says shell"
        sample.faults.append(Fault("WP106", message, prompt, 0, "Put it into a block named pycon."))
    if hidden is not None:
        line = sample.text.count("\n", 0, hidden.start(1))
        message = "the # of a root's prompt makes the command a comment"
        sample.faults.append(Fault("WP106", message, line, 0, "Remove the #."))
    sample.calls = [call_of(curl, script) for curl in curls if curl.urls or curl.option("url")]


# A block that only says ``#curl …``, with what it answers.
_HIDDEN = re.compile(r"(?:[ \t]*\n)*(#)curl\s[^\n]*(?:://|\s-\w|\w/)")


def _python(
    sample: Sample, earlier: frozenset[str], constants: "Mapping[str, ast.expr]", is_cell: bool
) -> None:
    from generator.auditing.rules.programs.sessions import repl_faults, shown_assignments, without_repl
    from generator.auditing.rules.python import python_faults
    from generator.auditing.rules.python.syntax import parsed_leniently
    from generator.auditing.understanding.python import python_calls
    from generator.auditing.understanding.python_values import constants as constants_of

    if sample.language == "pycon":  # it goes on with what was typed before it
        sample.faults = [*repl_faults(sample.text), *shown_assignments(sample.text)]
        sample.text = without_repl(sample.text)
    for fault in python_faults(sample.text, earlier, is_cell):
        is_of_before = sample.language == "pycon" and fault.rule in ("WP102", "WP103") and not fault.severity
        sample.faults.append(replace(fault, severity="warning") if is_of_before else fault)
    tree = parsed_leniently(sample.text)
    if tree is not None:
        sample.calls = python_calls(tree, constants)
        sample.constants = constants_of(tree)


def _go(sample: Sample) -> None:
    from generator.auditing.rules.go import go_faults
    from generator.auditing.understanding.go import go_calls

    _parsed(sample, "go", go_faults, go_calls)


def _csharp(sample: Sample) -> None:
    from generator.auditing.rules.csharp import csharp_faults
    from generator.auditing.understanding.csharp import csharp_calls

    _parsed(sample, "csharp", csharp_faults, csharp_calls)


def _javascript(sample: Sample, earlier: frozenset[str]) -> None:
    from generator.auditing.rules.javascript import is_typescript_alone, javascript_faults
    from generator.auditing.understanding.javascript import javascript_calls

    if not sample.block.hint and is_typescript_alone(sample.text):
        sample.language = "typescript"  # the block says nothing of its language
    is_typescript = sample.language == "typescript"
    _parsed(
        sample,
        sample.language,
        lambda text: javascript_faults(text, is_typescript, earlier),
        javascript_calls,
    )


def _other(sample: Sample, earlier: frozenset[str]) -> None:
    from generator.auditing.rules.others import other_faults
    from generator.auditing.understanding.java import java_calls
    from generator.auditing.understanding.php import php_calls
    from generator.auditing.understanding.ruby import ruby_calls

    language = sample.language
    calls = {"php": php_calls, "ruby": ruby_calls, "java": java_calls}[language]
    glued = _GLUED.search(sample.text) if language == "php" else None
    if glued is not None:
        sample.text = f"{sample.text[: glued.end()]} {sample.text[glued.end() :]}"
    _parsed(sample, language, lambda text: other_faults(language, text, earlier), calls)
    if glued is not None:
        message = "white space must follow <?php, or PHP shows all of this as text"
        at = sample.text.count("\n", 0, glued.start())
        sample.faults.append(Fault("WP101", message, at, None, "Begin a new line after <?php."))
    if language == "php" and (above := _ABOVE_TAG.match(sample.text)) is not None:
        message = "PHP prints what stands above <?php, a comment as well"
        at = sample.text.count("\n", 0, above.start(1))
        sample.faults.append(
            Fault("WP101", message, at, None, f"Move {above[1][:20]!r} below it.", "warning")
        )


# https://www.php.net/manual/en/language.basic-syntax.phptags.php
_GLUED = re.compile(r"<\?php(?=[^\s=])", re.IGNORECASE)
# But for a first line that names the interpreter.
_ABOVE_TAG = re.compile(
    r"(?:#![^\n]*\n)?\s*((?://|#(?!!))[^\n]*)\n(?:\s*(?://|#)[^\n]*\n)*\s*<\?php\b", re.IGNORECASE
)


def _parsed(
    sample: Sample,
    grammar: str,
    faults_of: Callable[[str], Iterable[Fault]],
    calls_of: "Callable[[Tree], list[Call]]",
) -> None:
    """The faults and calls of a text; one that lacks a token is judged as if it had it, besides."""
    from generator.auditing.rules.programs.syntax import mended
    from generator.auditing.understanding.trees import parse

    text = sample.text
    sample.faults = list(faults_of(text))
    if grammar == "php" and "<?" not in text:
        text = f"<?php {text}"
    broken = [fault for fault in sample.faults if fault.rule == "WP101" and "not parse" in fault.message]
    if broken and (better := mended(grammar, text)) is not None:
        text, at, token = better
        where = Fault(
            "WP101",
            f"{broken[0].message.partition(' does')[0]} does not parse: {token} is missing here",
            at,
            None,
            broken[0].fix,
        )
        beside = [fault for fault in faults_of(text) if fault.rule != "WP101"]
        sample.faults = [fault for fault in sample.faults if fault not in broken] + [where, *beside]
    sample.calls = calls_of(parse(grammar, text))
