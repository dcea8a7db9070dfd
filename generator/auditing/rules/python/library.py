"""Python calls that fail when they run: names that a module has no longer, text where bytes are wanted."""

import ast
import re
from collections.abc import Iterator

from generator.auditing.rules.python.arguments import argument_faults
from generator.auditing.rules.python.clients import client_faults, thrown_away
from generator.auditing.rules.python.objects import object_faults
from generator.auditing.rules.python.operators import operator_faults
from generator.auditing.understanding.call import HOLE, Fault
from generator.auditing.understanding.python_values import Names, callee, nodes

_REMOVED_MODULES = {
    "urllib2": "urllib.request",
    "httplib": "http.client",
    "urlparse": "urllib.parse",
    "ConfigParser": "configparser",
    "StringIO": "io",
    "cPickle": "pickle",
    "Cookie": "http.cookies",
    "cookielib": "http.cookiejar",
    "commands": "subprocess",
    "Queue": "queue",
    "HTMLParser": "html.parser",
    "SimpleHTTPServer": "http.server",
    "BaseHTTPServer": "http.server",
    "imp": "importlib",
    "asynchat": "asyncio",
    "distutils": "setuptools",
    "cgi": "email.message",
}
# What is there without an import, and that no module is called by.
_BUILT_IN = {
    "bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "len", "list", "object", "open",
    "print", "set", "str", "tuple", "type",
}  # fmt: skip
_REMOVED_NAMES = {
    "urllib.urlencode": "urllib.parse.urlencode",
    "urllib.quote": "urllib.parse.quote",
    "urllib.quote_plus": "urllib.parse.quote_plus",
    "urllib.unquote": "urllib.parse.unquote",
    "urllib.urlopen": "urllib.request.urlopen",
    "urllib.urlretrieve": "urllib.request.urlretrieve",
    "base64.encodestring": "base64.encodebytes",
    "base64.decodestring": "base64.decodebytes",
    "time.clock": "time.perf_counter",
    "string.letters": "string.ascii_letters",
    "os.getcwdu": "os.getcwd",
    "string.join": "str.join",
    "sys.maxint": "sys.maxsize",
}
_BYTES = {
    "base64.b64encode",
    "base64.urlsafe_b64encode",
    "hashlib.sha256",
    "hashlib.md5",
    "hashlib.sha1",
    "hmac.new",
    "b64encode",
}


_CLIENTS = frozenset(("requests", "httpx", "aiohttp"))


def _is_used(tree: ast.Module, name: str) -> bool:
    """Whether a name is that of a client, by what is called of it; it may be a variable's as well."""
    called = {callee(node).partition(".") for node in nodes(tree) if isinstance(node, ast.Call)}
    return any(owner == name and (member in _VERBS or member in _MAKERS) for owner, _, member in called)


_MAKERS = ("Session", "session", "Client", "AsyncClient", "ClientSession")


