"""C# names: variables that nothing declares or that are declared twice; what is judged in which sample."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.arguments import argument_faults
from generator.auditing.rules.csharp.library import library_faults
from generator.auditing.rules.csharp.locals import local_faults
from generator.auditing.rules.csharp.members import member_faults
from generator.auditing.rules.csharp.results import result_faults
from generator.auditing.rules.csharp.scopes import Scope, Scopes, bases, inherits, scopes, stands_for_a_value
from generator.auditing.rules.csharp.slips import slip_faults
from generator.auditing.rules.csharp.types import type_faults
from generator.auditing.rules.csharp.usings import missing_usings
from generator.auditing.rules.slips import slips_of
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

# What a host, a controller or a page before this one hands to a fragment; so do fields, by their underscore.
_GIVEN = {"app", "builder", "configuration", "context", "env", "logger", "options", "provider", "services"}
_NEARLY = 0.85
_OBJECT = re.compile(r"(?<![.\w\"])(\w+)(?=\s*(?:\.\w|\(|=[^=>]))")  # something that a fragment works with
_SLIPPED = frozenset(("args", "false", "nameof", "null", "true", "value"))  # what nobody declares
_KEYWORDS = frozenset(
    [
        "value",
        "field",
        "args",
        "nameof",
        "var",
        "dynamic",
        "_",
        "await",
        "global",
        "unmanaged",
        "notnull",
        "yield",
        "base",
        "this",
        "with",
        "and",
        "or",
        "not",
        "when",
        "on",
        "equals",
        "by",
        "into",
        "select",
        "from",
        "nint",
        "nuint",
    ]
)


def name_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of a file's names; of a fragment's only those that hold in any surroundings."""
    found = scopes(tree)
    declared = found.declared
    yield from local_faults(tree, found)
    yield from member_faults(tree, nodes, declared)
    yield from library_faults(tree, nodes, declared)
    yield from slip_faults(tree, nodes, declared)
    yield from argument_faults(tree, nodes, found)
    yield from result_faults(tree, nodes, found)
    usings = re.findall(r"^[ \t]*(?:global )?using (?:static )?([\w.]+);", tree.text, re.MULTILINE)
    is_started = re.search(r"\bstatic\b[^\n;=]*\bMain\s*\(", tree.text) is not None
    takes_arguments = "args" not in declared and re.search(r"(?<![\w.])args(?:\[|\.Length)", tree.text)
    is_complete = bool(usings or is_started or takes_arguments)
    undeclared = list(_undeclared(tree, found))
    makes_client = (
        re.search(r"new HttpClient\b|= new\(\);|new RestClient|WebRequest\.Create", tree.text) is not None
    )
    if is_complete or (makes_client and not undeclared and "class " not in tree.text):
        for fault in missing_usings(tree, nodes, usings, declared):
            # A fragment without usings leaves them to the file around it, a library's own most of all.
            is_foreign = re.search(r"namespace (?:RestSharp|Newtonsoft)", fault.message) is not None
            milder = "note" if is_foreign and not usings else None if is_complete else "warning"
            yield replace(fault, severity=milder)
    is_whole = is_complete and not re.search(r"^[ \t]*\.\.\.|…|// ?\.\.\.", tree.text, re.MULTILINE)
    if is_whole:
        yield from type_faults(tree, found, usings)
    objects = set(_OBJECT.findall(tree.text)) if makes_client else set()
    for name, scope, fault in undeclared:
        if inherits(tree, scope, declared):
            continue  # it may be a member of a type that nobody here knows
        is_near = _is_near(name, declared)
        if is_whole:
            is_given = name in _GIVEN or (name[0] == "_" and not is_started)
            yield replace(fault, severity="warning") if is_given else fault
        elif makes_client:
            # A fragment may leave plain values to the reader, but no object that it works with; the fields of
            # its class are no such objects, nor is what the method has of which it is the body.
            is_given = name[0] == "_" or (name in _GIVEN or _is_body(tree))
            is_sure = is_near or (name in objects and not is_given)
            yield fault if is_sure else replace(fault, severity="warning")
        elif len(name) > 3 and is_near:
            # Of any other fragment, only what nearly is a name that it declares itself.
            yield fault


def _is_near(name: str, declared: frozenset[str]) -> bool:
    return bool(slips_of(name, declared, _NEARLY) or slips_of(name, _SLIPPED, _NEARLY))


def _is_body(tree: Tree) -> bool:
    """Whether a fragment is the body of a method: it returns what is no number, as no program does."""
    statements = [child.named_children[0] for child in tree.root.named_children
                  if child.type == "global_statement" and child.named_children]  # fmt: skip
    stack = [each for each in statements if each.type != "local_function_statement"]
    while stack:
        node = stack.pop()
        if node.type == "return_statement" and node.named_children:
            return node.named_children[0].type not in ("integer_literal", "prefix_unary_expression")
        stack += (each for each in node.named_children if "lambda" not in each.type)
    return False


def _is_directive(tree: Tree, node: "Node") -> bool:
    """Whether a name is one of the preprocessor's: ``#if NET8_0_OR_GREATER``."""
    start = tree.data.rfind(b"\n", 0, node.start_byte) + 1
    return tree.data[start : node.start_byte].decode("utf-8", "replace").lstrip("\ufeff \t").startswith("#")


def _undeclared(tree: Tree, found: Scopes) -> Iterator[tuple[str, Scope, Fault]]:
    """The names that stand for a value and that nothing declares where they stand."""
    reported: set[str] = set()
    for node, scope in found.identifiers:
        name = tree.source(node)
        is_variable = name[:1].islower() or name[:1] == "_"
        is_placeholder = name.isupper() and "_" in name
        if not (is_variable or is_placeholder) or name in _KEYWORDS or name in reported:
            continue
        if _is_directive(tree, node) or not stands_for_a_value(tree, node) or found.home(name, scope):
            continue
        is_elsewhere = name in found.declared
        if is_elsewhere and bases(tree, scope):
            continue  # it may be a member of what the type rests on
        reported.add(name)
        if is_placeholder and not is_elsewhere:
            what, fix = f"the placeholder {name} stands outside a literal", f'Put it in quotes: "{name}".'
        elif is_elsewhere:
            what, fix = f"{name} is not declared in this scope (CS0103)", f"Declare {name} where both see it."
        else:
            what, fix = f"{name} is not declared in this program", f"Declare {name}, or correct its name."
        rule = "WP105" if is_placeholder and not is_elsewhere else "WP102"
        yield name, scope, Fault(rule, what, line(node), node.start_point[1], fix)
