"""Go: the types of expressions, as far as a text tells them.

They are told by declarations, literals, and calls of the library or of functions of the file. The empty text
is a type that is not known.
"""

from typing import TYPE_CHECKING

from generator.auditing.rules.go.scopes import GoFile, Name
from generator.auditing.rules.typed.go_own import own_names, own_types
from generator.auditing.rules.typed.go_types import (
    BASIC,
    ERROR,
    NIL,
    Member,
    Types,
    default,
    library,
    normal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

LITERALS = {
    "interpreted_string_literal": "untyped_string", "raw_string_literal": "untyped_string",
    "int_literal": "untyped_int", "float_literal": "untyped_float", "rune_literal": "untyped_rune",
    "true": "untyped_bool", "false": "untyped_bool", "nil": NIL,
}  # fmt: skip
_LOGICAL = {"==", "!=", "<", ">", "<=", ">=", "&&", "||"}
_DEEPEST = (
    40  # expressions one in the other, or names one of the other; a longer chain is not followed further
)


class Values:
    """The values of one file."""

    def __init__(self, file: GoFile) -> None:
        """Notes the functions of the file."""
        self.file = file
        self.source = file.tree.source
        self._found: dict[int, tuple[str, ...]] = {}  # by the ids of the nodes
        self._depth = 0
        self._own = {
            self.source(name): function
            for function in file.functions
            if function.type == "function_declaration"
            and (name := function.child_by_field_name("name")) is not None
        }
        self.types = Types({})
        self._named = own_names(file)
        self.types = Types(own_types(self, self._named))

    def kind(self, node: "Node") -> str:
        """The one type of an expression; empty where it is not known."""
        found = self.kinds(node)
        return found[0] if len(found) == 1 else ""

    def kinds(self, node: "Node") -> tuple[str, ...]:
        """The types of what an expression gives: several for a call with several results."""
        if node.id not in self._found:
            if self._depth > _DEEPEST:
                return ("",)
            self._depth += 1
            self._found[node.id] = ("",)  # of what needs itself, nothing is known
            self._found[node.id] = self._kinds(node)
            self._depth -= 1
        return self._found[node.id]

    def _kinds(self, node: "Node") -> tuple[str, ...]:
        if node.type in LITERALS:
            return (LITERALS[node.type],)
        match node.type:
            case "identifier":
                return (self._of_name(node),)
            case "parenthesized_expression" if len(node.named_children) == 1:
                return self.kinds(node.named_children[0])
            case "composite_literal" | "type_conversion_expression":
                return (self.written(node.child_by_field_name("type")),)
            case "call_expression":
                return self._given_by(node)
            case "selector_expression":
                found = self.called(node)
                return found.results if found is not None and found.parameters is None else ("",)
            case "unary_expression":
                return (self._unary(node),)
            case "binary_expression":
                return (self._joined(node),)
            case "index_expression":
                operand = node.child_by_field_name("operand")
                under = self.types.underlying(self.kind(operand)) if operand is not None else ""
                item = under.removeprefix("[]") if under.startswith("[]") else under.partition("]")[2]
                return (item if under.startswith(("[]", "map[")) else "",)
            case _:
                return ("",)

    def _joined(self, node: "Node") -> str:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = self.source(node.children[1]) if len(node.children) > 2 else ""
        if operator in _LOGICAL:
            return "untyped_bool"
        if left is None or right is None or operator in ("<<", ">>"):
            return ""
        one, other = (*self.kinds(left),)[0], (*self.kinds(right),)[0]
        return (other if one.startswith("untyped_") else one) if one and other else ""

    def _unary(self, node: "Node") -> str:
        operand = node.child_by_field_name("operand")
        kinds = self.kinds(operand) if operand is not None else ("",)
        kind, operator = kinds[0] if len(kinds) == 1 else "", self.source(node)[0]
        if operator == "&":
            return f"*{kind}" if kind and not kind.startswith("untyped_") else ""
        if operator == "*":
            return kind[1:] if kind.startswith("*") else ""
        return kind if operator in "-+!" else ""

    def _given_by(self, node: "Node") -> tuple[str, ...]:
        callee, given = node.child_by_field_name("function"), self.given(node) or []
        if callee is None:
            return ("",)
        name = self.source(callee)
        if callee.type == "identifier" and self.file.declared(callee) is None and name not in self._own:
            if name in ("len", "cap"):
                return ("int",)
            if name in ("make", "append") and given:
                return (self.written(given[0]),) if name == "make" else self.kinds(given[0])
            return (normal(name),) if normal(name) in BASIC else ("",)
        found = self.called(callee)
        if found is not None:
            return found.results if found.parameters is not None else ("",)
        kind = self.written(callee)
        return (kind if self.types.underlying(kind) else "",)

    def called(self, node: "Node") -> Member | None:
        """The function or value that a name, or a member, stands for."""
        if node.type == "identifier":
            own = self._own.get(self.source(node)) if self.file.declared(node) is not None else None
            declared = self.file.declared(node)
            if own is None or declared is None or declared.kind != "package":
                return None
            return Member(self.parameters(own), self.results(own))
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        if node.type != "selector_expression" or operand is None or field is None:
            return None
        path = self._path(operand)
        if path:
            return library().packages[path].get(self.source(field))
        owner = self.types.all.get(self.kind(operand).removeprefix("*"))
        return owner.members.get(self.source(field)) if owner is not None else None

    def _path(self, node: "Node") -> str:
        """The package of the table that a name stands for; without any imports, by the name alone."""
        if node.type not in ("identifier", "package_identifier") or self.file.declared(node) is not None:
            return ""
        name = self.source(node)
        item = self.file.imported(name)
        path = item.path if item is not None else "" if self.file.imports else library().paths.get(name, "")
        return path if path in library().packages else ""

    def _of_name(self, node: "Node") -> str:
        name = self.file.declared(node)
        return self._of_declared(name) if name is not None else ""

    def _of_declared(self, name: Name) -> str:
        parent = name.node.parent
        while parent is not None and parent.type == "expression_list":
            parent = parent.parent
        if parent is None or parent.type in ("receive_statement", "type_switch_statement"):
            return ""
        if parent.type == "range_clause":
            return self._of_range(name, parent)
        kind = parent.child_by_field_name("type")
        if kind is not None and parent.type in ("var_spec", "const_spec", "parameter_declaration"):
            return self.written(kind)
        if kind is not None and parent.type == "variadic_parameter_declaration":
            return f"[]{self.written(kind)}" if self.written(kind) else ""
        if name.value is None or name.value == parent or name.kind in ("parameter", "type"):
            return ""
        kinds = self.kinds(name.value)
        right = name.value.parent
        at = (
            0
            if right is not None and right.type == "expression_list" and len(right.named_children) > 1
            else name.index
        )
        found = kinds[at] if at < len(kinds) else ""
        return found if name.kind == "constant" or parent.type == "const_spec" else default(found)

    def _of_range(self, name: Name, clause: "Node") -> str:
        """The key, or the element, of what is ranged over."""
        left, right = clause.child_by_field_name("left"), clause.child_by_field_name("right")
        under = self.types.underlying(self.kind(right)) if right is not None else ""
        is_first = left is not None and left.named_children and left.named_children[0] == name.node
        if under.startswith("[]"):
            return "int" if is_first else under[2:]
        if under.startswith("map["):
            key, _, item = under[4:].partition("]")
            return key if is_first else item
        return ""

    def written(self, node: "Node | None") -> str:
        """The type that a text names; empty for one of the file, or one that the table does not have."""
        if node is None:
            return ""
        match node.type:
            case "type_identifier" | "identifier":
                name = normal(self.source(node))
                is_own = any(each.kind == "type" for each in self.file.names.get(self.source(node), ()))
                if is_own:
                    return name if name in self._named else ""
                return name if name in (*BASIC, "any", ERROR) else ""
            case "qualified_type" | "selector_expression":
                path = self._path(node.named_children[0])
                kind = f"{path.rpartition('/')[2]}.{self.source(node.named_children[-1])}" if path else ""
                return kind if kind in self.types.all else ""
            case "pointer_type" | "slice_type":
                inner = self.written(node.named_children[0])
                return ("*" if node.type == "pointer_type" else "[]") + inner if inner else ""
            case "map_type":
                key, value = (self.written(each) for each in node.named_children[:2])
                return f"map[{key}]{value}" if key and value else ""
            case "interface_type" if not node.named_children:
                return "any"
            case _:
                return ""

    def parameters(self, function: "Node") -> tuple[str, ...]:
        """The types that a function of the file takes."""
        found: list[str] = []
        listed = function.child_by_field_name("parameters")
        for each in listed.named_children if listed is not None else ():
            if each.type not in ("parameter_declaration", "variadic_parameter_declaration"):
                continue
            kind = self.written(each.child_by_field_name("type"))
            mark = "..." if each.type == "variadic_parameter_declaration" else ""
            found += [mark + kind] * max(1, len(each.children_by_field_name("name")))
        return tuple(found)

    def results(self, function: "Node") -> tuple[str, ...]:
        """The types that a function of the file gives."""
        result = function.child_by_field_name("result")
        if result is None:
            return ()
        if result.type != "parameter_list":
            return (self.written(result),)
        found: list[str] = []
        for each in result.named_children:
            kind = self.written(each.child_by_field_name("type"))
            found += [kind] * max(1, len(each.children_by_field_name("name")))
        return tuple(found)

    def given(self, node: "Node") -> "Sequence[Node] | None":
        """The arguments of a call; None where they cannot be told by their places."""
        listed = node.child_by_field_name("arguments")
        if listed is None or listed.has_error:
            return None
        if any(each.type in ("variadic_argument", "comment") for each in listed.named_children):
            return None
        return listed.named_children
