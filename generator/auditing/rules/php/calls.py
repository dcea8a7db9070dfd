"""PHP's calls that fail when they run: too few arguments, headers without names, arrays as objects."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

# How many arguments each wants at least: https://www.php.net/manual/en/ref.curl.php and so on.
_LEAST = {
    "curl_exec": 1, "curl_setopt": 3, "curl_setopt_array": 2, "curl_close": 1, "curl_error": 1,
    "curl_errno": 1, "curl_getinfo": 1, "json_encode": 1, "json_decode": 1, "base64_encode": 1,
    "http_build_query": 1,    "file_get_contents": 1, "hash_hmac": 3, "urlencode": 1, "rawurlencode": 1,
}  # fmt: skip
# What takes what curl_init gives, which is an object since PHP 8.0.
_OF_HANDLES = (
    *("curl_setopt", "curl_setopt_array", "curl_exec", "curl_getinfo", "curl_error", "curl_errno"),
    *("curl_close", "curl_reset", "curl_escape", "curl_unescape", "curl_copy_handle"),
)
_NO_HANDLE = re.compile(r"(CURLOPT_)|['\"]")
_STREAMED = re.compile(r"\bstream_context_create\([^;]{0,2000}?(['\"]content['\"])\s*=>\s*(?:\[|array\()")
_SENT = re.compile(r"(\$\w+)\s*=\s*\$\w+->(?:get|post|put|patch|delete|request)\(")
_READ = re.compile(r"\bjson_decode\(\s*(\$\w+)\s*[,)]")
_BODY = re.compile(r"(\$\w+)\s*=\s*\$\w+->getBody\(\)\s*;")
# https://www.php-fig.org/psr/psr-7/#34-psrhttpmessagestreaminterface
_OF_STREAMS = "get|read|write|rewind|seek|tell|eof|is|close|detach|__"
_OF_BODY = re.compile(rf"(\$\w+)(?:\[['\"]|->(?!{_OF_STREAMS})\w)")
# The options that take an array: https://www.php.net/manual/en/curl.constants.php
_LISTS = (
    "HTTPHEADER|PROXYHEADER|POSTFIELDS|HTTP200ALIASES|QUOTE|PREQUOTE|POSTQUOTE|RESOLVE|CONNECT_TO|MAIL_RCPT"
    "|TELNETOPTIONS"
)
_LISTED = re.compile(rf"\b(CURLOPT_(?!(?:{_LISTS})\b)\w+)\s*(?:,|=>)\s*(?:\[|array\()")
_WRAPPER = re.compile(r"\bstream_context_create\(\s*(?:\[|array\()\s*(['\"]https['\"])\s*=>")
_EXCHANGED = re.compile(r"->request(?:Async)?\(\s*['\"](?:/|https?://)[^'\"]*['\"]\s*,\s*['\"][A-Za-z]+['\"]")
_TEXT = r"(?:['\"]|getenv\([^()]*\)\s*\.|json_encode\(|http_build_query\(|\$\w+\s*\.\s*['\"])"
_TEXT_FOR_LIST = re.compile(rf"['\"](auth|headers|form_params|multipart)['\"]\s*=>\s*{_TEXT}")
_OF_ANOTHER_KIND = (  # the last two of Guzzle
    (_LISTED, "{} takes no array", "Write CURLOPT_HTTPHEADER, or CURLOPT_POSTFIELDS for a body."),
    (_WRAPPER, "a stream context has http for https, too, and passes over {}", "Write 'http'."),
    (_EXCHANGED, "request takes the method first, and then the address", "Exchange the two."),
    (_TEXT_FOR_LIST, "{} of Guzzle is an array, and this is text", "Pass an array."),
)
_CONSTANT = re.compile(r"\bCURL(?:OPT|INFO|AUTH)_\w+")
_SECOND = re.compile(r"\bfile_get_contents\([^(),;]+,\s*\$(?:ctx|context|opts|options|stream\w*)\s*\)")
_GUZZLE_HEADERS = re.compile(r"['\"]headers['\"]\s*=>\s*(?:\[|array\()\s*['\"][A-Za-z-]+:\s")
_GIVEN = re.compile(r"(\$\w+)\s*=(?![=>])")
_PROPERTY = re.compile(r"(\$\w+)->\w+\b(?!\()")
_DECODED = re.compile(
    r"(\$\w+)\s*=\s*json_decode\((?:[^(),]|\((?:[^()]|\([^()]*\))*\))*,\s*(?:true|TRUE|1|associative:\s*true)\s*[,)]"
)


def php_call_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of the calls of a text that the grammar read."""
    for node in tree.nodes:
        if node.type == "function_call_expression":
            yield from _too_few(tree, node)
        elif node.type == "subscript_expression":
            yield from _bare_index(tree, node)
        elif node.type == "binary_expression":
            yield from _dotted_member(tree, node)
    yield from _nameless_headers(tree)
    yield from _array_as_object(tree)
    yield from _of_guzzle(tree)
    yield from _unknown_constants(tree)
    yield from _of_another_kind(tree.text)
    if match := _STREAMED.search(tree.text):
        message = "content of a stream context is a text, and this is an array"
        at = tree.text.count("\n", 0, match.start(1))
        yield Fault("WP209", message, at, None, "Write http_build_query([…]), or json_encode([…]).")
    for match in _SECOND.finditer(tree.text):
        message = "file_get_contents takes the context third: this one is never used"
        fix = "Write file_get_contents($url, false, $context)."
        yield Fault("WP111", message, tree.text.count("\n", 0, match.start()), None, fix)


