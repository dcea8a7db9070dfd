"""Go: values of the standard library's types where another type is due, members that they do not have.

What is not known by `Values` is not judged. https://go.dev/ref/spec#Assignability
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.go.scopes import GoFile
from generator.auditing.rules.typed.go_types import BASIC, ERROR, NIL, default
from generator.auditing.rules.typed.go_values import LITERALS, Values
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import ancestor, fault_on
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

_COMPARISONS = ("==", "!=")
# How many arguments a function of the language takes, and what it gives.
_BUILTIN = {"len": (1, 1), "cap": (1, 1), "close": (1, 1), "panic": (1, 1), "delete": (2, 2), "copy": (2, 2),
            "new": (1, 1), "make": (1, 3)}  # fmt: skip
_NO_STATEMENT = {"len", "cap", "append", "make", "new", *BASIC}
_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")


def typed_faults(file: GoFile) -> Iterator[Fault]:
    """What the compiler refuses, in the order of the text."""
    if any(item.name == "." for item in file.imports):
        return
    yield from _Go(file).faults()


class _Go(Values):
    def faults(self) -> Iterator[Fault]:
        """The faults, in the order of the text."""
        for node in self.file.tree.nodes:
            match node.type:
                case "call_expression":
                    yield from self._call(node)
                case "selector_expression":
                    yield from self._selector(node)
                case "binary_expression":
                    yield from self._binary(node)
                case "expression_statement" if self.file.package:
                    yield from self._statement(node)
                case "unary_expression":
                    yield from self._address(node)
                case "composite_literal":
                    yield from self._composite(node)
                case "return_statement":
                    yield from self._return(node)
                case "short_var_declaration":
                    yield from self._taken(node)
                case "var_spec":
                    yield from self._declared(node)
                case _:
                    pass

    def _selector(self, node: "Node") -> Iterator[Fault]:
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        kind = self.kind(operand) if operand is not None else ""
        members = self.types.members_of(kind)
        if field is not None and kind.startswith(("[]", "map[")):
            message = f"{_title(kind)} has no {self.source(field)}"
            yield fault_on(field, message, "Take one of its elements first.")
        if field is None or members is None:
            return
        name = self.source(field)
        if name not in members:
            meant = near(name, sorted(members), 0.6)
            fix = f"Did you mean {meant}?" if meant else f"See the documentation of {kind.lstrip('*')}."
            yield fault_on(field, f"{kind.lstrip('*')} has no {name}", fix)

    def _call(self, node: "Node") -> Iterator[Fault]:
        callee, given = node.child_by_field_name("function"), self.given(node)
        if callee is None or given is None:
            return
        name = self.source(callee)
        if callee.type == "identifier" and self.file.declared(callee) is None:
            least, most = _BUILTIN.get(name, (1, 1) if name in BASIC else (0, len(given)))
            if not least <= len(given) <= most:
                yield fault_on(
                    node, f"{name} takes {_number(least, most)}, not {len(given)}", "Pass what it takes."
                )
            return
        called = self.called(callee)
        if called is None or called.parameters is None:
            return
        parameters = called.parameters
        is_open = bool(parameters) and parameters[-1].startswith("...")
        is_call = len(given) == 1 and given[0].type == "call_expression"
        is_spread = is_call and (len(self.kinds(given[0])) != 1 or not self.kind(given[0]))
        least = len(parameters) - is_open
        if not is_spread and (len(given) < least or (len(given) > least and not is_open)):
            if self.file.is_chain(node) and len(called.results) > 1:
                return  # of a package of its own that builds requests
            yield fault_on(
                node, f"{name} takes {_number(least, least)}, not {len(given)}", "Pass what it takes."
            )
        elif not is_spread:
            for place, each in enumerate(given):
                wanted = parameters[min(place, len(parameters) - 1)].removeprefix("...")
                yield from self._put(each, wanted, f"{name} takes {_title(wanted)} here")

    def _put(self, node: "Node", wanted: str, message: str) -> Iterator[Fault]:
        kind = self.kind(node)
        if not self.types.takes(wanted, kind):
            yield fault_on(node, f"{message}, and this is {_title(kind)}", f"Make {_title(wanted)} of it.")

    def _binary(self, node: "Node") -> Iterator[Fault]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = self.source(node.children[1]) if len(node.children) > 2 else ""
        if left is None or right is None:
            return
        one, other = self.kind(left), self.kind(right)
        if operator in _COMPARISONS and not self.types.alike(one, other):
            message = f"{_title(one)} is not compared with {_title(other)}"
            yield fault_on(
                node, message, "Compare it with nil." if ERROR in (one, other) else "Compare what is alike."
            )
        elif operator == "+" and not self.types.alike(one, other):
            yield fault_on(
                node, f"+ does not join {_title(one)} and {_title(other)}", "Use fmt.Sprintf, or convert one."
            )
        elif operator == "+" and NIL not in (one, other):
            for kind in (one, other):
                if (
                    kind and self.types.underlying(default(kind)) in ("bool", "interface", "struct")
                ) or kind.startswith("*"):
                    yield fault_on(node, f"+ does not add {_title(kind)}", "Use fmt.Sprintf.")
                    return

    def _statement(self, node: "Node") -> Iterator[Fault]:
        inner = node.named_children[0] if node.named_children else None
        if inner is None or inner.has_error:
            return
        callee = inner.child_by_field_name("function") if inner.type == "call_expression" else None
        is_conversion = (
            callee is not None
            and callee.type == "identifier"
            and (self.source(callee) in _NO_STATEMENT and self.file.declared(callee) is None)
        )
        is_value = inner.type in ("identifier", "selector_expression", "composite_literal", *LITERALS)
        if is_conversion or is_value:
            yield fault_on(inner, f"nothing uses {self.source(inner)[:40]}", "Pass it on, or remove it.")

    def _address(self, node: "Node") -> Iterator[Fault]:
        operand = node.child_by_field_name("operand")
        if (
            operand is not None
            and self.source(node).startswith("&")
            and operand.type in (*LITERALS, "call_expression")
        ):
            message = f"{self.source(operand)[:40]} has no address"
            yield fault_on(node, message, "Keep it in a variable, whose address there is.")

    def _composite(self, node: "Node") -> Iterator[Fault]:
        """The fields of a struct, and the elements of slices and maps."""
        kind, body = self.written(node.child_by_field_name("type")), node.child_by_field_name("body")
        members = self.types.members_of(kind) if self.types.underlying(kind) == "struct" else None
        under = self.types.underlying(kind)
        item = under.removeprefix("[]") if under.startswith("[]") else under.partition("]")[2]
        for element in body.named_children if body is not None else ():
            if element.type == "literal_element" and under.startswith("[]") and element.named_children:
                yield from self._put(element.named_children[0], item, f"the elements are {item}")
            if element.type != "keyed_element" or len(element.named_children) != 2:
                continue
            key, value = (
                each.named_children[0] if each.named_children else each for each in element.named_children
            )
            name = self.source(key)
            if members is not None and name in members and members[name].parameters is None:
                yield from self._put(value, members[name].results[0] if members[name].results else "", name)
            elif members is not None and name.isidentifier() and name not in members:
                meant = near(name, sorted(members), 0.6)
                fix = f"Did you mean {meant}?" if meant else f"See the documentation of {kind}."
                yield fault_on(key, f"{kind} has no field {name}", fix)
            elif under.startswith("map["):
                yield from self._put(key, under[4:].partition("]")[0], "the keys are of another type")
                yield from self._put(value, item, f"the values are {item}")

    def _return(self, node: "Node") -> Iterator[Fault]:
        function = ancestor(node, *_FUNCTIONS)
        values = node.named_children[0].named_children if node.named_children else []
        if function is None or not values:
            return
        wanted = self.results(function)
        if len(values) == 1 and values[0].type == "call_expression" and len(wanted) != 1:
            return
        if len(values) != len(wanted):
            message = f"the function has {len(wanted)} results, and {len(values)} are returned"
            yield fault_on(node, message, "Return what it declares.")
            return
        for value, kind in zip(values, wanted, strict=True):
            yield from self._put(value, kind, f"the function returns {_title(kind)}")

    def _taken(self, node: "Node") -> Iterator[Fault]:
        """A call whose results are more, or fewer, than the names that take them."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or len(right.named_children) != 1:
            return
        call = right.named_children[0]
        callee = call.child_by_field_name("function") if call.type == "call_expression" else None
        called = self.called(callee) if callee is not None else None
        if called is None or called.parameters is None or callee is None:
            return
        names, results = len(left.named_children), len(called.results)
        if names != results:
            message = f"{self.source(callee)} returns {results} values, and {names} are taken"
            yield fault_on(
                call, message, "Take the error too." if results > names else "Take what it returns."
            )

    def _declared(self, node: "Node") -> Iterator[Fault]:
        kind, values = self.written(node.child_by_field_name("type")), node.child_by_field_name("value")
        for value in values.named_children if values is not None and kind else ():
            yield from self._put(value, kind, f"the variable is {_title(kind)}")


def _number(least: int, most: int) -> str:
    number = f"{least}" if least == most else f"{least} to {most}"
    return f"{number} argument" if number == "1" else f"{number} arguments"


def _title(kind: str) -> str:
    """A type in a message, with its article."""
    if kind == NIL:
        return "nil"
    name = kind.removeprefix("untyped_").replace("uint8", "byte")
    name = {"int": "number", "float": "number"}.get(name, name) if kind.startswith("untyped_") else name
    return f"{'an' if name[:1] in 'aeio' else 'a'} {name}"
