"""Ruby: what a program uses of the standard library and requires nowhere (WP103).

What a library brings besides itself is that of Ruby 3.3, asked of it: ``ruby -e 'require "csv"; DateTime'``.
https://docs.ruby-lang.org/en/3.3/standard_library_rdoc.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_HTTP = ("net/http", "net/https")
# A constant, or a method that a library adds to others' classes: first the library to require, then what
# brings it as well.
_BROUGHT = {
    "JSON": ("json",),
    "to_json": ("json",),
    "Net::HTTP": _HTTP,
    "Base64": ("base64",),
    "CGI": ("cgi", "cgi/util", "cgi/escape", "erb"),
    "SecureRandom": ("securerandom", *_HTTP),
    "OpenSSL": ("openssl", *_HTTP),
    "Digest": ("digest", "digest/md5", "digest/sha1", "digest/sha2", "openssl", "net/https"),
    "URI": ("uri", *_HTTP, "open-uri"),
    "DateTime": ("date", "time", "csv", "open-uri"),
    "iso8601": ("time", "csv", "open-uri"),
    "ERB": ("erb",),
    "YAML": ("yaml",),
    "CSV": ("csv",),
    "Logger": ("logger",),
    "Tempfile": ("tempfile",),
    "Shellwords": ("shellwords",),
}
_METHODS = frozenset(name for name in _BROUGHT if name[0].islower())
_STANDARD = {name for names in _BROUGHT.values() for name in names} | {
    *("English", "benchmark", "bigdecimal", "delegate", "fileutils", "forwardable", "io/console", "open3"),
    *("optparse", "ostruct", "pathname", "pp", "set", "singleton", "socket", "stringio", "timeout", "zlib"),
}
# What any library that speaks HTTP or JSON may have brought, but a few that surely bring JSON.
_FOREIGN = ("JSON", "to_json", "Net::HTTP", "Base64")
_WITH_JSON = {"httparty", "faraday", "rest-client", "sinatra", "rails", "oauth2", "bundler/setup"}
_BY_LETTERS = {name.lower(): name for name in _STANDARD}
_REQUIRE = re.compile(r"^[ \t]*require[ (]*['\"]([\w/-]+)['\"]", re.MULTILINE)
_FROM_ELSEWHERE = re.compile(
    r"^[ \t]*(?:require_relative|load|autoload|Bundler\.|gemfile\b)|\bRails\b", re.MULTILINE
)


def _required(text: str) -> set[str]:
    """The libraries that a text requires, by the names that they have."""
    return {_BY_LETTERS.get(name.lower(), name) for name in _REQUIRE.findall(text)}


def is_closed(text: str) -> bool:
    """Whether a text requires something, and nothing besides the standard library."""
    required = _required(text)
    return bool(required) and required <= _STANDARD and not _FROM_ELSEWHERE.search(text)


def miscalled_libraries(tree: Tree) -> Iterator[Fault]:
    """``require 'Base64'``: LoadError, but where capitals tell no files apart."""
    for match in _REQUIRE.finditer(tree.text):
        if (meant := _BY_LETTERS.get(match[1].lower(), match[1])) != match[1]:
            message = f"{match[1]} is no library where capitals tell files apart, as on Linux: LoadError"
            at = tree.text.count("\n", 0, match.start(1))
            yield Fault("WP103", message, at, None, f"Write require '{meant}'.")


def required_faults(tree: Tree) -> Iterator[Fault]:
    """The first use of each library that a program which requires others does not require.

    What a program that requires the standard library alone lacks, it has not; a gem may have brought it.
    """
    required = _required(tree.text)
    if not required or required & _WITH_JSON:
        return
    is_alone = is_closed(tree.text)
    used: dict[str, tuple[str, Node]] = {}
    for name, node in _used(tree):
        if not required & set(_BROUGHT[name]) and (is_alone or name in _FOREIGN):
            used.setdefault(_BROUGHT[name][0], (name, node))
    for library, (name, node) in used.items():
        message = f"{name} is used, and nothing requires {library}"
        severity = None if is_alone else "warning"
        yield Fault("WP103", message, line(node), node.start_point[1], f"Add require '{library}'.", severity)


def _used(tree: Tree) -> Iterator[tuple[str, "Node"]]:
    """What stands for something of the standard library, and where; what the text defines itself does not."""
    own = {tree.source(each) for node in tree.nodes if node.type in ("class", "module", "assignment")
           if (each := node.child_by_field_name("name") or node.child_by_field_name("left"))}  # fmt: skip
    for node in tree.nodes:
        if node.type == "scope_resolution" and tree.source(node) == "Net::HTTP":
            yield "Net::HTTP", node
        elif node.type == "constant" and _stands_alone(node):
            if (name := tree.source(node)) in _BROUGHT and name not in own:
                yield name, node
        elif node.type == "identifier" and (name := tree.source(node)) in _METHODS and _is_called(node):
            yield name, node


def _stands_alone(node: "Node") -> bool:
    """Whether a constant is no member of another one's, as the JSON of ``Oj::JSON``."""
    parent = node.parent
    return parent is None or parent.type != "scope_resolution" or parent.child_by_field_name("name") != node


def _is_called(node: "Node") -> bool:
    parent = node.parent
    return parent is not None and parent.type == "call" and parent.child_by_field_name("method") == node
