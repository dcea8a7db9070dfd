"""Go names: unused imports and variables, names that nothing declares (Go spec, Declarations and scope)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.rules.go.library import library, packages_by_name
from generator.auditing.rules.go.scopes import BUILTINS, GoFile, Import, Name
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import line

if TYPE_CHECKING:
    from tree_sitter import Node

_NEARLY = 0.85


def name_faults(file: GoFile) -> Iterator[Fault]:
    """The faults of a file's names; of a fragment's only those that hold in any surroundings."""
    yield from _missing_imports(file)
    yield from _misspelt_imports(file)
    if not file.package:
        # What stands twice at the start of a fragment may be two ways to do one thing.
        yield from (replace(fault, severity="warning") for fault in _redeclared(file))
        return
    yield from _unused_imports(file)
    yield from _unused_variables(file)
    yield from _redeclared(file)
    yield from _declared_twice(file)
    if file.package == "main" and any(item.kind == "package" for item in file.names.get("main", ())):
        yield from _undefined(file)


def _packages(file: GoFile) -> Iterator[tuple[str, "Node"]]:
    """The selectors whose left side nothing in the file declares: packages, or names from elsewhere."""
    for selector in file.selectors:
        operand = selector.named_children[0] if selector.named_children else None
        if operand is None or operand.type not in ("identifier", "package_identifier"):
            continue
        name = file.tree.source(operand)
        if file.declared(operand) is None:
            yield name, selector


def _unused_imports(file: GoFile) -> Iterator[Fault]:
    used = {name for name, _ in _packages(file)}
    known = {item.name for item in file.imports}
    strangers = used - known
    for item in file.imports:
        if item.name in ("_", ".") or item.name in used or item.path == "C":
            continue
        # The name of a foreign package may differ from its path; then a stranger is in use.
        if not _is_standard(item) and not item.is_named and strangers:
            continue
        yield Fault(
            "WP104",
            f'"{item.path}" is imported and not used: Go refuses to compile',
            line(item.node),
            item.node.start_point[1],
            "Remove the import.",
        )


def _is_standard(item: Import) -> bool:
    return "." not in item.path.partition("/")[0]


def _missing_imports(file: GoFile) -> Iterator[Fault]:
    """A package of the standard library is used, and the sample has imports, but not this one."""
    if not file.imports and not file.package:
        return
    # A fragment that lists an SDK's packages alone leaves those of the library to its reader.
    is_whole = file.package or any(map(_is_standard, file.imports))
    reported: set[str] = set()
    for name, selector in _packages(file):
        if name in reported or file.imported(name) is not None or name not in packages_by_name():
            continue
        member = file.tree.source(selector.named_children[-1])
        paths = [path for path in packages_by_name()[name] if member in library()[path]]
        if not paths or any(_may_be(item, name) for item in file.imports):
            continue
        reported.add(name)
        yield Fault(
            "WP103",
            f'{name}.{member} is used, but "{paths[0]}" is not imported',
            line(selector),
            selector.start_point[1],
            f'Add import "{paths[0]}".',
            None if is_whole else "warning",
        )


def _misspelt_imports(file: GoFile) -> Iterator[Fault]:
    """Paths that nearly are one of the standard library, which alone has paths without a dot."""
    for item in file.imports:
        if not _is_standard(item) or item.path in library():
            continue
        near = [path for path in library() if _is_meant(item.path, path)]
        if near:
            message = f'"{item.path}" is not in the standard library'
            column = item.node.start_point[1]
            yield Fault("WP103", message, line(item.node), column, f'Did you mean "{near[0]}"?')


def _is_meant(path: str, other: str) -> bool:
    """Whether one segment of a path is that of another, mistyped."""
    odd = [pair for pair in zip(path.split("/"), other.split("/"), strict=False) if pair[0] != pair[1]]
    return path.count("/") == other.count("/") and len(odd) == 1 and is_slip(*odd[0], _NEARLY)


def _may_be(item: Import, name: str) -> bool:
    """Whether a foreign import can bring a package of that name, its path notwithstanding."""
    return not item.is_named and not _is_standard(item) and name in item.path


def _unused_variables(file: GoFile) -> Iterator[Fault]:
    assigned = {node.start_byte for node in file.again}
    uses: dict[str, list[int]] = {}
    for node in [*file.uses, *file.keys]:
        if node.start_byte not in assigned:
            uses.setdefault(file.tree.source(node), []).append(node.start_byte)
    for text, names in file.names.items():
        parameters = {_body_of(name.scope) for name in names if name.kind == "parameter"}
        for name in _first_of_each_scope(names):
            if name.kind != "local" or text == "_" or name.scope.id in parameters:
                continue
            start, end = name.node.start_byte, name.scope.end_byte
            if not any(start < use < end for use in uses.get(text, ())):
                yield Fault(
                    "WP104",
                    f"{text} is declared and not used: Go refuses to compile",
                    line(name.node),
                    name.node.start_point[1],
                    f"Use {text}, or write _ in its place.",
                )


def _first_of_each_scope(names: list[Name]) -> Iterator[Name]:
    seen: set[int] = set()
    for name in names:
        if name.scope.id not in seen:
            seen.add(name.scope.id)
            yield name


def _redeclared(file: GoFile) -> Iterator[Fault]:
    """A := that declares nothing new (Go spec, Short variable declarations)."""
    declared = {
        name.node.start_byte: name for names in file.names.values() for name in names if name.kind == "local"
    }
    earlier: dict[tuple[int, str], int] = {}
    for names in file.names.values():
        for name in names:
            if name.kind in ("local", "parameter", "constant"):
                scope = _body_of(name.scope)
                earlier.setdefault((scope, name.text), name.node.start_byte)
    for node in _short_declarations(file):
        left = node.child_by_field_name("left")
        targets = left.named_children if left is not None else []
        own = [declared.get(target.start_byte) for target in targets if target.type == "identifier"]
        if len(own) != len(targets) or not own:
            continue
        if all(
            name is None
            or name.text == "_"
            or earlier[_body_of(name.scope), name.text] < name.node.start_byte
            for name in own
        ):
            yield Fault(
                "WP111",
                "no new variable on the left side of :=",
                line(node),
                node.start_point[1],
                "Assign with = instead.",
            )


def _declared_twice(file: GoFile) -> Iterator[Fault]:
    """Two imports, or two functions or types of the file, that have one name."""
    seen: set[str] = set()
    for name, node in [
        *((item.name, item.node) for item in file.imports if item.name not in ("_", ".")),
        *((name.text, name.node) for names in file.names.values() for name in names
          if name.kind == "package" and name.text not in ("_", "init")),
    ]:  # fmt: skip
        if name in seen:
            yield Fault(
                "WP111",
                f"{name} is declared a second time in this file",
                line(node),
                node.start_point[1],
                "Remove one of the two.",
            )
        seen.add(name)


def _body_of(scope: "Node") -> int:
    """A function's parameters live in the block of its body."""
    body = (
        scope.child_by_field_name("body")
        if scope.type in ("function_declaration", "method_declaration", "func_literal")
        else None
    )
    return body.id if body is not None else scope.id


