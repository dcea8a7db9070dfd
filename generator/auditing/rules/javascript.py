"""JavaScript and TypeScript: does the sample parse, and do its names and promises hold?"""

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from generator.auditing.rules.syntax import grammar_faults, quoted_typographically, readable
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_ELISIONS = (
    (re.compile(r"^([ \t]*)(?:\.\.\.|…)[ \t]*,?;?[ \t]*$", re.MULTILINE), r"\1//…"),
    (re.compile(r"([{(\[][ \t]*|,[ \t]*)(?:\.\.\.|…)(?=[ \t]*[})\]])"), r"\1"),
    (re.compile(r",[ \t]*(?:\.\.\.|…)(?=[ \t]*(?://[^\n]*)?$)", re.MULTILINE), ","),
    (re.compile(r"(?<=[^=!<>]=)[ \t]*(?:\.\.\.|…)(?=[ \t]*(?:;|//|$))", re.MULTILINE), " null"),
    (re.compile(r"(?<=[(=>])\s*/\*[^*\n]*\*/\s*(?=[),;}])"), " null "),
)
_FUNCTIONS = (
    "function_declaration",
    "function_expression",
    "arrow_function",
    "method_definition",
    "generator_function",
    "generator_function_declaration",
    "class_static_block",
)
_MODULES = {
    "axios",
    "qs",
    "fs",
    "got",
    "superagent",
    "querystring",
    "https",
    "jwt",
    "express",
    "dotenv",
}
_PROMISED = {"json", "text", "ok", "status", "data", "headers", "body", "statusText", "blob"}


@cache
def _globals() -> frozenset[str]:
    """The names that browsers and Node define (from the npm package globals 17, MIT)."""
    return frozenset(files("generator.auditing").joinpath("data/js_globals.txt").read_text("utf-8").split())