def _too_few(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``curl_exec()``: an ArgumentCountError."""
    callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    name = tree.source(callee) if callee is not None else ""
    first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    if name in _OF_HANDLES and first is not None and (match := _NO_HANDLE.match(tree.source(first))):
        kind = "an option" if match[1] else "a text"
        message = f"{name} takes the handle first, and this is {kind}: TypeError"
        yield Fault("WP111", message, line(node), None, "Pass what curl_init gave.")
        return
    if name not in _LEAST or arguments is None or "..." in tree.source(arguments):
        return
    count = sum(each.type == "argument" for each in arguments.named_children)
    if count < _LEAST[name]:
        message = f"{name} takes at least {_LEAST[name]} arguments, and is given {count}: ArgumentCountError"
        yield Fault("WP111", message, line(node), None, "Write what is missing.")


def _bare_index(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``$_GET[code]``: a constant that nothing defines; within a text in double quotes it is a name."""
    index = node.named_children[1] if len(node.named_children) > 1 else None
    is_name = index is not None and index.type == "name"
    if index is None or not is_name or ancestor(node, "encapsed_string", "heredoc") is not None:
        return
    name = tree.source(index)
    if name.islower() and not re.search(rf"\b(?:define\(\s*['\"]|const\s+){re.escape(name)}\b", tree.text):
        message = f"{name} is a constant that nothing defines, which PHP 8 refuses"
        yield Fault("WP102", message, line(node), None, f"Write ['{name}'].")


def _dotted_member(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``$response.success``: a dot joins two texts, and the second is a constant that nothing defines."""
    match = re.fullmatch(r"\$\w+\.([a-z]\w*)", tree.source(node))
    right = node.child_by_field_name("right")
    if match is not None and right is not None and right.type == "name":
        message = f"a dot joins texts in PHP, and {match[1]} is a constant that nothing defines"
        yield Fault("WP102", message, line(node), None, f"Write ->{match[1]}, or ['{match[1]}'].")


def _nameless_headers(tree: Tree) -> Iterator[Fault]:
    """``'headers' => ['Accept: text/plain']`` of Guzzle: the keys are the names, and these are 0 and 1."""
    match = _GUZZLE_HEADERS.search(tree.text) if "Guzzle" in tree.text else None
    if match is not None:
        message = "Guzzle takes the names of headers from the keys, and this list has none"
        yield Fault(
            "WP111", message, tree.text.count("\n", 0, match.start()), None, "Write 'Name' => 'value'."
        )


def _of_guzzle(tree: Tree) -> Iterator[Fault]:
    """A response of Guzzle, or its stream, where its text is due."""
    text = tree.text
    if "GuzzleHttp" not in text:
        return
    responses = {name for name, count in Counter(_SENT.findall(text)).items() if count == 1}
    for match in _READ.finditer(text):
        if match[1] in responses:
            message = f"json_decode takes text, and {match[1]} is a response: TypeError"
            at = text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, f"Write json_decode((string) {match[1]}->getBody()).")
    given = Counter(_GIVEN.findall(text))
    bodies = {name for name in _BODY.findall(text) if given[name] == 1}
    for read in _OF_BODY.finditer(text) if bodies else ():
        if read[1] in bodies:
            bodies.discard(read[1])
            message = f"{read[1]} is the stream of the body, which has no such members"
            at = text.count("\n", 0, read.start())
            yield Fault("WP111", message, at, None, f"Write json_decode((string) {read[1]}, true) before.")


@cache
def _constants() -> frozenset[str]:
    """The constants of the cURL extension of PHP 8.4."""
    text = files("generator.auditing").joinpath("data/php_curl.txt").read_text("utf-8")
    return frozenset(text.split())


def _unknown_constants(tree: Tree) -> Iterator[Fault]:
    """``CURLOPT_POSTFIELD``: a constant that cURL does not have (an Error since PHP 8)."""
    told: set[str] = set()
    for node in tree.nodes if "CURL" in tree.text and "define(" not in tree.text else ():
        name = tree.source(node) if node.type == "name" else ""
        if name in told or not _CONSTANT.fullmatch(name) or name in _constants():
            continue
        told.add(name)
        meant = near(name, sorted(_constants()), 0.85)
        if meant or name.startswith("CURLOPT_"):
            fix = f"Did you mean {meant}?" if meant else "See the constants of PHP's cURL."
            message = f"there is no constant {name}, which PHP 8 refuses"
            yield Fault("WP102", message, line(node), None, fix)


def _of_another_kind(text: str) -> Iterator[Fault]:
    """An array for an option that is none, a text for one that is an array, an address for the method."""
    patterns = _OF_ANOTHER_KIND if "Guzzle" in text else _OF_ANOTHER_KIND[:2]
    for pattern, message, fix in patterns:
        for match in pattern.finditer(text):
            at = text.count("\n", 0, match.start())
            yield Fault("WP111", message.format(*match.groups()), at, None, fix)


def _array_as_object(tree: Tree) -> Iterator[Fault]:
    """``json_decode($text, true)->id``: an array has no properties."""
    text = tree.text
    decoded = {match[1]: match.end() for match in _DECODED.finditer(text)}
    given = Counter(_GIVEN.findall(text)) if decoded else Counter[str]()
    for read in _PROPERTY.finditer(text) if decoded else ():
        name = read[1]
        if given[name] == 1 and decoded.get(name, read.end()) < read.start():
            message = f"{name} is an array, which has no properties"
            at = text.count("\n", 0, read.start())
            yield Fault("WP111", message, at, None, f"Write {name}['…'], or leave the true out.")
            return
