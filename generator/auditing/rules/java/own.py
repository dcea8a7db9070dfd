"""Members of a Java file's own types: calls that fit no method, members that no type has, private ones.

A type is judged only where the text shows all of it: one that extends nothing, and is declared once.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from generator.auditing.rules.java.names import OF_ALL, is_whole
from generator.auditing.rules.java.scopes import TYPES, Name, Scopes, bodies, inherits
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMENTS = ("line_comment", "block_comment")
_TYPED = ("local_variable_declaration", "field_declaration", "formal_parameter", "enhanced_for_statement")


class _Own(NamedTuple):
    """A type of the text, all of whose members the text shows."""

    name: str
    node: "Node"
    body: "Node"
    is_record: bool


def own_faults(tree: Tree) -> Iterator[Fault]:
    """The faults in the use of what a whole file declares itself."""
    if not is_whole(tree.text):
        return
    found = Scopes(tree)
    types = _types(tree)
    for node in tree.nodes:
        match node.type:
            case "method_invocation" if node.child_by_field_name("object") is None:
                yield from _called_inside(found, node)
            case "method_invocation" | "field_access":
                yield from _asked(found, types, node)
            case "object_creation_expression":
                yield from _made(found, types, node)


def _types(tree: Tree) -> dict[str, _Own]:
    declared = [node for node in tree.nodes if node.type in TYPES]
    named = {node.id: _name_of(tree, node) for node in declared}
    times = Counter(named.values())
    # A type parameter may have the name of a class, and hides it.
    times.update(tree.source(node.named_children[0]) for node in tree.nodes
                 if node.type == "type_parameter" and node.named_children)  # fmt: skip
    own: dict[str, _Own] = {}
    for node in declared:
        name, body = named[node.id], node.child_by_field_name("body")
        is_plain = node.type in ("class_declaration", "record_declaration")
        if body is not None and is_plain and times[name] == 1 and not _extends(node):
            own[name] = _Own(name, node, body, node.type == "record_declaration")
    return own


def _extends(owner: "Node") -> bool:
    """Whether a type has members that stand elsewhere."""
    return any(child.type in ("superclass", "super_interfaces") for child in owner.children)


def _called_inside(found: Scopes, call: "Node") -> Iterator[Fault]:
    """``send(url)``: the innermost type that has a method of that name is asked (JLS §15.12.1)."""
    name = call.child_by_field_name("name")
    if name is None or inherits(call, interfaces=True):
        return
    for body in bodies(call):
        if methods := found.of_a_type(body, found.tree.source(name)):
            yield from _counted(name, _counts(methods), call, f"the method {methods[0].text}")
            return


def _asked(found: Scopes, types: dict[str, _Own], node: "Node") -> Iterator[Fault]:
    """``user.name``: a member of an object, or of the type itself."""
    owner = node.child_by_field_name("object")
    member = node.child_by_field_name("name" if node.type == "method_invocation" else "field")
    own = _type_of(found, types, owner) if owner is not None else None
    if own is None or member is None or member.type != "identifier":
        return
    text = found.tree.source(member)
    kind = "method" if node.type == "method_invocation" else "field"
    has = [name for name in found.names if name.text == text and name.kind == kind
           and name.scope in (own.body, own.node)]  # fmt: skip
    is_nested = any(
        child.type in TYPES and _name_of(found.tree, child) == text for child in own.body.named_children
    )
    components = [name.text for name in found.names if name.scope == own.node]
    if is_nested or (kind == "method" and text in OF_ALL) or (own.is_record and text in components):
        return
    at = line(member), member.start_point[1]
    if not has:
        message = f"{own.name}, which this sample declares, has no {kind} {text}"
        yield Fault("WP111", message, *at, f"Declare {text} in {own.name}, or correct its name.")
    elif all(_is_private(found, name) for name in has) and _outermost(node) != _outermost(own.body):
        fix = f"Declare it without private, or give {own.name} a method for it."
        yield Fault("WP111", f"{text} is private to {own.name} (JLS 6.6.1)", *at, fix)
    elif kind == "method":
        yield from _counted(member, _counts(has), node, f"the method {text}")


def _made(found: Scopes, types: dict[str, _Own], node: "Node") -> Iterator[Fault]:
    """``new User(name)``: what its constructors take; a class without one takes nothing (JLS §8.8.9)."""
    made = node.child_by_field_name("type")
    own = types.get(found.tree.source(made).partition("<")[0]) if made is not None else None
    if own is None or made is None:
        return
    given = [child for child in own.body.named_children if child.type == "constructor_declaration"]
    counts = [_count(child.child_by_field_name("parameters")) for child in given]
    if own.is_record:
        counts.append(_count(own.node.child_by_field_name("parameters")))
    yield from _counted(made, counts or [0], node, f"the constructor of {own.name}")


def _type_of(found: Scopes, types: dict[str, _Own], owner: "Node") -> _Own | None:
    """The type of the text that a value is of, or that a name stands for."""
    if owner.type == "object_creation_expression":
        return types.get(_made_of(found, owner))
    if owner.type == "this":
        inner = next(bodies(owner), None)
        return next((own for own in types.values() if own.body == inner), None)
    if owner.type != "identifier":
        return None
    name = found.find(owner)
    if name is None:
        return types.get(found.tree.source(owner))
    around = name.node.parent
    value = None
    if around is not None and around.type == "variable_declarator":
        if around.child_by_field_name("dimensions") is not None:
            return None
        value, around = around.child_by_field_name("value"), around.parent
    declared = around.child_by_field_name("type") if around is not None and around.type in _TYPED else None
    if around is None or declared is None or around.child_by_field_name("dimensions") is not None:
        return None
    text = found.tree.source(declared)
    is_made = text == "var" and value is not None and value.type == "object_creation_expression"
    return types.get(_made_of(found, value) if is_made and value is not None else text)


def _made_of(found: Scopes, node: "Node") -> str:
    """The type that new makes, unless a body behind it adds to the type."""
    made = node.child_by_field_name("type")
    is_more = any(child.type == "class_body" for child in node.named_children)
    return "" if made is None or is_more else found.tree.source(made)


def _counts(methods: list[Name]) -> list[int | None]:
    declared = [name.node.parent for name in methods]
    return [_count(node.child_by_field_name("parameters")) for node in declared if node is not None]


def _count(parameters: "Node | None") -> int | None:
    """How many arguments are due; None for any number."""
    if parameters is None or any(child.type == "spread_parameter" for child in parameters.named_children):
        return None
    return sum(child.type == "formal_parameter" for child in parameters.named_children)


def _counted(at: "Node", due: list[int | None], call: "Node", what: str) -> Iterator[Fault]:
    """A call whose number of arguments fits none of what is declared (JLS §15.12.2.1)."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or None in due:
        return
    given = sum(child.type not in _COMMENTS for child in arguments.named_children)
    if given in due:
        return
    takes = " or ".join(str(each) for each in sorted({each for each in due if each is not None}))
    message = f"{what} takes {takes} argument{'' if takes == '1' else 's'}, and this gives {given}"
    yield Fault("WP111", message, line(at), at.start_point[1], "Give the arguments that it declares.")


def _name_of(tree: Tree, declaration: "Node") -> str:
    name = declaration.child_by_field_name("name")
    return tree.source(name) if name is not None else ""


def _is_private(found: Scopes, name: Name) -> bool:
    around: Node | None = name.node
    while around is not None and around.parent != name.scope:
        around = around.parent
    modifiers = (
        next((child for child in around.children if child.type == "modifiers"), None) if around else None
    )
    return modifiers is not None and "private" in found.tree.source(modifiers).split()


def _outermost(node: "Node") -> "Node":
    """The body of the type of the file itself, within which nothing is private."""
    return [node, *bodies(node)][-1]
