"""Python's HTTP clients and standard modules: arguments in another's place, names that a module has not."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache

from generator.auditing.rules.http.headers import is_header_name
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import Names, callee, nodes
from generator.near import near

# Modules whose names the interpreter itself tells; those that differ by platform are not among them.
_MODULES = {
    *("base64", "hashlib", "hmac", "html", "http.client", "json", "random", "secrets", "urllib.error"),
    *("time", "urllib.parse", "urllib.request", "uuid"),
}
# Names that depend on the platform, or that another rule tells of.
_ELSEWHERE = {
    "base64.encodestring",
    "base64.decodestring",
    "time.clock",
    "time.tzset",
    "time.clock_gettime",
    "time.clock_settime",
}
# https://requests.readthedocs.io/en/latest/api/, with its modules and what it brings along
_API = """
ConnectTimeout ConnectionError FileModeWarning HTTPError JSONDecodeError PreparedRequest ReadTimeout
Request RequestException RequestsDependencyWarning Response Session Timeout TooManyRedirects
URLRequired adapters api auth certs chardet codes compat cookies delete exceptions get head hooks
models options packages patch post put request session sessions ssl status_codes structures urllib3
utils
"""
_OF_REQUESTS = frozenset(_API.split())
# What the arguments of requests' functions are, by their places.
_PLACES = {
    **dict.fromkeys(("get", "options", "head"), ("url", "params")),
    "post": ("url", "data", "json"),
    **dict.fromkeys(("put", "patch"), ("url", "data")),
    "delete": ("url",),
}
_PARTS = {"params": "the query's parameters", "data": "the body", "json": "the body's JSON"}
_PAIRS = dict.fromkeys(
    ("HTTPBasicAuth", "HTTPDigestAuth", "BasicAuth", "DigestAuth"), ("username", "password")
)
_MEMBERS_OF_TEXT = ("text", "content", "read")


def argument_faults(tree: ast.Module, names: Names) -> Iterator[Fault]:
    """The faults of calls whose arguments, or whose own names, their library does not have."""
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            yield from _misplaced_headers(node, names)
            yield from _half_a_pair(node, names)
            yield from _added_header(node, names)
            yield from _dict_for_body(node, names)
            yield from _parsed_twice(node, names)
            yield from _json_of_text(node)
            yield from _encoded_twice(node, names)
        elif isinstance(node, ast.Attribute):
            yield from _unknown_name(node, names)
        elif isinstance(node, ast.Expr):
            yield from _never_called(node)


def _misplaced_headers(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``requests.get(url, headers)``: by its place, that is something else."""
    owner, _, verb = callee(node).rpartition(".")
    if owner != "requests" or verb not in _PLACES or names.node(owner) is not None:
        return
    for place, given in enumerate(node.args[1:], 1):
        if not _are_headers(given, names):
            continue
        taken = _PLACES[verb][place] if place < len(_PLACES[verb]) else ""
        message = f"requests.{verb} takes argument {place + 1} for {_PARTS[taken]}" if taken else (
            f"requests.{verb} takes no argument {place + 1} without its name: TypeError"
        )  # fmt: skip
        yield _fault("WP111", message, given, "Write headers=…, so that they are sent as headers.")


def _are_headers(node: ast.expr, names: Names) -> bool:
    if isinstance(node, ast.Name) and node.id.lower().rstrip("s").endswith("header"):
        return True
    value = names.resolved(node)
    keys = value.keys if isinstance(value, ast.Dict) else []
    return bool(keys) and all(
        isinstance(key, ast.Constant) and isinstance(key.value, str) and is_header_name(key.value)
        for key in keys
    )


