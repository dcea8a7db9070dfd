"""JavaScript: what fetch, node:http, and the objects for addresses, forms and headers have.

A member that is not there is undefined; to call it is a TypeError.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.rules.typed.checker import NUMBER, TEXT, Checker, Declared, Expression
from generator.auditing.rules.typed.library import Type, types
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, callee_of, line

if TYPE_CHECKING:
    from tree_sitter import Node

_OF_NODE = re.compile(r"['\"](?:node:)?https?['\"]")
_NODE_HTTP = re.compile(r"https?\.(?:request|get)")
_FUNCTIONS = ("arrow_function", "function_expression", "function")
_MAPS = ("Headers", "URLSearchParams", "FormData")
_BODIES = ("json", "text", "blob", "arrayBuffer", "formData", "bytes")
# Where a call may stand that is not made each time.
_BLOCKS = (
    *("statement_block", "program", "ternary_expression", "binary_expression", "if_statement", "switch_case"),
    *("arrow_function", "catch_clause", "return_statement", "throw_statement"),
)
_NAMES = ("identifier", "shorthand_property_identifier_pattern")
_PATTERNS = ("object_pattern", "array_pattern", "formal_parameters", "import_clause")
_SAME = re.compile(r"['\"](?:node:)?(?:url|https?|node-fetch|undici|cross-fetch|isomorphic-fetch)['\"]")


def typed_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of a text that the grammar read."""
    known = types("javascript")
    yield from _JavaScript(tree, known, known).faults()