def javascript_faults(
    text: str, is_typescript: bool = False, earlier: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """What keeps a JavaScript or TypeScript sample from running; blocks above it define `earlier`."""
    grammar = "typescript" if is_typescript else "javascript"
    tree = parse(grammar, text)
    if tree.has_error:
        is_signature = _is_signature(text)
        if is_signature or not Tree("tsx", text).has_error or not Tree("typescript", text).has_error:
            if not is_typescript:
                at = next(iter(tree.errors()))
                yield Fault(
                    "WP101",
                    "this is TypeScript, in a block that says JavaScript",
                    line(at),
                    None,
                    "Name the block's language ts.",
                    "warning" if is_signature else None,
                )
            return
        better, faults = readable("javascript" if not is_typescript else "tsx", text, _ELISIONS)
        yield from faults
        if better is None:
            if not _is_something_else(text):
                yield from grammar_faults(tree, "TypeScript" if is_typescript else "JavaScript")
            return
        if faults:
            return
        tree = Tree(grammar, better)
    if "<" not in text:  # JSX has prose in it
        yield from quoted_typographically(text)
    nodes = tree.nodes
    yield from _declared_twice(tree, nodes)
    is_module = any(node.type in ("import_statement", "export_statement") for node in nodes)
    for node in nodes:
        if node.type == "object":
            yield from _doubled_comma(node)
        elif node.type == "await_expression":
            yield from _await(tree, node, is_module)
        elif node.type == "variable_declarator":
            yield from _promise_kept(tree, node, nodes)
    if not is_typescript:
        yield from _undefined(tree, nodes, is_module, earlier)


def _is_something_else(text: str) -> bool:
    """An object of JSON shape, HTML or a single file component in a block that says JavaScript."""
    if re.match(r"\s*(?:<[!a-zA-Z]|\{\s*[\"'\w])", text):
        return Tree(
            "javascript", f"x = {text.strip().rstrip(';')}"
        ).has_error is False or text.lstrip().startswith("<")
    return False


def _is_signature(text: str) -> bool:
    """Declarations of methods, as reference pages list them."""
    return not Tree("typescript", f"interface X {{ {text}\n}}").has_error


def _declared_twice(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """One name, let, const, class or import, twice in one block is a SyntaxError (ECMA-262 §14.2.1)."""
    seen: dict[tuple[int, str], int] = {}
    for node in nodes:
        block = node.parent
        if block is None or block.type not in ("program", "statement_block"):
            continue
        for name in _bound(node):
            key = (block.id, tree.source(name))
            first = seen.setdefault(key, name.start_byte)
            if first != name.start_byte:
                yield Fault(
                    "WP111",
                    f"{key[1]} is declared a second time in one block",
                    line(name),
                    name.start_point[1],
                    "Choose another name, or split the sample in two.",
                )


def _bound(node: "Node") -> Iterator["Node"]:
    """The identifiers that a lexical declaration, a class or an import binds."""
    if node.type == "lexical_declaration":
        patterns = [declarator.child_by_field_name("name") for declarator in node.named_children]
    elif node.type == "class_declaration":
        patterns = [node.child_by_field_name("name")]
    elif node.type == "import_statement":
        patterns = [child for child in node.named_children if child.type == "import_clause"]
    else:
        return
    stack = [pattern for pattern in reversed(patterns) if pattern is not None]
    while stack:
        item = stack.pop()
        if item.type in ("identifier", "shorthand_property_identifier_pattern", "type_identifier"):
            yield item
        elif item.type == "import_specifier":
            stack.append(item.named_children[-1])
        elif item.type in ("assignment_pattern", "object_assignment_pattern"):
            stack.append(item.named_children[0])
        elif item.type == "pair_pattern":
            stack.append(item.named_children[-1])
        else:
            stack.extend(reversed(item.named_children))


def _doubled_comma(node: "Node") -> Iterator[Fault]:
    """The grammar lets ``{a: 1,, b: 2}`` pass; ECMA-262 does not (§13.2.5)."""
    kinds = [child.type for child in node.children]
    for index in range(len(kinds) - 1):
        if kinds[index] == kinds[index + 1] == ",":
            comma = node.children[index + 1]
            yield Fault(
                "WP101",
                "JavaScript does not parse: a comma too many",
                line(comma),
                comma.start_point[1],
                "Remove it.",
            )
            return


def _await(tree: Tree, node: "Node", is_module: bool) -> Iterator[Fault]:
    function = ancestor(node, *_FUNCTIONS)
    fix = "Put it into an async function."
    if function is not None:
        if (
            not tree.data[function.start_byte : function.start_byte + 60]
            .lstrip()
            .startswith((b"async", b"static async", b"public async", b"private async"))
        ):
            yield Fault(
                "WP112", "await stands in a function that is not async", line(node), node.start_point[1], fix
            )
    elif not is_module and re.search(r"\brequire\(['\"]", tree.text):
        yield Fault(
            "WP112",
            "await stands outside of a function, which a CommonJS file (require) does not allow",
            line(node),
            node.start_point[1],
            fix,
            "warning",
        )


def _promise_kept(tree: Tree, node: "Node", nodes: "Sequence[Node]") -> Iterator[Fault]:
    """A promise is stored without await, then used as if it were the response."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or name.type != "identifier" or value.type != "call_expression":
        return
    callee = value.child_by_field_name("function")
    text = tree.source(callee) if callee is not None else ""
    if text not in ("fetch", "axios", "axios.get", "axios.post", "axios.put", "axios.request"):
        return
    wanted = tree.source(name)
    for use in nodes:
        if use.type != "member_expression" or use.start_byte < node.end_byte:
            continue
        left, member = use.child_by_field_name("object"), use.child_by_field_name("property")
        if (
            left is not None
            and member is not None
            and tree.source(left) == wanted
            and tree.source(member) in _PROMISED
        ):
            yield Fault(
                "WP112",
                f"{wanted} is a promise: the response is never awaited",
                line(node),
                node.start_point[1],
                f"Write await {text}(…).",
            )
            return


def _undefined(
    tree: Tree, nodes: "Sequence[Node]", is_module: bool, earlier: frozenset[str]
) -> Iterator[Fault]:
    """Names that neither the program nor a runtime defines; only a program with imports is judged."""
    if not is_module and not re.search(r"\brequire\(['\"]", tree.text):
        return
    declared = _declared(tree, nodes) | earlier
    reported: set[str] = set()
    for node in nodes:
        if node.type not in ("identifier", "shorthand_property_identifier"):
            continue
        name = tree.source(node)
        if (
            name in declared
            or name in _globals()
            or name in reported
            or name in ("undefined", "arguments", "exports", "module")
        ):
            continue
        outer = ancestor(
            node, "jsx_opening_element", "jsx_self_closing_element", "jsx_closing_element", "unary_expression"
        )
        if outer is not None:
            continue
        reported.add(name)
        if name.isupper() and len(name) > 2:
            yield Fault(
                "WP105",
                f"the placeholder {name} stands outside a literal",
                line(node),
                node.start_point[1],
                f"Put it in quotes: '{name}'.",
                "warning",
            )
        elif name in _MODULES:
            yield Fault(
                "WP103",
                f"{name} is used, but nothing imports it",
                line(node),
                node.start_point[1],
                f"Import {name}.",
            )
        else:
            # What a reader brings is often left out; a name that is nearly another is a slip.
            near = difflib.get_close_matches(name, declared, 1, 0.82)
            fix = f"Did you mean {near[0]}?" if near else f"Define {name}."
            yield Fault(
                "WP102",
                f"{name} is not defined in this program",
                line(node),
                node.start_point[1],
                fix,
                None if near else "warning",
            )


def _declared(tree: Tree, nodes: "Sequence[Node]") -> set[str]:
    """Every name that the program declares or assigns anywhere."""
    names: set[str] = set()
    for node in nodes:
        kind = node.type
        if kind in (
            "variable_declarator",
            "function_declaration",
            "class_declaration",
            "function_expression",
            "class",
            "generator_function_declaration",
            "generator_function",
        ):
            names.update(_names_in(tree, node.child_by_field_name("name")))
        elif kind == "formal_parameters":
            names.update(_names_in(tree, node))
        elif kind in ("arrow_function", "catch_clause"):
            names.update(_names_in(tree, node.child_by_field_name("parameter")))
        elif kind in ("import_clause", "for_in_statement"):
            names.update(
                _names_in(tree, node if kind == "import_clause" else node.child_by_field_name("left"))
            )
        elif kind == "assignment_expression":
            left = node.child_by_field_name("left")
            if left is not None and left.type in ("identifier", "object_pattern", "array_pattern"):
                names.update(_names_in(tree, left))
    return names


def _names_in(tree: Tree, node: "Node | None") -> Iterator[str]:
    if node is None:
        return
    stack = [node]
    while stack:
        item = stack.pop()
        if item.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield tree.source(item)
        stack.extend(item.named_children)
