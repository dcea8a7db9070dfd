"""C#: does the sample compile? Syntax by the grammar, then usings, names, await and the HttpClient API.

A program with using directives or a Main is judged as `dotnet run` would, with the SDK's implicit usings
(System, .Collections.Generic, .IO, .Linq, .Net.Http, .Threading, .Threading.Tasks); a fragment only by
what holds in any surroundings.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.forms import form_faults
from generator.auditing.rules.csharp.http import http_faults
from generator.auditing.rules.csharp.names import name_faults
from generator.auditing.rules.csharp.statements import statement_faults
from generator.auditing.rules.csharp.tasks import task_faults
from generator.auditing.rules.programs.signatures import is_signature
from generator.auditing.rules.programs.syntax import grammar_faults, readable
from generator.auditing.rules.typed import once
from generator.auditing.rules.typed.csharp import typed_faults
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_ELISIONS = (
    (re.compile(r"^([ \t]*)(?:\.\.\.|…)[ \t]*,?;?[ \t]*$", re.MULTILINE), r"\1//…"),
    (re.compile(r"\{[ \t]*(?:\.\.\.|…)[ \t]*\}"), "{}"),
    (re.compile(r",[ \t]*(?:\.\.\.|…)(?=[ \t]*[})])"), ""),
    (re.compile(r"\A#!.*|^#:.*", re.MULTILINE), ""),  # a file-based program's directives
)


def csharp_faults(text: str) -> Iterator[Fault]:
    """What keeps a C# sample from compiling or from working, as far as its text tells."""
    tree = parse("csharp", text)
    if tree.has_error:
        tree_or_none, faults = _readable_tree(text)
        yield from faults
        if tree_or_none is None:
            has_sides = re.search(r"^[ \t]*#(?:if|else)\b", text, re.MULTILINE)  # the grammar reads both
            if not has_sides and not is_signature("csharp", text):
                yield from grammar_faults(tree, "C#")
            return
        if faults:
            return
        tree = tree_or_none
    yield from once([*_faults(tree)], typed_faults(tree))


def _faults(tree: Tree) -> Iterator[Fault]:
    """The faults of a tree that has no error."""
    nodes = tree.nodes
    yield from _order(tree)
    yield from form_faults(tree, nodes)
    yield from name_faults(tree, nodes)
    yield from statement_faults(tree, nodes)
    yield from task_faults(tree, nodes)
    yield from http_faults(tree, nodes)
    for node in nodes:
        if node.type == "binary_expression":
            yield from _status_compared(tree, node)
        elif node.type == "invocation_expression":
            yield from _content_type_header(tree, node)
            yield from _named_body(tree, node)
        elif node.type == "string_literal":
            yield from _escapes(tree, node)


def _readable_tree(text: str) -> tuple[Tree | None, list[Fault]]:
    """The tree once elisions are set aside, or once members stand in a class as they do in their file."""
    better, faults = readable("csharp", text, _ELISIONS)
    if better is not None:
        return Tree("csharp", better), faults
    for pattern, replacement in _ELISIONS:
        text = pattern.sub(replacement, text)
    match = re.match(r"(?:\s*(?:using [\w.=\s]+;|//[^\n]*))*", text)
    start = match.end() if match else 0
    wrapped = Tree("csharp", f"{text[:start]} class Sample {{ {text[start:]}\n}}")
    if not wrapped.has_error and re.search(r"\b(?:public|private|protected|internal|static)\b", text):
        return wrapped, []
    return None, []


def _order(tree: Tree) -> Iterator[Fault]:
    """Usings come first, then top-level statements, then types (C# specification, Compilation units)."""
    seen_type = seen_statement = False
    for child in tree.root.named_children:
        if child.type == "using_directive" and (seen_type or seen_statement):
            yield Fault(
                "WP101",
                "a using directive must stand before everything else (CS1529)",
                line(child),
                0,
                "Move it to the top of the file.",
            )
            return
        if child.type == "global_statement":
            is_function = (
                bool(child.named_children) and child.named_children[0].type == "local_function_statement"
            )
            if seen_type and not is_function:
                yield Fault(
                    "WP101",
                    "top-level statements must stand before the types of a file (CS8803)",
                    line(child),
                    0,
                    "Move the class to the end of the file.",
                )
                return
            seen_statement = seen_statement or not is_function
        elif child.type in (
            "class_declaration",
            "record_declaration",
            "struct_declaration",
            "interface_declaration",
        ):
            seen_type = True


def _status_compared(tree: Tree, node: "Node") -> Iterator[Fault]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or right.type not in ("integer_literal", "string_literal"):
        return
    operator = tree.data[left.end_byte : right.start_byte].strip()
    if (
        tree.source(left).endswith(".StatusCode")
        and operator in (b"==", b"!=", b">=", b"<", b">")
        and "(int)" not in tree.source(left)
    ):
        if right.type == "integer_literal" and tree.source(right) == "0":
            return
        yield Fault(
            "WP111",
            "StatusCode is an HttpStatusCode, which is not compared with a number (CS0019)",
            line(node),
            node.start_point[1],
            "Compare with HttpStatusCode.OK, or use IsSuccessStatusCode.",
        )


def _content_type_header(tree: Tree, node: "Node") -> Iterator[Fault]:
    """Content-Type belongs to the content; HttpClient throws when it is set on the request."""
    text = tree.source(node)
    match = re.match(
        r"([\w.]+?)(?:\.DefaultRequestHeaders|\.Headers)\.Add\(\s*\"Content-Type\"", text, re.IGNORECASE
    )
    if match is None or match[1].lower().endswith((".content", "content")):
        if match is None or re.search(
            rf"\b{match[1]}\s*=\s*new (?:Stream|ByteArray|ReadOnlyMemory)Content\b", tree.text
        ):
            return  # whose type nothing has said yet
        message = "the content has a Content-Type already; adding a second one throws FormatException"
    else:
        message = "Content-Type is no request header in .NET: this call throws InvalidOperationException"
    if re.search(r"WebClient|HttpWebRequest|WebRequest|RestRequest|UnityWebRequest", tree.text):
        return
    yield Fault(
        "WP111",
        message,
        line(node),
        node.start_point[1],
        'Give it to the content: new StringContent(text, Encoding.UTF8, "application/json").',
    )


_BODY_PARAMETER = re.compile(
    r"[\w.]+\.AddParameter\(\s*\"([^\"/]*)\"\s*,[\s\S]*\bParameterType\.RequestBody\s*\)$"
)


def _named_body(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``AddParameter("undefined", text, ParameterType.RequestBody)``: a body's name is its media type."""
    if match := _BODY_PARAMETER.match(tree.source(node)):
        message = f"RestSharp takes the name of a body for its media type, and {match[1] or 'this'} is none"
        fix = 'Write AddStringBody(text, "application/json").'
        yield Fault("WP206", message, line(node), node.start_point[1], fix)


def _escapes(tree: Tree, node: "Node") -> Iterator[Fault]:
    text = tree.source(node)
    for match in re.finditer(r"\\(.)", text):
        if match[1] not in "'\"\\0abefnrtuUvx\n{":
            yield Fault(
                "WP101",
                f"{match[0]} is no escape sequence in C# (CS1009)",
                line(node),
                node.start_point[1],
                'Write \\\\ for a backslash, or use a verbatim string @"…".',
            )
            return