def library_faults(tree: ast.Module, earlier: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """The faults of a module's imports and calls; a cell's client may be imported above it (`earlier`)."""
    names = Names(tree)
    yield from thrown_away(tree, names)
    names.modules |= {name for name in earlier & _CLIENTS if _is_used(tree, name)}
    yield from client_faults(tree, names)
    yield from argument_faults(tree, names)
    yield from object_faults(tree, names)
    yield from operator_faults(tree, names)
    guarded = {
        id(child) for node in nodes(tree) if isinstance(node, ast.Try) for child in ast.walk(node)
    }  # an import that is tried is meant to fail
    for node in nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in guarded:
            yield from _imports(node)
        elif isinstance(node, ast.Attribute) and callee(node) in _REMOVED_NAMES and id(node) not in guarded:
            yield Fault(
                "WP601",
                f"{callee(node)} does not exist in Python 3",
                node.lineno - 1,
                node.col_offset,
                f"Write {_REMOVED_NAMES[callee(node)]}.",
            )
        elif (
            isinstance(node, ast.Attribute)
            and node.attr in ("iteritems", "has_key", "itervalues")
            and callee(node).partition(".")[0] != "self"
        ):
            surely = isinstance(names.resolved(node.value), ast.Dict)
            yield Fault(
                "WP110",
                f".{node.attr}() is Python 2",
                node.lineno - 1,
                node.col_offset,
                "Write it for Python 3.",
                None if surely else "warning",
            )
        elif isinstance(node, ast.Call):
            yield from _call(node, names)
        elif isinstance(node, ast.Subscript | ast.Attribute):
            yield from _uncalled(node, names)
            yield from _misread(node, names)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[Fault]:
    modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    if isinstance(node, ast.ImportFrom) and node.level:
        return
    for module in modules:
        replacement = _REMOVED_MODULES.get(module.partition(".")[0])
        if isinstance(node, ast.Import) and module in _BUILT_IN:
            message = f"Python has no module {module}: it is built in, and needs no import"
            yield Fault("WP601", message, node.lineno - 1, node.col_offset, "Remove the import.")
        if replacement:
            yield Fault(
                "WP601",
                f"the module {module} does not exist in today's Python",
                node.lineno - 1,
                node.col_offset,
                f"Import {replacement}.",
            )
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                replacement = _REMOVED_NAMES.get(f"{module}.{alias.name}")
                if replacement:
                    yield Fault(
                        "WP601",
                        f"{module}.{alias.name} does not exist in Python 3",
                        node.lineno - 1,
                        node.col_offset,
                        f"Import {replacement}.",
                    )


def _call(node: ast.Call, names: Names) -> Iterator[Fault]:
    name = callee(node)
    taken = node.args[: 2 if name == "hmac.new" else 1] if name in _BYTES else []
    if any(_is_surely_text(names.single(each)) or _grows_by_text(each, names) for each in taken):
        yield Fault(
            "WP111",
            f"{name} wants bytes, and this is text: TypeError",
            node.lineno - 1,
            node.col_offset,
            "Add .encode() to the text.",
        )
    kind = name.rpartition(".")[2]
    if kind in ("HTTPSConnection", "HTTPConnection") and node.args:
        host = names.text(node.args[0]) or ""
        if "/" in host:
            yield Fault(
                "WP208",
                f"{kind} takes a host alone, not {host[:60]}",
                node.lineno - 1,
                node.col_offset,
                "Pass the host; the path belongs to request().",
            )
    yield from _target(node, name, names)
    is_short = name in (kind, f"request.{kind}")
    is_urllib = name.startswith("urllib") or (is_short and "urllib" in names.modules)
    if kind in ("urlopen", "Request") and is_urllib:
        data = (
            node.args[1]
            if len(node.args) > 1
            else next((item.value for item in node.keywords if item.arg == "data"), None)
        )
        if isinstance(names.single(data), ast.Dict):
            message = "the data of urllib must be bytes, and this is a dict: TypeError"
            fix = "Write urlencode(…).encode(), or json.dumps(…).encode()."
            yield Fault("WP111", message, node.lineno - 1, node.col_offset, fix)
        if _is_surely_text(names.single(data)):
            yield Fault(
                "WP111",
                "the data of urllib must be bytes, and this is text: TypeError",
                node.lineno - 1,
                node.col_offset,
                "Add .encode() to the data.",
            )


def _target(node: ast.Call, name: str, names: Names) -> Iterator[Fault]:
    """``connection.request("GET", "items")``: what is asked for begins with a slash (RFC 9112 §3.2.1)."""
    owner, _, verb = name.rpartition(".")
    made = names.node(owner) if verb == "request" else None
    if not isinstance(made, ast.Call) or not callee(made).endswith(("HTTPSConnection", "HTTPConnection")):
        return
    given = node.args[1] if len(node.args) > 1 else None
    given = given or next((item.value for item in node.keywords if item.arg == "url"), None)
    path = ((names.text(given) if given is not None else None) or "")[:60].replace(HOLE, "…")
    if re.match(r"[\w.-]+(?:[/?,]|$)", path):
        message = f"the path {path} does not begin with /: the server refuses the request"
        yield Fault("WP208", message, node.lineno - 1, node.col_offset, f"Write /{path}.")


def _is_surely_text(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _is_surely_text(node.left) or (isinstance(node.op, ast.Add) and _is_surely_text(node.right))
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            return _is_surely_text(node.func.value)
        return callee(node) in ("json.dumps", "urllib.parse.urlencode", "urlencode", "parse.urlencode", "str")
    return False


def _grows_by_text(node: ast.expr, names: Names) -> bool:
    """Whether a name is given a value once, and then more text (``body += "|"``), as only a text can be."""
    if not isinstance(node, ast.Name) or names.single(node) is node:
        return False
    return any(map(_is_surely_text, names.added.get(node.id, ())))


# What other libraries call it, and a response of requests or httpx does not have.
_OTHERS = {"status": "status_code", "statusCode": "status_code", "body": "text", "data": "json()"}
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")


def _misread(node: ast.Subscript | ast.Attribute, names: Names) -> Iterator[Fault]:
    """``response.status`` of httpx: AttributeError; what a response of requests has is known exactly."""
    if not (isinstance(node, ast.Attribute) and node.attr in _OTHERS and isinstance(node.value, ast.Name)):
        return
    made = names.single(node.value)
    library, _, verb = callee(made).rpartition(".") if made is not None else ("", "", "")
    if isinstance(made, ast.Call) and library == "httpx" and verb in _VERBS:
        message = f"a response of {library} has no {node.attr}: AttributeError"
        fix = f"Write {node.value.id}.{_OTHERS[node.attr]}."
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, fix)


_SENDING = ("post", "put", "patch")  # what other objects than clients have as well: get, delete


def _uncalled(node: ast.Subscript | ast.Attribute, names: Names) -> Iterator[Fault]:
    """``response.json["x"]``: the method is not called."""
    value = names.resolved(node.value)
    if (
        isinstance(node, ast.Subscript)
        and isinstance(value, ast.Attribute)
        and value.attr == "json"
        and callee(value.value).rpartition(".")[0] in ("requests", "httpx")
    ):
        message = "json is a method, and is not called here: TypeError"
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, "Write .json().")
        return
    if not (isinstance(value, ast.Attribute) and value.attr == "json" and isinstance(value.value, ast.Name)):
        return
    made = names.node(value.value.id)
    owner, _, verb = callee(made).rpartition(".") if isinstance(made, ast.Call) else ("", "", "")
    # The client that a test is handed may be Flask's, whose responses have json as a property.
    is_handed = owner == "client" and names.node(owner) is None
    is_sent = owner in ("requests", "httpx") or (verb in _SENDING and not is_handed)
    if is_sent and isinstance(node, ast.Subscript):
        yield Fault(
            "WP111",
            "json is a method, and is not called here: TypeError",
            node.lineno - 1,
            node.col_offset,
            f"Write {value.value.id}.json().",
        )
