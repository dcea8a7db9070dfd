"""C#: HttpClient, its messages, contents and headers, and System.Text.Json (C# standard §12.6.4)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.library import library
from generator.auditing.rules.typed.checker import NUMBER, OBJECT, TEXT, Checker, Declared, Expression
from generator.auditing.rules.typed.library import Type, types
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

_USING = re.compile(r"^[ \t]*(?:global[ \t]+)?using[ \t]+(?:static[ \t]+)?([\w.]+)[ \t]*;", re.MULTILINE)
_OTHERS = re.compile(r"\b(?:RestClient|RestRequest|UnityWebRequest|HttpContext)\b")
_OWN = re.compile(r"\b(?:class|interface|record|struct|enum)\s+(\w+)")
_ADDING = re.compile(r"\(\s*this\s")  # a method that the text itself adds to a type
_TEXTS = ("string_literal", "interpolated_string_expression", "verbatim_string_literal", "raw_string_literal")
_TYPED = ("parameter", "declaration_expression", "property_declaration", "catch_declaration")
_VALUES = {"int", "long", "bool", "byte", "char", "double", "decimal", "float"}
_CERTAIN = {"string", "byte[]", "IEnumerable", "ReadOnlySpan", "ReadOnlyMemory", "ReadOnlySequence"}
_NO_TEXTS = {  # types outside of the table that neither a text nor a number converts to
    *("byte[]", "CancellationToken", "HttpCompletionOption", "HttpMessageHandler", "JsonSerializerOptions"),
    *("JsonDocumentOptions", "Version", "Guid", "DateTime", "DateTimeOffset", "HttpMessageInvoker"),
    *("MediaTypeFormatter", "TransportContext", "JsonTypeInfo", "JsonSerializerContext", "CultureInfo"),
    *("IFormatProvider", "StringComparison", "Base64FormattingOptions", "IDisposable"),
}
_CONVERTED = {"JsonNode", "Encoding", "DateTimeOffset"}  # what much else converts to, or derives from


def typed_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of a text that the grammar read; other clients have types of the same names."""
    usings = _USING.findall(tree.text)
    is_closed = (
        bool(usings)
        and all(each.split(".")[0] == "System" for each in usings)
        and not _ADDING.search(tree.text)
    )
    if not ("Http" in tree.text or is_closed) or _OTHERS.search(tree.text) or "Windows.Web.Http" in usings:
        return
    own = set(_OWN.findall(tree.text))
    known = types("csharp")
    checker = _CSharp(tree, known, known.keys() - own)
    checker.is_closed = is_closed
    yield from checker.faults()
    yield from checker.assigned()


