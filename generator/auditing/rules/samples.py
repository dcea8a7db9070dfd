"""A block in, a `Sample` out: its language, its faults, the requests that it makes, and what a judge gets."""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from generator.auditing.judging.fragments import Fragment
from generator.auditing.pages import Block
from generator.auditing.understanding.call import Call, Fault

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

    from generator.auditing.understanding.trees import Tree

JUDGED = {
    *("bash", "console", "python", "pycon", "go", "csharp", "javascript", "typescript"),
    *("php", "ruby", "java"),
}

_FAMILIES = {"typescript": "javascript", "pycon": "python"}


@dataclass(slots=True)
class Sample:
    """A block that was read. `text` is the code without prompts.

    `fragment` is what its judge gets. `constants` are what a Python sample gives to those below it, and
    `earlier` the names that those above define.
    """

    block: Block
    language: str
    text: str
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    fragment: Fragment = field(default_factory=lambda: Fragment(""))
    constants: "dict[str, ast.expr]" = field(default_factory=dict)
    earlier: frozenset[str] = frozenset()

    @property
    def family(self) -> str:
        """The language that rules know it by: TypeScript is JavaScript, a session of Python is Python."""
        return _FAMILIES.get(self.language, self.language)

    def line_of(self, offset: int) -> int:
        """The 1-based line of the file for a place in the text."""
        return self.block.line_at(self.text.count("\n", 0, offset))

    @property
    def is_code(self) -> bool:
        """Whether the language is one that is judged."""
        return self.language in JUDGED


def read_sample(block: Block, language: str, constants: "Mapping[str, ast.expr] | None" = None) -> Sample:
    """The sample in a block; `constants` are what the Python samples above it keep in names."""
    sample = Sample(block, language, block.text)
    if language in ("bash", "console"):
        _shell(sample)
    elif language in ("python", "pycon"):
        _python(sample, constants or {})
    elif language in JUDGED:
        _program(sample)
    elif language == "http":
        from generator.auditing.understanding.http import http_calls

        sample.calls = http_calls(sample.text)
    return sample


def _shell(sample: Sample) -> None:
    from generator.auditing.rules.programs.sessions import prompts, without_interpreter, without_prompts
    from generator.auditing.rules.shell import is_foreign, is_no_shell, shell_faults
    from generator.auditing.understanding.curl import call_of

    if sample.language == "console" or prompts(sample.text):
        sample.language = "console"
        sample.text = without_prompts(sample.text)
    if is_foreign(sample.text) or is_no_shell(sample.text):
        sample.language = "other"
        return
    hidden = _HIDDEN.match(sample.text)
    if hidden is not None:
        sample.text = re.sub(r"^#(?=curl\s)", " ", sample.text, flags=re.MULTILINE)
    sample.text, prompt = without_interpreter(sample.text)
    script, curls, faults = shell_faults(sample.text)
    if prompt is not None:
        message = "this is what one types into Python, in a block that says shell"
        faults.append(Fault("WP106", message, prompt, 0, "Put it into a block named pycon."))
    if hidden is not None:
        line = sample.text.count("\n", 0, hidden.start(1))
        message = "the # of a root's prompt makes the command a comment"
        faults.append(Fault("WP106", message, line, 0, "Remove the #."))
    sample.calls = [call_of(curl, script) for curl in curls if curl.urls or curl.option("url")]
    told = tuple(fault for fault in faults if fault.rule == "WP101")
    sample.faults = [fault for fault in faults if fault.rule != "WP101"]
    # Of a session, the first command that goes wrong may well be what is shown.
    sample.fragment = Fragment(sample.text if sample.language == "bash" else "", told)


# A block that only says ``#curl …``, with what it answers.
_HIDDEN = re.compile(r"(?:[ \t]*(?:\n)*)*(#)curl\s[^\n]*(?:://|\s-\w|\w/)")


def _python(sample: Sample, constants: "Mapping[str, ast.expr]") -> None:
    from generator.auditing.judging.python import in_session, python_faults
    from generator.auditing.judging.tables import tables
    from generator.auditing.rules.programs.sessions import without_repl
    from generator.auditing.understanding.python import python_calls
    from generator.auditing.understanding.python_text import parsed_leniently
    from generator.auditing.understanding.python_values import constants as constants_of

    is_session = sample.language == "pycon"
    if is_session:
        sample.text = without_repl(sample.text)
    found = python_faults(tables()["python"], sample.text)
    sample.faults = in_session(found) if is_session else found
    tree = parsed_leniently(sample.text)
    if tree is not None:
        sample.calls = python_calls(tree, constants)
        sample.constants = constants_of(tree)


def _program(sample: Sample) -> None:
    """A program in a language whose grammar is here: its calls, and the piece as its judge gets it."""
    from generator.auditing.judging.fragments import fragment
    from generator.auditing.judging.syntax import quoted_names
    from generator.auditing.judging.tables import tables
    from generator.auditing.understanding.trees import parse

    grammar, text = sample.language, sample.text
    if grammar == "typescript" and "</" in text:
        grammar = "tsx"
    sample.fragment = fragment(tables()[sample.family], text, grammar)
    if sample.language == "typescript":  # which no tool here compiles
        sample.fragment = replace(sample.fragment, code="")
    if grammar == "php" and "<?" not in text:
        text = f"<?php {text}"
    tree = parse(grammar, text)
    sample.calls = _readers()[sample.family](tree)
    if not tree.has_error:
        sample.faults = quoted_names(tree)


@cache
def _readers() -> "dict[str, Callable[[Tree], list[Call]]]":
    from generator.auditing.understanding.csharp import csharp_calls
    from generator.auditing.understanding.go import go_calls
    from generator.auditing.understanding.java import java_calls
    from generator.auditing.understanding.javascript import javascript_calls
    from generator.auditing.understanding.php import php_calls
    from generator.auditing.understanding.ruby import ruby_calls

    return {
        "csharp": csharp_calls,
        "go": go_calls,
        "java": java_calls,
        "javascript": javascript_calls,
        "php": php_calls,
        "ruby": ruby_calls,
    }