def _short_declarations(file: GoFile) -> Iterator["Node"]:
    seen: set[int] = set()
    for names in file.names.values():
        for name in names:
            node = name.node.parent
            while node is not None and node.type == "expression_list":
                node = node.parent
            if node is not None and node.type == "short_var_declaration" and node.id not in seen:
                seen.add(node.id)
                yield node


def _undefined(file: GoFile) -> Iterator[Fault]:
    if any(item.name == "." for item in file.imports):
        return
    imported = {item.name for item in file.imports}
    strangers = any(not _is_standard(item) for item in file.imports)
    packages = {selector.named_children[0].start_byte for _, selector in _packages(file)}
    reported: set[str] = set()
    operands = {
        selector.named_children[0].start_byte for selector in file.selectors if selector.named_children
    }
    for node in file.uses:
        name = file.tree.source(node)
        if name in imported and node.start_byte not in operands and file.declared(node) is None:
            yield Fault(
                "WP111",
                f"{name} is a package, and stands here without a member",
                line(node),
                node.start_point[1],
                f"Write {name}.Something.",
            )
            return
        if name in BUILTINS or name in imported or name in reported or file.declared(node) is not None:
            continue
        if node.start_byte in packages and (strangers or name in packages_by_name()):
            continue
        reported.add(name)
        is_placeholder = name.isupper() and len(name) > 2
        yield Fault(
            "WP105" if is_placeholder else "WP102",
            f"the placeholder {name} stands outside a literal"
            if is_placeholder
            else f"{name} is not declared in this program",
            line(node),
            node.start_point[1],
            "Put it in quotes." if is_placeholder else f"Declare {name}, or correct its name.",
        )