class _CSharp(Checker):
    is_closed = False

    def may_have(self, owner: Type, method: str) -> bool:
        """Whether LINQ adds a method to what can be enumerated, or another namespace may."""
        is_of_linq = method in library()["Enumerable"] and "IEnumerable" in owner.inherits
        return is_of_linq or not self.is_closed

    def expression(self, node: "Node") -> Expression:
        field = node.child_by_field_name
        match node.type:
            case "invocation_expression":
                callee = field("function")
                if callee is None or callee.type != "member_access_expression":
                    return Expression()
                name = callee.child_by_field_name("name")
                owner = callee.child_by_field_name("expression")
                return Expression("call", owner, self._name(name), name, self._given_to(node))
            case "member_access_expression":
                parent = node.parent
                if parent is not None and parent.type == "invocation_expression":
                    return Expression()
                name = field("name")
                return Expression("field", field("expression"), self._name(name), name)
            case "object_creation_expression":
                kind = field("type")
                given = self._given_to(node) if field("arguments") is not None else []
                return Expression("new", None, self._name(kind), kind, given)
            case "cast_expression":
                return Expression("cast", None, re.sub(r"[\s?]", "", self._source(field("type"))))
            case "await_expression" if node.named_children:
                return Expression("await", node.named_children[0])
            case "identifier":
                return Expression("name", None, self.tree.source(node), node)
            case "integer_literal":
                return Expression("number")
            case "anonymous_object_creation_expression":
                return Expression("object")
            case "parenthesized_expression" if len(node.named_children) == 1:
                return self.expression(node.named_children[0])
            case kind:
                return Expression("text" if kind in _TEXTS else "")

    def _name(self, node: "Node | None") -> str:
        return self.tree.source(node).partition("<")[0] if node is not None else ""

    def _given_to(self, node: "Node") -> "list[Node] | None":
        """The arguments; None where one is given by its name, or comes back by it."""
        given = node.child_by_field_name("arguments")
        each = given.named_children if given is not None else []
        if any(child.type != "argument" or len(child.children) != 1 for child in each):
            return None
        return [child.children[0] for child in each]  # ``this`` and ``null`` are nodes without a name

    def declared(self, node: "Node") -> Iterator[Declared]:
        kind = node.child_by_field_name("type")
        text = re.sub(r"[\s?]", "", self.tree.source(kind)) if kind is not None else ""
        text = "" if text in ("var", "dynamic") else text
        if node.type == "variable_declaration":
            for each in node.named_children:
                name = each.child_by_field_name("name") if each.type == "variable_declarator" else None
                if name is not None:
                    value = each.named_children[-1] if len(each.named_children) > 1 else None
                    yield Declared(self.tree.source(name), text, value, each)
        elif node.type in _TYPED:
            name = node.child_by_field_name("name")
            if name is not None:
                yield Declared(self.tree.source(name), text, None, node)
        elif node.type == "foreach_statement":
            left = node.child_by_field_name("left")
            if left is not None:
                yield Declared(self.tree.source(left), text, None, node)
        elif node.type == "implicit_parameter":
            yield Declared(self.tree.source(node), "", None, node)

    def assigned(self) -> Iterator[Fault]:
        """``request.Method = "POST"``, also between the braces of new: of another type (CS0029)."""
        for node in self.tree.nodes:
            if node.type != "assignment_expression":
                continue
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            is_plain = any(child.type == "=" for child in node.children)
            if left is None or right is None or not is_plain:
                continue
            wanted, kind = self._target(left), self.kind(right)
            if wanted and not self.takes(wanted, kind):
                name = self.tree.source(left)
                message = f"{name} is of the type {wanted}, and this is {self.title(kind)} (CS0029)"
                fix = f"Make {wanted} of it."
                yield Fault("WP111", message, line(right), right.start_point[1], fix)

    def _target(self, left: "Node") -> str:
        """The type of a property that is assigned."""
        if left.type == "member_access_expression":
            return self.kind(left)
        made = ancestor(left, "object_creation_expression", "statement", "block")
        if left.type != "identifier" or made is None or not _is_initialised(made, left):
            return ""
        owner = self.known.get(self._name(made.child_by_field_name("type")))
        members = owner.members.get(self.tree.source(left), ()) if owner is not None else ()
        return members[0].result if members and members[0].parameters is None else ""

    def takes(self, wanted: str, kind: str) -> bool:
        wanted, kind = wanted.partition("<")[0], kind.partition("<")[0]
        if not kind or wanted in ("?", "object", "dynamic", "T") or wanted == kind or wanted in _CONVERTED:
            return True
        if kind in (TEXT, "string"):
            is_other = wanted in self.known or wanted in _VALUES or wanted in _NO_TEXTS
            return not is_other or wanted == "string"
        if kind == NUMBER or kind in _VALUES:
            is_other = wanted in self.known or wanted in _NO_TEXTS
            return wanted != "string" and (not is_other or wanted == "JsonElement")
        is_certain = wanted in self.known or wanted in _VALUES or wanted in _CERTAIN
        if kind == OBJECT:
            return not is_certain
        return kind not in self.known or not is_certain or wanted in self.known[kind].inherits

    def title(self, kind: str) -> str:
        """A type in a message."""
        named = {TEXT: "a string", NUMBER: "a number", OBJECT: "an anonymous object"}
        return named.get(kind, f"a value of type {kind}")


def _is_initialised(made: "Node", left: "Node") -> bool:
    """Whether a name is that of a member between the braces of this very creation."""
    initializer = made.child_by_field_name("initializer")
    assignment = left.parent
    return initializer is not None and assignment is not None and assignment.parent == initializer
