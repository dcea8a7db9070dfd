"""Go: does the sample compile? Syntax by the grammar, the rest by the rules of the language specification.

A file with a package clause is judged as the compiler would; a fragment only by what holds anywhere.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.go.errors import error_faults
from generator.auditing.rules.go.members import member_faults
from generator.auditing.rules.go.misused import misused_faults
from generator.auditing.rules.go.names import name_faults
from generator.auditing.rules.go.scopes import read_go
from generator.auditing.rules.go.types import type_faults
from generator.auditing.rules.programs.syntax import grammar_faults, readable
from generator.auditing.rules.typed import once
from generator.auditing.rules.typed.go import typed_faults
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_TOP_LEVEL = {
    "package_clause", "import_declaration", "function_declaration", "method_declaration", "type_declaration",
    "var_declaration", "const_declaration", "comment",
}  # fmt: skip
_ELISIONS = (
    (re.compile(r"^([ \t]*)(?:\.\.\.|…)[ \t]*$", re.MULTILINE), r"\1//…"),
    (re.compile(r"\{[ \t]*(?:\.\.\.|…)[ \t]*\}"), "{}"),
    (re.compile(r"\bnew\((?=[\"\d]|u?int\d*\()"), "len("),  # new(value): Go 1.26, newer than the grammar
)


def go_faults(text: str) -> Iterator[Fault]:
    """What keeps a Go sample from compiling, as far as its text tells."""
    tree = parse("go", text)
    if tree.has_error:
        readable_text, faults = readable("go", text, _ELISIONS)
        yield from faults
        if readable_text is None:
            yield from grammar_faults(tree, "Go")
            return
        tree = Tree("go", readable_text)
        if faults:  # nothing is known of what the placeholders stand for
            yield from (each for each in _of_tree(tree) if not _MASK.search(each.message))
            return
    yield from _of_tree(tree)


_MASK = re.compile(r"\bx{3,}\b")


def _of_tree(tree: Tree) -> Iterator[Fault]:
    yield from _brace_on_next_line(tree)
    yield from _comma_before_line_break(tree)
    file = read_go(tree)
    if file.package and (stray := _statement_outside(tree.root)) is not None:
        yield Fault(
            "WP101",
            "a statement stands outside of any function",
            line(stray),
            stray.start_point[1],
            "Put it into func main() { … }.",
        )
        return
    yield from _main(tree)
    told = [*name_faults(file), *type_faults(file), *member_faults(file), *error_faults(file)]
    told += [*misused_faults(file), *_decoded_by_value(tree)]
    yield from once(told, typed_faults(file))


def _decoded_by_value(tree: Tree) -> Iterator[Fault]:
    """A value where json wants the address of one (encoding/json, InvalidUnmarshalError)."""
    is_value: dict[str, bool] = {}  # what a name was last given above
    for match in _GIVEN_OR_DECODED.finditer(tree.text):
        if match["name"] is not None:
            is_value[match["name"]] = not match["kind"].startswith(("*", "interface", "any"))
        elif match["made"] is not None:
            is_value[match["made"]] = match["literal"] is not None
        elif is_value.get(name := match["bytes"] or match["stream"], False):
            message = f"json fills what it is given the address of, and {name} is a value"
            at = tree.text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, f"Write &{name}.")


_GIVEN_OR_DECODED = re.compile(
    r"\bvar (?P<name>\w+) (?P<kind>[^\s=]+)"
    r"|\b(?P<made>\w+) :?= *(?P<literal>(?:map\[|\[\]|[A-Z]\w*\{))?"
    r"|\bjson\.Unmarshal\([^,()]+(?:\([^()]*\))?, *(?P<bytes>\w+)\)"
    r"|\)\.Decode\((?P<stream>\w+)\)"
)


def _main(tree: Tree) -> Iterator[Fault]:
    """``package mian``, ``func mian()``: nothing starts a program but main in main (Program execution)."""
    for match in re.finditer(r"^(?:package|func) (\w+)", tree.text, re.MULTILINE):
        if match[1] != "main" and sorted(match[1].lower()) == sorted("main"):
            at = tree.text.count("\n", 0, match.start())
            yield Fault(
                "WP102", f"{match[1]} starts no program", at, match.start(1) - match.start(), "Write main."
            )


def _statement_outside(root: "Node") -> "Node | None":
    return next((child for child in root.named_children if child.type not in _TOP_LEVEL), None)


def _brace_on_next_line(tree: Tree) -> Iterator[Fault]:
    """Go ends the statement at the line break, so a brace or else on the next line is a syntax error."""
    for match in re.finditer(
        r"^[ \t]*(?:func\b[^\n{`\"]*\)[^\n{`\"]*|if [^\n{`\"]+|for [^\n{`\"]+)\n[ \t]*\{|\}[ \t]*\n\s*else\b",
        tree.text,
        re.MULTILINE,
    ):
        at = tree.text.count("\n", 0, match.start())
        node = tree.root.descendant_for_byte_range(*[len(tree.text[: match.start() + 1].encode())] * 2)
        if node is not None and node.type not in (
            "comment",
            "raw_string_literal",
            "raw_string_literal_content",
        ):
            yield Fault(
                "WP101",
                "Go wants the brace on the line of its statement",
                at,
                None,
                "Move the brace (or else) up to the end of the line before.",
            )


def _comma_before_line_break(tree: Tree) -> Iterator[Fault]:
    """A list whose closing bracket has a line of its own ends with a comma (Go specification, Semicolons)."""
    for node in tree.nodes:
        if node.type not in ("literal_value", "argument_list", "parameter_list"):
            continue
        *inner, closer = node.children
        if any(child.type == "comment" and "..." in tree.source(child) for child in inner):
            continue
        inner = [child for child in inner[1:] if child.type != "comment"]
        if inner and inner[-1].type != "," and inner[-1].end_point[0] < closer.start_point[0]:
            last = inner[-1].end_point
            yield Fault("WP101", "Go wants a comma before the line break", last[0], last[1], "Add the comma.")