def _half_a_pair(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``HTTPBasicAuth(client_id)``: a TypeError, since a password belongs to it."""
    kind = callee(node).rpartition(".")[2]
    is_open = any(isinstance(each, ast.Starred) for each in node.args) or any(
        each.arg is None for each in node.keywords
    )
    if kind not in _PAIRS or not names.modules & {"requests", "httpx"} or is_open:
        return
    if (count := len(node.args) + len(node.keywords)) != len(_PAIRS[kind]):
        wanted = " and ".join(_PAIRS[kind])
        message = f"{kind} takes {wanted}, and is given {count} argument{'s' * (count != 1)}: TypeError"
        yield _fault("WP111", message, node, f"Pass {wanted}.")


def _added_header(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``request.add_header("Authorization: Bearer x")``: urllib takes a name and a value."""
    owner, _, method = callee(node).rpartition(".")
    made = names.node(owner, node.lineno) if method == "add_header" else None
    if not isinstance(made, ast.Call) or callee(made).rpartition(".")[2] != "Request":
        return
    count = len(node.args) + len(node.keywords)
    if count != 2 and not any(isinstance(each, ast.Starred) for each in node.args):
        message = f"add_header takes a name and a value, and is given {count} argument{'s' * (count != 1)}"
        yield _fault("WP111", f"{message}: TypeError", node, "Pass the header's name, and its whole value.")


def _dict_for_body(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``connection.request("POST", path, {…})``: http.client sends text, bytes and files."""
    owner, _, method = callee(node).rpartition(".")
    made = names.node(owner, node.lineno) if method == "request" else None
    if not isinstance(made, ast.Call) or not callee(made).endswith(("HTTPSConnection", "HTTPConnection")):
        return
    given = node.args[2] if len(node.args) > 2 else None
    body = next((each.value for each in node.keywords if each.arg == "body"), given)
    if isinstance(names.single(body), ast.Dict):
        message = "the body of http.client is text or bytes, and this is a dict: TypeError"
        yield _fault("WP111", message, body or node, "Write json.dumps(…), or urlencode(…) for a form.")


def _parsed_twice(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``json.loads(response)``: it takes text, and neither a response nor what ``json()`` gave."""
    if callee(node) != "json.loads" or not node.args:
        return
    value = names.single(node.args[0])
    if not isinstance(value, ast.Call):
        return
    owner, _, method = callee(value).rpartition(".")
    if owner in ("requests", "httpx") and method in (*_PLACES, "request"):
        message = f"json.loads takes text, and this is a response of {owner}: TypeError"
        yield _fault("WP111", message, node, "Call .json() on the response.")
    elif method == "json" and not value.args and isinstance(value.func, ast.Attribute):
        message = "json() has read the JSON already, and json.loads takes text: TypeError"
        yield _fault("WP111", message, node, "Leave json.loads out.")
    elif method == "getresponse" or callee(value) in ("urllib.request.urlopen", "urlopen", "request.urlopen"):
        message = "json.loads takes text, and this is a response: TypeError"
        yield _fault("WP111", message, node, "Call .read() on the response.")


def _encoded_twice(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``requests.post(url, json=json.dumps(order))``: the client makes JSON of it once more, a string."""
    owner, _, verb = callee(node).rpartition(".")
    if verb not in (*_PLACES, "request") or not names.modules & {"requests", "httpx"}:
        return
    given = next((each.value for each in node.keywords if each.arg == "json"), None)
    value = names.single(given)
    is_made = isinstance(value, ast.Call) and callee(value) in ("json.dumps", "dumps")
    text = value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
    yield from _quoted(node, names)
    if owner and (is_made or re.match(r"\s*[{\[]", text)):
        message = "json= makes JSON of what it is given, and this is JSON already: a string is sent"
        yield _fault("WP204", message, given or node, "Pass the dict itself, or data= with the text.")


_QUOTING = ("quote", "quote_plus", "urllib.parse.quote", "urllib.parse.quote_plus", "parse.quote")


def _quoted(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``params={"q": q}``, where q was quoted above: the client does so, too."""
    for keyword in node.keywords:
        pairs = names.single(keyword.value) if keyword.arg in ("params", "data") else None
        for each in pairs.values if isinstance(pairs, ast.Dict) else ():
            value = names.single(each) if isinstance(each, ast.Name) else None
            if isinstance(value, ast.Call) and callee(value) in _QUOTING:
                message = f"{ast.unparse(each)} is encoded already, and {keyword.arg} encodes it once more"
                yield _fault("WP204", message, each, "Pass the plain value.")


def _json_of_text(node: ast.Call) -> Iterator[Fault]:
    """``response.read().json()``: neither bytes nor text have that method."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != "json" or node.args:
        return
    owner = function.value
    member = owner.func if isinstance(owner, ast.Call) and not owner.args else owner
    is_called = member is not owner
    if (
        isinstance(member, ast.Attribute)
        and member.attr in _MEMBERS_OF_TEXT
        and is_called == (member.attr == "read")
    ):
        message = f"what {member.attr} gives has no method json: AttributeError"
        yield _fault("WP111", message, node, "Call .json() on the response, or json.loads(…) on its text.")


def _unknown_name(node: ast.Attribute, names: Names) -> Iterator[Fault]:
    """``urllib.request.open``: an AttributeError."""
    module, _, name = callee(node).rpartition(".")
    if name.startswith("_") or names.node(module.partition(".")[0]) is not None:
        return
    root = module.partition(".")[0]
    if root not in names.modules or root in names.aliases:
        return
    if f"{module}.{name}" in _ELSEWHERE:
        return
    known = _OF_REQUESTS if module == "requests" else _names_of(module) if module in _MODULES else None
    if known and name not in known and not (module == "http.client" and name.isupper()):
        meant = near(name, sorted(known), 0.7)
        fix = f"Did you mean {module}.{meant}?" if meant else f"See the documentation of {module}."
        yield _fault("WP111", f"the module {module} has no {name}: AttributeError", node, fix)


@cache
def _names_of(module: str) -> frozenset[str]:
    """What a module of the standard library defines; only those in `_MODULES` are ever imported."""
    return frozenset(dir(importlib.import_module(module)))


_METHODS = ("raise_for_status", "getresponse", "connect", "close")


def _never_called(node: ast.Expr) -> Iterator[Fault]:
    """``response.raise_for_status`` as a statement: it names the method, and does nothing."""
    value = node.value
    if isinstance(value, ast.Attribute) and value.attr in _METHODS:
        message = f"{value.attr} is a method, and is not called here"
        yield _fault("WP111", message, value, f"Write {callee(value)}().")


def _fault(rule: str, message: str, node: ast.expr, fix: str) -> Fault:
    return Fault(rule, message, node.lineno - 1, node.col_offset, fix)
