"""Names of a JavaScript program: what nothing defines, and what is declared twice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from generator.auditing.rules.slips import is_reworded, slips_of
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

_OF_TYPESCRIPT = (
    *("abstract_class_declaration", "enum_declaration", "function_signature", "import_alias"),
    *("internal_module", "module"),
)
FUNCTIONS = (
    "function_declaration",
    "function_expression",
    "arrow_function",
    "method_definition",
    "generator_function",
    "generator_function_declaration",
    "class_static_block",
)
MODULES = {
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
_PLACEHOLDER = re.compile(r"(?:YOUR|MY|EXAMPLE|REPLACE|INSERT)_[A-Z0-9_]+$")
# Where the object that a module makes is left to the page around a sample, so is the module.
_MADE_BY = {"express": ("app", "router")}


def undefined(
    tree: Tree, nodes: "Sequence[Node]", is_module: bool, earlier: frozenset[str]
) -> Iterator[Fault]:
    """Names that neither the program nor a runtime defines; of a fragment without imports, placeholders."""
    declared = declared_names(tree, nodes) | earlier
    if not is_module and not re.search(r"\brequire\(['\"]", tree.text):
        yield from _placeholders(tree, nodes, declared)
        if re.search(r"(?<![.\w])(?:fetch|axios(?:\.\w+)?)\(", tree.text) and "<" not in tree.text:
            yield from _left_open(tree, nodes, declared)
        return
    reported: set[str] = set()
    spare = _spare(tree, nodes)
    for node in nodes:
        if node.type not in ("identifier", "shorthand_property_identifier"):
            continue
        name = tree.source(node)
        if name in declared or name in reported or name in known_globals() or name in _GIVEN:
            continue
        if ancestor(node, *_SAYS_NOTHING) is None:
            reported.add(name)
            yield _undefined(tree, node, name, declared, spare)


_GIVEN = ("undefined", "arguments", "exports", "module")
# Where a component's name stands, or ``typeof`` asks.
_SAYS_NOTHING = (
    "jsx_opening_element",
    "jsx_self_closing_element",
    "jsx_closing_element",
    "unary_expression",
)


def _spare(tree: Tree, nodes: Sequence["Node"]) -> list[str]:
    """The variables that are given a value, and that nothing reads."""
    count = Counter(tree.source(node) for node in nodes if "identifier" in node.type)
    declarators = (node for node in nodes if node.type == "variable_declarator")
    names = (tree.source(name) for node in declarators if (name := node.child_by_field_name("name")))
    return [name for name in names if count[name] == 1]


def _undefined(tree: Tree, node: "Node", name: str, declared: set[str], spare: Sequence[str]) -> Fault:
    place = line(node), node.start_point[1]
    if name.isupper() and len(name) > 2:
        message = f"the placeholder {name} stands outside a literal"
        return Fault("WP105", message, *place, f"Put it in quotes: '{name}'.", "warning")
    if name in MODULES:
        is_given = any(_is_given(tree, each, declared) for each in _MADE_BY.get(name, ()))
        message = f"{name} is used, but nothing imports it"
        return Fault("WP103", message, *place, f"Import {name}.", "warning" if is_given else None)
    # What a reader brings is often left out; a name that is nearly another is a slip.
    near = slips_of(name, frozenset(declared), 0.82) or [each for each in spare if is_reworded(name, each)]
    fix = f"Did you mean {near[0]}?" if near else f"Define {name}."
    message = f"{name} is not defined in this program"
    return Fault("WP102", message, *place, fix, None if near else "warning")


def _placeholders(tree: Tree, nodes: "Sequence[Node]", declared: set[str]) -> Iterator[Fault]:
    for node in nodes:
        name = tree.source(node) if node.type == "identifier" else ""
        if _PLACEHOLDER.match(name) and name not in declared:
            what, fix = f"the placeholder {name} stands outside a literal", f"Put it in quotes: '{name}'."
            yield Fault("WP105", what, line(node), node.start_point[1], fix, "note")


def _left_open(tree: Tree, nodes: "Sequence[Node]", declared: set[str]) -> Iterator[Fault]:
    """What a fragment that sends a request leaves to its reader without a word."""
    reported = set(declared) | {
        "undefined",
        "arguments",
        "await",
        "axios",
        "module",
        "exports",
        "app",
        "client",
    }
    for node in nodes:
        name = tree.source(node) if node.type in ("identifier", "shorthand_property_identifier") else ""
        if name and name not in reported and name not in known_globals() and not _PLACEHOLDER.match(name):
            reported.add(name)
            message = f"{name} is not defined in this sample"
            yield Fault(
                "WP102",
                message,
                line(node),
                node.start_point[1],
                f"Define {name}, or say what it is.",
                "note",
            )


def _is_given(tree: Tree, name: str, declared: set[str]) -> bool:
    """Whether the program uses an object that it does not make."""
    return name not in declared and name in _owners(tree.text)


@lru_cache(maxsize=8)
def _owners(text: str) -> frozenset[str]:
    """The names of which the text asks for a member."""
    return frozenset(re.findall(r"(?<![\w.])(\w+)(?=\.)", text))


def declared_names(tree: Tree, nodes: "Sequence[Node]") -> set[str]:
    """Every name that the nodes of a program declare or assign."""
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
            *_OF_TYPESCRIPT,
        ):
            names.update(_names_in(tree, node.child_by_field_name("name")))
        elif kind == "formal_parameters":
            names.update(_names_in(tree, node))
        elif kind in ("arrow_function", "catch_clause"):
            names.update(_names_in(tree, node.child_by_field_name("parameter")))
        elif kind in ("import_clause", "import_require_clause"):
            names.update(_names_in(tree, node))
        elif kind == "for_in_statement":
            names.update(_names_in(tree, node.child_by_field_name("left")))
        elif kind == "index_signature":  # ``[key: string]`` of a type
            names.update(_names_in(tree, node.child_by_field_name("name")))
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
        if item.type in ("identifier", "shorthand_property_identifier_pattern", "type_identifier"):
            yield tree.source(item)
        stack.extend(item.named_children)


def declared_twice(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
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


def used_too_early(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """What let, const or class binds is a ReferenceError above its declaration (ECMA-262 §9.1.1.1.6).

    A function may name it above: by the time that it is called, there is a value.
    """
    if "let " not in tree.text and "const " not in tree.text:
        return
    places: defaultdict[str, list[int]] = defaultdict(list)
    for node in nodes:
        if node.type in ("lexical_declaration", "class_declaration"):
            for name in _bound(node):
                places[tree.source(name)].append(node.start_byte if node.parent == tree.root else 0)
        elif node.type in ("formal_parameters", "arrow_function", "catch_clause"):
            parameter = node if node.type == "formal_parameters" else node.child_by_field_name("parameter")
            for text in _names_in(tree, parameter):
                places[text].append(0)
    late = {text: starts[0] for text, starts in places.items() if len(starts) == 1 and starts[0]}
    for node in nodes if late else ():
        if node.type not in ("identifier", "shorthand_property_identifier") or _names_itself(node):
            continue
        text = tree.source(node)
        if node.start_byte < late.get(text, 0) and ancestor(node, *FUNCTIONS) is None:
            del late[text]
            message = f"{text} is used above the line that declares it"
            yield Fault("WP102", message, line(node), node.start_point[1], "Declare it first.", "warning")


def _names_itself(node: "Node") -> bool:
    """Whether an identifier is the name of the function or class expression that it stands in."""
    parent = node.parent
    return parent is not None and parent.type in ("class", *FUNCTIONS)


def assigned_again(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """A constant that is given another value is a TypeError (ECMA-262 §9.1.1.1.5)."""
    bound: dict[str, set[str]] = {}
    for node in nodes:
        if node.type in ("lexical_declaration", "variable_declaration"):
            kind = tree.source(node).split(" ")[0]
            for name in _bound(node) if node.type == "lexical_declaration" else _names_of(node):
                bound.setdefault(tree.source(name), set()).add(kind)
        elif node.type in ("formal_parameters", "catch_clause", "arrow_function", "for_in_statement"):
            for text in _names_in(
                tree,
                node.child_by_field_name("parameter")
                or node.child_by_field_name("left")
                or (node if node.type == "formal_parameters" else None),
            ):
                bound.setdefault(text, set()).add("parameter")
    for node in nodes:
        left = node.child_by_field_name("left") if node.type == "assignment_expression" else None
        if left is not None and left.type == "identifier" and bound.get(tree.source(left)) == {"const"}:
            message = f"{tree.source(left)} is a constant, and is given another value"
            yield Fault("WP111", message, line(left), left.start_point[1], "Declare it with let.")


def _names_of(node: "Node") -> Iterator["Node"]:
    for declarator in node.named_children:
        name = declarator.child_by_field_name("name")
        if name is not None:
            yield name


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


@cache
def known_globals() -> frozenset[str]:
    """The names that browsers and Node define (from the npm package globals 17, MIT), and other runtimes."""
    text = files("generator.auditing").joinpath("data/js_globals.txt").read_text("utf-8")
    return frozenset(text.split()) | {"Bun", "Deno"}