class _JavaScript(Checker):
    promise = "Promise"
    has_statics = False

    def expression(self, node: "Node") -> Expression:
        field = node.child_by_field_name
        match node.type:
            case "call_expression":
                callee = callee_of(node)
                if callee is None:
                    return Expression()
                if callee.type != "member_expression":
                    return Expression("call", None, self.tree.source(callee), callee)
                name = callee.child_by_field_name("property")
                owner = callee.child_by_field_name("object")
                return Expression("call", owner, self._source(name), name, self._given_to(node))
            case "member_expression":
                parent = node.parent
                is_callee = (
                    parent is not None and parent.type == "call_expression" and callee_of(parent) == node
                )
                is_assigned = parent is not None and parent.child_by_field_name("left") == node
                name = field("property")
                if is_callee or is_assigned:
                    return Expression()
                return Expression("field", field("object"), self._source(name), name)
            case "new_expression":
                kind = field("constructor")
                return Expression("new", None, self._source(kind), kind)
            case "await_expression" if node.named_children:
                return Expression("await", node.named_children[0])
            case "identifier":
                return Expression("name", None, self.tree.source(node), node)
            case "parenthesized_expression" if len(node.named_children) == 1:
                return self.expression(node.named_children[0])
            case _:
                return Expression()

    def kind(self, node: "Node | None", depth: int = 0) -> str:
        """The type of a value; that of what fetch and node:http give is told here."""
        if node is not None and node.type == "call_expression":
            name = self._source(callee_of(node))
            if name == "fetch" and self.is_meant("fetch"):
                return "Promise<Response>"
            if _NODE_HTTP.fullmatch(name) and self._is_of_node(name.partition(".")[0]):
                return "ClientRequest"
        return super().kind(node, depth)

    def _is_of_node(self, name: str) -> bool:
        """Whether nothing in the sample makes another thing of ``http``, as a parameter of that name does."""
        return all(_OF_NODE.search(self.tree.source(each.node)) for each in self.declarations(name))

    def is_meant(self, name: str) -> bool:
        """Whether a name is the platform's own, or comes from a package that is like it."""
        return (name in self.known or name == "fetch") and all(
            _SAME.search(self.tree.source(each.node)) for each in self.declarations(name)
        )

    def declared(self, node: "Node") -> Iterator[Declared]:
        match node.type:
            case "variable_declarator" | "assignment_expression":
                name = node.child_by_field_name("name") or node.child_by_field_name("left")
                value = node.child_by_field_name("value") or node.child_by_field_name("right")
                if name is not None and name.type == "identifier":
                    yield Declared(self.tree.source(name), "", value, node)
            case "arrow_function" | "function_expression" | "function":
                yield from self._of_callback(node)
            case "catch_clause" | "for_in_statement":
                name = node.child_by_field_name("parameter") or node.child_by_field_name("left")
                if name is not None and name.type == "identifier":
                    yield Declared(self.tree.source(name), "", None, node)
            case "import_specifier" | "import_statement" | "namespace_import":
                name = node.child_by_field_name("alias") or node.child_by_field_name("name")
                if name is not None:
                    yield Declared(self.tree.source(name), "", None, node)
            case "function_declaration" | "class_declaration":
                yield Declared(self._source(node.child_by_field_name("name")), "", None, node)
            case kind if kind in _PATTERNS and not self._is_of_callback(node):
                for each in node.named_children:
                    inner = each.child_by_field_name("pattern") or each.child_by_field_name("value") or each
                    if inner.type in _NAMES:
                        yield Declared(self.tree.source(inner), "", None, node)

    def _callback(self, function: "Node") -> "Node | None":
        """The parameter of a function that node:http calls with the response."""
        call = function.parent.parent if function.parent is not None else None
        if (
            call is None
            or call.type != "call_expression"
            or not _NODE_HTTP.fullmatch(self._source(callee_of(call)))
        ):
            return None
        several = function.child_by_field_name("parameters")
        first = several.named_children[0] if several is not None and several.named_children else None
        return function.child_by_field_name("parameter") or first

    def _is_of_callback(self, node: "Node") -> bool:
        function = node.parent
        return function is not None and function.type in _FUNCTIONS and self._callback(function) is not None

    def _of_callback(self, node: "Node") -> Iterator[Declared]:
        response, alone = self._callback(node), node.child_by_field_name("parameter")
        if response is not None and response.type == "identifier":
            yield Declared(self.tree.source(response), "IncomingMessage", None, node)
        elif alone is not None:
            yield Declared(self.tree.source(alone), "", None, node)

    def may_have(self, _: Type, __: str) -> bool:
        """Nothing adds methods to a type of the library."""
        return False

    def takes(self, _: str, __: str) -> bool:
        """The tables have no types of parameters."""
        return True

    def title(self, kind: str) -> str:
        """A type in a message."""
        return {TEXT: "a string", NUMBER: "a number"}.get(kind, kind)

    def faults(self) -> Iterator[Fault]:
        """The faults; what nobody calls is but undefined."""
        for node in self.tree.nodes:
            if node.type == "subscript_expression":
                yield from self._subscripted(node)
            elif node.type == "call_expression":
                yield from self._third_of_fetch(node)
        yield from self._read_twice()
        rows = self.tree.data.split(b"\n")
        for fault in super().faults():
            called = rows[fault.line][fault.column or 0 :].decode("utf-8", "replace")
            is_called = re.match(r"\w+\s*(?:<[^()]*>)?\(", called) is not None
            yield fault if is_called else replace(fault, severity="warning")

    def _subscripted(self, node: "Node") -> Iterator[Fault]:
        """``response.headers["x-page"]``: undefined, since headers and parameters are asked for by get."""
        index = node.child_by_field_name("index")
        kind = self.kind(node.child_by_field_name("object"))
        if (
            index is not None
            and index.type == "string"
            and kind in ("Headers", "URLSearchParams", "FormData")
        ):
            message = f"{kind} has no member {self.tree.source(index)}: this is undefined"
            fix = f"Write .get({self.tree.source(index)})."
            yield Fault("WP111", message, line(node), node.start_point[1], fix, "warning")

    def _third_of_fetch(self, node: "Node") -> Iterator[Fault]:
        """``fetch(url, body, {…})``: it takes an address and options, and no more (Fetch Standard §5.6)."""
        given = self._given_to(node)
        if self._source(callee_of(node)) == "fetch" and given and len(given) > 2 and self.is_meant("fetch"):
            message = "fetch takes an address and options: its third argument is never read"
            fix = "Put method, headers and body into one object."
            yield Fault("WP111", message, line(given[2]), given[2].start_point[1], fix)

    def _read_twice(self) -> Iterator[Fault]:
        """``await r.text()`` and then ``await r.json()``: the body is gone (Fetch Standard §5.2)."""
        read: dict[tuple[str, int], str] = {}
        for node in self.tree.nodes:
            found = self.expression(node) if node.type == "call_expression" else Expression()
            if found.name not in _BODIES or found.owner is None or found.owner.type != "identifier":
                continue
            name, around = self.tree.source(found.owner), ancestor(node, *_BLOCKS)
            if around is None or around.type not in ("statement_block", "program"):
                continue  # it may be either this one or the other
            if len(self.declarations(name)) != 1 or self.kind(found.owner) != "Response":
                continue
            before = read.setdefault((name, around.id), "")
            read[name, around.id] = self.tree.source(node)
            if before:
                message = f"{before} has read the body already: this rejects with a TypeError"
                fix = f"Read it once, or from {name}.clone()."
                yield Fault("WP111", message, line(node), node.start_point[1], fix)
