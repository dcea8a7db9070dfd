"""PHP that parses and does not do what it says: a result that never comes back, variables without a value."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.php.refused import refused
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

# Superglobals, and what PHP itself defines: https://www.php.net/manual/en/reserved.variables.php
_GIVEN = {
    "this",
    "GLOBALS",
    "_SERVER",
    "_GET",
    "_POST",
    "_FILES",
    "_COOKIE",
    "_SESSION",
    "_REQUEST",
    "_ENV",
    "argc",
    "argv",
    "http_response_header",
    "php_errormsg",
}
_SCOPES = (
    "function_definition",
    "method_declaration",
    "anonymous_function",
    "arrow_function",
    "class_declaration",
)
_WRITERS = re.compile(
    r"&|\b(?:preg_match|preg_match_all|list|global|static|extract|parse_str|foreach|catch|exec|curl_multi_exec)\b"
)


def php_faults(tree: Tree, earlier: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """The faults of a text that the grammar read; `earlier` are the names that the PHP above it gives."""
    yield from _returned(tree)
    yield from _keyed_headers(tree)
    yield from _text_for_json(tree)
    yield from _members_of_responses(tree)
    yield from _never_sent(tree)
    yield from _undefined(tree, earlier)
    yield from _bare_keys(tree)
    yield from _object_as_array(tree)
    yield from _dollar_braces(tree)
    yield from refused(tree)


def _dollar_braces(tree: Tree) -> Iterator[Fault]:
    """``"${name}"``, which PHP 8.2 deprecates; ``"{$name}"`` is meant.

    https://www.php.net/manual/en/migration82.deprecated.php
    """
    for node in tree.nodes:
        if node.type == "dynamic_variable_name" and ancestor(node, "encapsed_string", "heredoc") is not None:
            written = tree.source(node)
            message = f"{written} within a text is deprecated since PHP 8.2"
            yield Fault("WP602", message, line(node), None, f"Write {{${written[2:-1]}}}.")
            return


# ``json_decode($text)``, without the true that makes arrays of objects
_DECODED = r"json_decode\((?:[^(),]|\([^()]*\))*\)"


def _object_as_array(tree: Tree) -> Iterator[Fault]:
    """``json_decode($text)['name']``: an Error, since an object of PHP is no array."""
    match = re.search(rf"{_DECODED}\s*\[['\"]", tree.text)
    objects = {each[1] for each in re.finditer(rf"(\$\w+)\s*=\s*{_DECODED}\s*;", tree.text)}
    given = Counter(re.findall(r"(\$\w+)\s*=[^=>]", tree.text)) if objects else Counter[str]()
    indexed = re.finditer(r"(\$\w+)\[['\"]", tree.text) if objects else ()
    match = match or next((each for each in indexed if each[1] in objects and given[each[1]] == 1), None)
    if match is not None:
        at = tree.text.count("\n", 0, match.start())
        message = "json_decode gives an object, which is no array: Error"
        yield Fault("WP111", message, at, None, "Write json_decode($text, true).")


def _bare_keys(tree: Tree) -> Iterator[Fault]:
    """``array(name => 1)``: a constant that nothing defines, which is an Error since PHP 8."""
    defined = set(re.findall(r"\b(?:define\(\s*['\"]|const\s+)(\w+)", tree.text))
    for node in tree.nodes:
        key = node.named_children[0] if node.type == "array_element_initializer" else None
        if key is None or key.type != "name" or len(node.named_children) < 2:
            continue
        name = tree.source(key)
        if name.islower() and name not in defined:
            message = f"{name} is a constant that nothing defines, which PHP 8 refuses"
            yield Fault("WP102", message, line(key), None, f"Write '{name}'.")
            return


def _returned(tree: Tree) -> Iterator[Fault]:
    """Without CURLOPT_RETURNTRANSFER, curl_exec prints the response and returns true."""
    if "CURLOPT_RETURNTRANSFER" in tree.text or "curl_setopt_array($ch, $" in tree.text:
        return
    for node in tree.nodes:
        callee = node.child_by_field_name("function") if node.type == "function_call_expression" else None
        if callee is None or tree.source(callee) != "curl_exec" or "CURLOPT_FILE" in tree.text:
            continue
        outer = ancestor(node, "assignment_expression", "function_call_expression", "return_statement")
        if outer is not None:
            yield Fault(
                "WP111",
                "without CURLOPT_RETURNTRANSFER, curl_exec prints the response and returns true",
                line(node),
                None,
                "Add curl_setopt($ch, CURLOPT_RETURNTRANSFER, true);.",
                "warning",
            )
            return


def _never_sent(tree: Tree) -> Iterator[Fault]:
    """A handle that is made and closed, and that nothing executes."""
    text = tree.text
    closed = re.search(r"\bcurl_close\(", text)
    if (
        closed
        and "curl_init(" in text
        and not re.search(r"curl_(?:multi_)?exec|curl_multi_add_handle|\.\.\.|…", text)
    ):
        at = text.count("\n", 0, closed.start())
        yield Fault(
            "WP111", "nothing calls curl_exec: no request is sent", at, None, "Call curl_exec($ch) before."
        )


_GUZZLE = re.compile(r"(\$\w+)\s*=\s*\$\w+->(?:get|post|put|patch|delete|head|request|send)\(")
_PSR_7 = re.compile(
    r"get(?:StatusCode|ReasonPhrase|Headers?|HeaderLine|Body|ProtocolVersion)|hasHeader|with\w+",
    re.IGNORECASE,
)


def _members_of_responses(tree: Tree) -> Iterator[Fault]:
    """Methods that a response of Guzzle does not have: it has those of PSR-7 alone."""
    names = set(_GUZZLE.findall(tree.text)) if "GuzzleHttp" in tree.text else set()
    for node in tree.nodes if names else ():
        if node.type not in ("member_call_expression", "member_access_expression"):
            continue
        owner, member = node.child_by_field_name("object"), node.child_by_field_name("name")
        if owner is None or member is None or tree.source(owner) not in names:
            continue
        name = tree.source(member)
        if node.type == "member_access_expression" or not _PSR_7.fullmatch(name):
            message = f"a response of Guzzle has no {name}"
            yield Fault("WP111", message, line(node), None, "Its text is (string) $response->getBody().")


_TAKEN = re.compile(r"(\$\w+)\s*=\s*(?:curl_exec|file_get_contents)\(")
_MADE_OTHERWISE = re.compile(r"(\$\w+)\s*=(?!=)(?!\s*(?:curl_exec|file_get_contents)\()")
_READ = re.compile(r"(\$\w+)(?=->\w|\[['\"])|\bforeach\s*\(\s*(\$\w+)\s+as\b")


def _text_for_json(tree: Tree) -> Iterator[Fault]:
    """``$answer->id`` of what curl_exec gave, which is text until json_decode makes something of it."""
    taken = set(_TAKEN.findall(tree.text))
    taken -= set(_MADE_OTHERWISE.findall(tree.text)) if taken else set()
    for read in _READ.finditer(tree.text) if taken else ():
        name = read[1] or read[2]
        if name in taken:
            taken.remove(name)
            message = f"{name} is text, which has no members"
            at = tree.text.count("\n", 0, read.start())
            yield Fault("WP111", message, at, None, f"Write json_decode({name}, true) before.")


def _keyed_headers(tree: Tree) -> Iterator[Fault]:
    """CURLOPT_HTTPHEADER takes texts: the keys of an array are not sent."""
    match = re.search(r"CURLOPT_HTTPHEADER\s*(?:,|=>)\s*(?:array\(|\[)\s*(['\"])[\w-]+\1\s*=>", tree.text)
    if match:
        message = "CURLOPT_HTTPHEADER takes texts, and sends no keys of an array"
        at = tree.text.count("\n", 0, match.start())
        yield Fault("WP111", message, at, None, "Write 'Content-Type: application/json'.")


def _undefined(tree: Tree, earlier: frozenset[str]) -> Iterator[Fault]:
    """Variables that are read and never given a value, in a sample that makes no functions and no classes."""
    if any(node.type in _SCOPES for node in tree.nodes) or re.search(
        r"\b(?:include|require)\b|\.\.\.|…", tree.text
    ):
        return
    given, read = {*_GIVEN, *earlier}, dict[str, "Node"]()
    for node in tree.nodes:
        if node.type != "variable_name":
            continue
        name = tree.source(node).lstrip("$")
        if _is_given(tree, node):
            given.add(name)
        else:
            read.setdefault(name, node)
    for name, node in read.items():
        if name not in given:
            severity = "warning" if tree.text.lstrip().startswith("<?php\n") else "note"
            yield Fault(
                "WP102",
                f"${name} is given no value in this sample",
                line(node),
                None,
                f"Give ${name} a value, or say what it is.",
                severity,
            )


def _is_given(tree: Tree, node: "Node") -> bool:
    parent = node.parent
    while parent is not None and parent.type in (
        "list_literal",
        "array_creation_expression",
        "array_element_initializer",
        "pair",
        "subscript_expression",
        "by_ref",
        "reference_modifier",
    ):
        if parent.type in ("list_literal", "by_ref"):
            return True
        node, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in (
        "assignment_expression",
        "reference_assignment_expression",
        "augmented_assignment_expression",
    ):
        return parent.child_by_field_name("left") == node
    if parent.type == "argument":
        call = ancestor(parent, "function_call_expression")
        callee = call.child_by_field_name("function") if call is not None else None
        return callee is not None and _WRITERS.search(tree.source(callee)) is not None
    return parent.type in (
        "foreach_statement",
        "catch_clause",
        "global_declaration",
        "static_variable_declaration",
        "pair",
    )
