"""C# members and types of the classes that HTTP samples use: slips of the pen, and a missing ``new``."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.library import library
from generator.auditing.rules.csharp.scopes import TYPES
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import Tree, line
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

_CONSOLE = (
    "WriteLine Write ReadLine Read ReadKey Error Out In OutputEncoding InputEncoding ForegroundColor "
    "ResetColor Clear Title CancelKeyPress BackgroundColor SetOut SetError OpenStandardOutput "
    "KeyAvailable OpenStandardInput IsOutputRedirected CursorVisible SetCursorPosition WindowWidth "
    "BufferWidth Beep CursorLeft CursorTop WindowHeight TreatControlCAsInput IsInputRedirected "
    "OpenStandardError IsErrorRedirected SetIn"
)
_RESPONSE = (
    "StatusCode IsSuccessStatusCode Content EnsureSuccessStatusCode Headers ReasonPhrase "
    "RequestMessage Version TrailingHeaders Dispose ToString Equals GetType GetHashCode"
)
_CLASSES = (
    "HttpClient HttpClientHandler HttpRequestMessage HttpResponseMessage HttpMethod StringContent "
    "FormUrlEncodedContent MultipartFormDataContent ByteArrayContent StreamContent KeyValuePair "
    "Dictionary List Uri Convert Console Encoding AuthenticationHeaderValue MediaTypeHeaderValue "
    "JsonSerializer JsonDocument MediaTypeWithQualityHeaderValue Environment TimeSpan DateTime "
    "CancellationTokenSource StreamReader StreamWriter StringBuilder Exception HttpRequestException"
)
_STATIC = ["Convert", "Console", "Environment", "JsonSerializer"]
_TYPED = ("variable_declaration", "parameter", "declaration_expression")
_KEYWORD_TYPES = {
    "dynamic",
    "var",
    "string",
    "int",
    "bool",
    "double",
    "object",
    "decimal",
    "byte",
    "nint",
    "nuint",
}


def member_faults(tree: Tree, nodes: "Sequence[Node]", declared: frozenset[str]) -> Iterator[Fault]:
    """Names that nearly are those of the library; a library of the reader's own is not judged."""
    responses = set(
        re.findall(
            r"\b(?:var|HttpResponseMessage)\s+(\w+)\s*=\s*await\s+\w+\."
            r"(?:(?:Get|Delete|Send)|(?:Post|Put|Patch)(?:AsJson)?)Async\(",
            tree.text,
        )
    )
    responses |= set(_BLOCKING.findall(tree.text))
    own = _own_types(tree, nodes)
    for node in nodes:
        if node.type == "member_access_expression":
            yield from _member(tree, node, responses, declared)
        elif node.type == "invocation_expression":
            yield from _without_new(tree, node, declared, own)
        elif node.type == "object_creation_expression":
            yield from _type(tree, node, declared)
        elif node.type in _TYPED:
            yield from _declared_type(tree, node, declared)
        elif node.type == "foreach_statement" and re.match(r"foreach\s*\(\s*\w+\s+in\b", tree.source(node)):
            yield Fault(
                "WP101",
                "foreach wants a type before its variable (CS0230)",
                line(node),
                node.start_point[1],
                "Write foreach (var item in …).",
            )
        elif node.type == "foreach_statement":
            yield from _declared_type(tree, node, declared)


