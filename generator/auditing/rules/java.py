"""Java that the grammar takes and no compiler does: a diamond without new, a method without a type."""

from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

_TYPES = ("class_declaration", "record_declaration", "enum_declaration")


def java_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of a text that the grammar read without an error."""
    for node in tree.nodes:
        at = line(node), node.start_point[1]
        if node.type == "type_arguments" and not node.named_children:
            outer = ancestor(node, "object_creation_expression", "argument_list", "block", "class_body")
            if outer is None or outer.type != "object_creation_expression":
                message = "<> stands for the type of new alone (JLS 15.9)"
                yield Fault("WP101", message, *at, "Write the type between < and >.")
        elif node.type == "constructor_declaration":
            name, owner = node.child_by_field_name("name"), ancestor(node, *_TYPES)
            of = owner.child_by_field_name("name") if owner is not None else None
            if name is not None and of is not None and tree.source(name) != tree.source(of):
                message = f"the method {tree.source(name)} has no type"
                yield Fault("WP101", message, *at, "Write void, or the type that it returns.")
