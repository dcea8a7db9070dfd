"""C# calls that are given fewer or more arguments than what they call takes (CS1501, CS1729, CS7036)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.library import least, library
from generator.auditing.rules.csharp.scopes import TYPES, Scopes, inherits
from generator.auditing.rules.csharp.slips import kinds_of_variables
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

Counts = tuple[float, float]  # how many arguments are taken: at least, and at most

_ENCODINGS = {f"Encoding.{name}": "Encoding" for name in ("ASCII", "Latin1", "UTF8", "Unicode")}
_VARIABLES = ("parameter", "property_declaration", "variable_declarator", "delegate_declaration")


def argument_faults(tree: Tree, nodes: "Sequence[Node]", found: Scopes) -> Iterator[Fault]:
    """The calls of the text's own functions and types, and of .NET's, with a wrong number of arguments."""
    own = {} if "partial " in tree.text else _own(tree, nodes)
    kinds = kinds_of_variables(tree) | _ENCODINGS
    for node, scope in found.identifiers:
        call = _call(node)
        given = call.child_by_field_name("arguments") if call is not None else None
        if call is None or given is None:
            continue
        name = tree.source(node)
        callee = call.child_by_field_name("function")
        if callee is not None and callee.type == "member_access_expression":
            wanted = _of_library(tree, callee, name, kinds, found)
        elif name in found.declared:
            wanted = own.get(name, ()) if not inherits(tree, scope, found.declared) else ()
        else:
            is_made = call.type == "object_creation_expression" and name in library()
            wanted = [(least(name), inf)] if is_made else ()
        count = sum(child.type == "argument" for child in given.named_children)
        if wanted and not any(low <= count <= high for low, high in wanted):
            yield _fault(node, name, count, wanted)


def _call(node: "Node") -> "Node | None":
    """The call or creation that a name is the function or the type of."""
    parent = node.parent
    while parent is not None and (
        (parent.type == "generic_name" and parent.named_children[0] == node)
        or (parent.type == "member_access_expression" and parent.child_by_field_name("name") == node)
    ):
        node, parent = parent, parent.parent
    if parent is None or parent.type not in ("invocation_expression", "object_creation_expression"):
        return None
    is_called = node in (parent.child_by_field_name("function"), parent.child_by_field_name("type"))
    return parent if is_called else None


def _own(tree: Tree, nodes: "Sequence[Node]") -> dict[str, list[Counts]]:
    """What the functions and types of the text take; a name that is a variable's, too, is left out."""
    taken: defaultdict[str, list[Counts]] = defaultdict(list)
    variables: set[str] = set()
    for node in nodes:
        named = node.child_by_field_name("name")
        if named is None:
            continue
        name = tree.source(named)
        if node.type in ("local_function_statement", "method_declaration", "constructor_declaration"):
            taken[name].append(_taken(tree, node.child_by_field_name("parameters")))
        elif node.type in TYPES:
            primary = next((child for child in node.named_children if child.type == "parameter_list"), None)
            if primary is not None or node.type == "struct_declaration" or not _has_constructor(node):
                taken[name].append(_taken(tree, primary))
        elif node.type in _VARIABLES:
            variables.add(name)
    return {name: counts for name, counts in taken.items() if name not in variables}


def _has_constructor(node: "Node") -> bool:
    body = node.child_by_field_name("body")
    return body is not None and any(child.type == "constructor_declaration" for child in body.named_children)


def _taken(tree: Tree, parameters: "Node | None") -> Counts:
    if parameters is None:
        return 0, 0
    each = [child for child in parameters.named_children if child.type == "parameter"]
    optional = sum(any(part.type == "=" for part in child.children) for child in each)
    is_open = "params " in tree.source(parameters)
    return len(each) - optional, inf if is_open else len(each)


def _of_library(
    tree: Tree, owner: "Node", name: str, kinds: Mapping[str, str], found: Scopes
) -> Sequence[Counts]:
    """What a method of .NET takes at least, where the type of its owner is known."""
    left = owner.child_by_field_name("expression")
    text = tree.source(left) if left is not None else ""
    kind = kinds.get(text, text if text in library() and text not in found.declared else "")
    return [(least(name, kind), inf)] if kind and kind != "namespaces" else ()


def _fault(node: "Node", name: str, count: int, wanted: Sequence[Counts]) -> Fault:
    low, high = min(low for low, _ in wanted), max(high for _, high in wanted)
    takes = (
        f"at least {low:.0f}" if high == inf else f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    )
    message = f"{name} is given {count} arguments and takes {takes} (CS1501)"
    return Fault(
        "WP111", message, line(node), node.start_point[1], "Write what is missing, or drop the rest."
    )