def _own_types(tree: Tree, nodes: "Sequence[Node]") -> frozenset[str]:
    """The types that the text declares, less those whose name is that of a method or a delegate, too."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for node in nodes:
        name = node.child_by_field_name("name")
        if name is not None and node.type in (
            *TYPES,
            "method_declaration",
            "local_function_statement",
            "delegate_declaration",
            "property_declaration",
            "variable_declarator",
            "parameter",
        ):
            names[node.type in TYPES].add(tree.source(name))
    return frozenset(names[True] - names[False])


# ``client.GetAsync(url).Result`` is the response itself.
_BLOCKING = re.compile(
    r"\b(?:var|HttpResponseMessage)\s+(\w+)\s*=\s*\w+\.(?:Get|Post|Put|Patch|Delete|Send)Async\([^;]*\)"
    r"\.(?:Result|GetAwaiter\(\)\.GetResult\(\));"
)
_OF_RESTSHARP, _OF_DOTNET = re.compile("RestClient"), re.compile("HttpClient")


def _member(tree: Tree, node: "Node", responses: set[str], declared: frozenset[str]) -> Iterator[Fault]:
    owner, member = node.child_by_field_name("expression"), node.child_by_field_name("name")
    if owner is None or member is None or owner.type != "identifier" or member.type != "identifier":
        return
    name, text = tree.source(member), tree.source(owner)
    is_response = text in responses and not says(tree.text, _OF_RESTSHARP) and says(tree.text, _OF_DOTNET)
    if text not in declared and text != "Console":
        yield from _slip(owner, text, 0.88)
    known = (_CONSOLE if text == "Console" else _RESPONSE if is_response else "").split()
    meant = near(name, known, 0.72) if known and name not in known else ""
    if meant:
        yield Fault(
            "WP111", f"{text} has no {name}", line(member), member.start_point[1], f"Did you mean {meant}?"
        )
    elif is_response and name not in known and not _is_called(node):  # what is called may be an extension
        message = f"an HttpResponseMessage has no {name} (CS1061)"
        fix = "Its body is in Content: await Content.ReadAsStringAsync()."
        yield Fault("WP111", message, line(member), member.start_point[1], fix)


def _is_called(node: "Node") -> bool:
    call = node.parent
    return call is not None and call.type in ("invocation_expression", "generic_name")


def _without_new(tree: Tree, node: "Node", declared: frozenset[str], own: frozenset[str]) -> Iterator[Fault]:
    callee = node.child_by_field_name("function")
    name = tree.source(callee) if callee is not None and callee.type == "identifier" else ""
    is_known = (name in _CLASSES.split() or name in library()) and name not in declared | {"namespaces"}
    if is_known or name in own:
        yield Fault(
            "WP111",
            f"{name} is a type, and is called like a method (CS1955)",
            line(node),
            node.start_point[1],
            f"Write new {name}(…).",
        )


def _type(tree: Tree, node: "Node", declared: frozenset[str]) -> Iterator[Fault]:
    kind = node.child_by_field_name("type")
    name = tree.source(kind).partition("<")[0] if kind is not None else ""
    if kind is not None and name not in declared and name.isidentifier():
        yield from _slip(kind, name, 0.93)
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if name == "StringContent" and len(given) == 2 and given[1].named_children[-1:]:
        second = given[1].named_children[-1]
        if second.type == "string_literal":
            yield Fault(
                "WP111",
                "StringContent takes an encoding before the media type (CS1503)",
                line(second),
                second.start_point[1],
                "Write new StringContent(text, Encoding.UTF8, mediaType).",
            )


def _slip(node: "Node", name: str, likeness: float) -> Iterator[Fault]:
    # A name that begins in small letters is a variable's, unless what it stands for has no objects.
    known = _STATIC if name[:1].islower() else _CLASSES.split()
    alike = [] if name in known else [each for each in known if is_slip(name, each, likeness)]
    if alike and abs(len(alike[0]) - len(name)) < 2:
        yield Fault(
            "WP102", f"there is no type {name}", line(node), node.start_point[1], f"Did you mean {alike[0]}?"
        )


def _declared_type(tree: Tree, node: "Node", declared: frozenset[str]) -> Iterator[Fault]:
    """``vaar x = 1``: nearly a keyword."""
    kind = node.child_by_field_name("type")
    name = tree.source(kind) if kind is not None and kind.type == "identifier" else ""
    meant = near(name, _KEYWORD_TYPES, 0.8) if name.islower() else ""
    if kind is not None and meant and name not in declared | _KEYWORD_TYPES:
        yield Fault("WP102", f"there is no type {name}", line(kind), kind.start_point[1], f"Write {meant}.")
