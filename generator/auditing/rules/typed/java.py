"""Java: java.net.http, HttpURLConnection and OkHttp, and what belongs to them (JLS §15.12.2)."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.typed.checker import NUMBER, TEXT, Checker, Declared, Expression
from generator.auditing.rules.typed.library import Type, types
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORT = re.compile(r"^[ \t]*import\s+(?:static\s+)?([\w.]+?)\.(\w+|\*)\s*;", re.MULTILINE)
_TYPE = re.compile(r"\b[A-Z]\w+")
_OWN = re.compile(r"\b(?:class|interface|record|enum)\s+(\w+)")
# What shows, in a fragment without imports, that a package is meant and no other that has such names.
_MARKS = {
    "java.net.http": re.compile(r"\bHttpRequest\s*\.newBuilder\(|\bBodyHandlers\.|\bBodyPublishers\."),
    "okhttp3": re.compile(r"\bOkHttpClient\b"),
    "java.net": re.compile(r"\bopenConnection\(\)|\bURI\.create\(|\bHttpURLConnection\b"),
    "java.util": re.compile(r"\bBase64\.get\w+\(\)|\bnew (?:ArrayList|HashMap|LinkedHashMap)<"),
}
_TEXTS = {"String", "CharSequence", "Object", "Comparable", "Serializable", "Constable", "ConstantDesc"}
_NUMBERS = {"int", "long", "short", "byte", "float", "double", "char"}
_RAW = "raw"  # what a type without its arguments gives for its type parameter: an Object (JLS §4.8)
_DECLARING = ("formal_parameter", "resource", "enhanced_for_statement", "catch_formal_parameter")
_FIELDS = ("local_variable_declaration", "field_declaration")


def typed_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of a text that the grammar read."""
    named = _named(tree.text)
    if not named.isdisjoint(_TYPE.findall(tree.text)):
        known = types("java")
        short = {name: known[full] for name, full in _SHORT.items()}
        yield from _Java(tree, known | short, named).faults()


def kinds(tree: Tree) -> "Callable[[Node | None], str]":
    """What tells the type of an expression of a text, as far as the tables and the text say it."""
    known = types("java")
    return _Java(tree, known | {name: known[full] for name, full in _SHORT.items()}, _named(tree.text)).kind


def _named(text: str) -> frozenset[str]:
    """The types that the names of a text stand for: by its imports, or by what else it says."""
    imports = set(_IMPORT.findall(text))
    own = {*_OWN.findall(text)}
    said = set() if imports else {package for package, mark in _MARKS.items() if mark.search(text)}
    found = set()
    for name, each in types("java").items():
        outer = name.partition(".")[0]
        if each.package == "java.lang":
            is_meant = True  # which every file imports (JLS §7.3)
        elif imports:
            is_meant = (each.package, outer) in imports or (
                (each.package, "*") in imports and not any(one == outer for _, one in imports)
            )
        else:
            is_meant = each.package in said
        if is_meant and outer not in own:
            found |= {name, name.rpartition(".")[2]} if name in _SHORT.values() else {name}
    return frozenset(found)


# Inner types that are imported by themselves, as a rule.
_SHORT = {"BodyPublishers": "HttpRequest.BodyPublishers", "BodyHandlers": "HttpResponse.BodyHandlers"}


class _Java(Checker):
    inner_types = re.compile(r"[A-Z]\w*[a-z]")

    def expression(self, node: "Node") -> Expression:
        field = node.child_by_field_name
        match node.type:
            case "method_invocation":
                name = field("name")
                return Expression("call", field("object"), self._source(name), name, self._given_to(node))
            case "field_access":
                name = field("field")
                return Expression("field", field("object"), self._source(name), name)
            case "object_creation_expression":
                is_derived = any(child.type == "class_body" for child in node.named_children)
                kind = field("type") if not is_derived else None
                return Expression("new", None, self._source(kind), kind, self._given_to(node))
            case "identifier":
                return Expression("name", None, self.tree.source(node), node)
            case "cast_expression":
                return Expression("cast", None, re.sub(r"\s", "", self._source(field("type"))))
            case "string_literal":
                return Expression("text")
            case "decimal_integer_literal":
                return Expression("number")
            case "parenthesized_expression" if len(node.named_children) == 1:
                return self.expression(node.named_children[0])
            case _:
                return Expression()

    def declared(self, node: "Node") -> Iterator[Declared]:
        kind = self._source(node.child_by_field_name("type"))
        kind = "" if kind == "var" else "".join(kind.split())
        if node.type in _FIELDS:
            for each in node.children_by_field_name("declarator"):
                yield self._declarator(each, kind)
        elif node.type in _DECLARING:
            is_item = node.type == "enhanced_for_statement"
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            dimensions = "".join(self._source(node.child_by_field_name("dimensions")).split())
            if name is not None:
                yield Declared(self.tree.source(name), kind + dimensions, None if is_item else value, node)
        elif node.type == "spread_parameter":
            several = next((one for one in node.named_children if one.type == "variable_declarator"), None)
            if several is not None:
                yield Declared(self._source(several.child_by_field_name("name")), "", None, node)
        elif node.type in ("inferred_parameters", "lambda_expression"):
            for each in node.named_children:
                if each.type == "identifier":
                    yield Declared(self.tree.source(each), "", None, each)

    def _declarator(self, node: "Node", kind: str) -> Declared:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        dimensions = re.sub(r"\s", "", self._source(node.child_by_field_name("dimensions")))
        return Declared(self._source(name), kind + dimensions if kind else "", value, node)

    def _result(self, found: Expression, owner: str) -> str:
        kind = super()._result(found, owner)
        asked = self.expression(found.owner) if found.owner is not None and not kind else Expression()
        declared = self.declarations(asked.name) if asked.form == "name" else ()
        is_raw = bool(declared) and all(each.type == owner for each in declared)
        return _RAW if is_raw and "?" in self._results(found, owner) else kind

    def may_have(self, _: Type, __: str) -> bool:
        """Nothing adds methods to a type of the library."""
        return False

    def takes(self, wanted: str, kind: str) -> bool:
        wanted, kind = wanted.partition("<")[0], kind.partition("<")[0]
        if kind == _RAW:
            return wanted not in (_TEXTS | _NUMBERS | self.known.keys()) - {"Object"}
        if not kind or wanted in ("?", "Object", "var") or wanted == kind:
            return True
        if kind in (TEXT, "String"):  # of a type parameter, the name is a single letter
            return wanted in _TEXTS or len(wanted) == 1
        if kind == NUMBER or kind in _NUMBERS:
            return wanted != "String" and wanted not in self.known
        if kind not in self.known:
            return True
        is_closed = wanted in self.known or wanted in ("String", *_NUMBERS)
        return not is_closed or wanted in self.known[kind].inherits

    def title(self, kind: str) -> str:
        """A type in a message."""
        return {TEXT: "a String", NUMBER: "a number", _RAW: "an Object of a raw type"}.get(
            kind, f"a value of type {kind}"
        )
