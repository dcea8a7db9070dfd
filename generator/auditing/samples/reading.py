"""A block in, a `PageSample` out: its language, the requests that it makes, and what a judge gets."""

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from generator.auditing.judging.fragments import Fragment
from generator.auditing.pages.language import is_named
from generator.auditing.pages.page import Block
from generator.auditing.samples.sample import JUDGED, PageSample

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

    from generator.auditing.requests.call import Call
    from generator.auditing.understanding.trees.tree import SyntaxTree


def read_sample(block: Block, language: str, constants: "Mapping[str, ast.expr] | None" = None) -> PageSample:
    """The sample in a block; `constants` are what the Python samples above it keep in names."""
    sample = PageSample(block, language, block.text)
    if language in ("bash", "console"):
        _shell(sample)
    elif language in ("python", "pycon"):
        _python(sample, constants or {})
    elif language in JUDGED:
        _program(sample)
    elif language == "http":
        from generator.auditing.understanding.http import http_calls

        sample.calls = http_calls(sample.text)
    if sample.is_code and not sample.calls and "://" not in sample.text and not is_named(block):
        return PageSample(block, "", sample.text)  # a guess, which is no ground to refuse anything
    return sample


def _shell(sample: PageSample) -> None:
    from generator.auditing.understanding.shell.curl import call_of
    from generator.auditing.understanding.shell.meant import read_as_meant
    from generator.auditing.understanding.shell.no_shell import is_foreign
    from generator.auditing.understanding.shell.reader import PLACEHOLDER
    from generator.auditing.understanding.shell.sessions import prompts, without_interpreter, without_prompts

    if sample.language == "console" or prompts(sample.text):
        sample.language = "console"
        sample.text = without_prompts(sample.text)
    if is_foreign(sample.text):
        sample.language = "other"
        return
    sample.text = without_interpreter(sample.text)
    script, commands, noticed, sample.open_from = read_as_meant(sample.text)
    sample.script, sample.curls = script, commands
    sample.calls = [call_of(curl, script) for curl in commands if curl.urls or curl.option("url")]
    if not _CLIENT.search(sample.text):
        return  # no sample of a request: a synopsis, a session of another tool, a tree of files
    sample.noticed = [fault for fault in noticed if fault.rule != "WP101"]
    # Of a session, the first command that goes wrong may well be what is shown.
    code = (
        PLACEHOLDER.sub(lambda match: "x" * len(match[0]), sample.text) if sample.language == "bash" else ""
    )
    sample.fragment = Fragment(code, tuple(fault for fault in noticed if fault.rule == "WP101"))


_CLIENT = re.compile(r"(?<![\w./-])(?:curl|wget|https?)(?:\.exe)?[ \t\\\n]")


def _python(sample: PageSample, constants: "Mapping[str, ast.expr]") -> None:
    from generator.auditing.judging.python import python_faults
    from generator.auditing.judging.tables import tables
    from generator.auditing.understanding.python.calls import python_calls
    from generator.auditing.understanding.python.text import parsed_leniently
    from generator.auditing.understanding.python.values import constants as constants_of
    from generator.auditing.understanding.shell.sessions import without_repl

    is_session = sample.language == "pycon"
    if is_session:
        sample.text = without_repl(sample.text)
    found = python_faults(tables()["python"], sample.text)
    # A session goes on with what was typed, and imported, before it.
    sample.noticed = [each for each in found if not (is_session and "imports it" in each.message)]
    tree = parsed_leniently(sample.text)
    if tree is not None:
        sample.calls = python_calls(tree, constants)
        sample.constants = constants_of(tree)


def _program(sample: PageSample) -> None:
    """A program in a language whose grammar is here: its calls, and the piece as its judge gets it."""
    from generator.auditing.judging.fragments import fragment
    from generator.auditing.judging.syntax import quoted_names
    from generator.auditing.judging.tables import tables
    from generator.auditing.understanding.trees.tree import parse

    grammar, text = sample.language, sample.text
    if grammar == "typescript" and re.search("</|/>", text):
        grammar = "tsx"
    sample.fragment = fragment(tables()[sample.family], text, grammar)
    if sample.language == "typescript":  # which no tool here compiles
        sample.fragment = replace(sample.fragment, code="")
    if grammar == "php" and "<?" not in text:
        text = f"<?php {text}"
    tree = parse(grammar, text)
    sample.calls = _readers()[sample.family](tree)
    if not tree.has_error:
        sample.noticed = quoted_names(tree)


@cache
def _readers() -> "dict[str, Callable[[SyntaxTree], list[Call]]]":
    from generator.auditing.understanding.csharp import csharp_calls
    from generator.auditing.understanding.go.calls import go_calls
    from generator.auditing.understanding.java.calls import java_calls
    from generator.auditing.understanding.javascript.calls import javascript_calls
    from generator.auditing.understanding.php.calls import php_calls
    from generator.auditing.understanding.ruby.calls import ruby_calls

    return {
        "csharp": csharp_calls,
        "go": go_calls,
        "java": java_calls,
        "javascript": javascript_calls,
        "php": php_calls,
        "ruby": ruby_calls,
    }
