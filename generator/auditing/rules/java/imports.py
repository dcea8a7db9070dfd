"""Java types that a file uses and does not import (JLS §7.5)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.java.names import is_elided
from generator.auditing.rules.java.scopes import Scopes
from generator.auditing.rules.java.tables import java_types
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORT = re.compile(r"^[ \t]*import\s+(?!static\b)([\w.]+?)\.(\w+|\*)\s*;", re.MULTILINE)
_PACKAGE = re.compile(r"^[ \t]*package\s+([\w.]+)\s*;", re.MULTILINE)
# Packages of others that hold no type of a name of the JDK's, or those alone that are in the table.
_PLAIN = ("java.", "javax.", "okhttp3", "com.google.gson", "org.json", "com.fasterxml.jackson")
_DECLARES = ("class_declaration", "record_declaration", "interface_declaration", "enum_declaration")
# Packages whose names nobody gives to classes of their own, but for a few.
_CERTAIN = {
    *("java.io", "java.math", "java.net", "java.net.http", "java.nio.charset", "java.nio.file"),
    *("java.security", "java.time", "java.time.format", "java.util", "java.util.concurrent"),
    *("java.util.function", "java.util.regex", "java.util.stream", "javax.crypto", "javax.crypto.spec"),
    "javax.net.ssl",
}
_OF_THE_PACKAGE = {"HttpClient", "HttpRequest", "HttpResponse", "Stream"}  # where a text says its package
_COMMON = {
    *("Authenticator", "Certificate", "Clock", "Collector", "Console", "Consumer", "Currency", "Event"),
    *("Exchanger", "Flow", "Formatter", "Function", "Future", "Group", "Identity", "Key", "Locale", "Month"),
    *("Observable", "Observer", "Path", "Period", "Permission", "Policy", "Principal", "Provider", "Proxy"),
    *("Security", "Signature", "Signer", "Stack", "Supplier", "Timer", "Timestamp", "Year"),
}


def missing_imports(tree: Tree) -> Iterator[Fault]:
    """The first use of each type of the JDK, or of OkHttp beside others of it, that nothing imports."""
    imports = _IMPORT.findall(tree.text)
    is_listed = any(package.startswith(("java.", "javax.")) for package, _ in imports)
    has_class = re.search(r"\b(?:class|record|interface|enum)\s+\w", tree.text) is not None
    if not imports or not (has_class or (is_listed and not is_elided(tree.text))):
        return  # a fragment may show the imports of other packages alone
    packages = {package for package, _ in imports}
    whole = {package for package, name in imports if name == "*"}
    whole.update(_PACKAGE.findall(tree.text))
    # A package of others may hold any name (JLS §7.5.2): most clients have an HttpClient, few a List.
    is_open = any(name == "*" and not package.startswith(_PLAIN) for package, name in imports)
    given = {name for _, name in imports} | _own(tree)
    given |= _OF_THE_PACKAGE if _PACKAGE.search(tree.text) else set()
    for node in tree.nodes:
        if node.type not in ("type_identifier", "identifier"):
            continue
        name = tree.source(node)
        homes = java_types().get(name)
        if homes is None or name in given or _is_qualified(node):
            continue
        given.add(name)
        home = next((each.package for each in homes if _is_meant(name, each.package, packages)), None)
        if home is None or any(each.package in ("java.lang", *whole) for each in homes):
            continue
        if is_open and home in ("java.net.http", "okhttp3"):
            continue
        fix = f"Add import {home}.{name};"
        severity = "warning" if is_open else None
        message = f"{name} is used, and nothing imports it"
        yield Fault("WP103", message, line(node), node.start_point[1], fix, severity)


def _is_meant(name: str, package: str, packages: set[str]) -> bool:
    """Whether a name surely is that of the package: no class of the reader's own has it."""
    return package in packages or (package in _CERTAIN and name not in _COMMON)


def _own(tree: Tree) -> set[str]:
    """The names that a text declares: types with their parameters, and variables, as ``URL`` may be one."""
    found = Scopes(tree).texts
    for node in tree.nodes:
        name = node.child_by_field_name("name") if node.type in _DECLARES else None
        if node.type == "type_parameter" and node.named_children:
            name = next((each for each in node.named_children if each.type == "type_identifier"), None)
        if name is not None:
            found.add(tree.source(name))
    return found


def _is_qualified(node: "Node") -> bool:
    """Whether a name stands behind a dot, or names a method or a variable."""
    before, parent = node.prev_sibling, node.parent
    if parent is None or parent.type in ("import_declaration", "scoped_identifier", "package_declaration"):
        return True
    is_own = parent.child_by_field_name("name") == node and node.type == "identifier"
    return is_own or (before is not None and before.type in (".", "::"))
