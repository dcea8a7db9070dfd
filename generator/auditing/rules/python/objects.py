"""Python objects asked for what they do not have: responses, connections, mappings, hashes, files."""

import ast
import http.client
import importlib
import inspect
import re
import urllib.request
from collections.abc import Iterator
from functools import cache

from generator.auditing.rules.python.clients import made_by
from generator.auditing.rules.python.connections import connection_faults, is_connection
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import Names, callee, nodes
from generator.near import near

# https://requests.readthedocs.io/en/latest/api/#requests.Response
_ATTRIBUTES = """
apparent_encoding close connection content cookies elapsed encoding headers history
is_permanent_redirect is_redirect iter_content iter_lines json links next ok raise_for_status raw
reason request status_code text url
"""
_RESPONSE = frozenset(_ATTRIBUTES.split())
# https://requests.readthedocs.io/en/latest/api/#requests.Session
_OF_SESSION = """
adapters auth cert close cookies delete get get_adapter get_redirect_target head headers hooks max_redirects
merge_environment_settings mount options params patch post prepare_request proxies put rebuild_auth
rebuild_method rebuild_proxies request resolve_redirects send should_strip_auth stream trust_env verify
"""
_SESSION = frozenset(_OF_SESSION.split())
_MEANT = {"status": "status_code", "statusCode": "status_code", "code": "status_code", "body": "text",
          "data": "json()", "read": "content"}  # fmt: skip
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_OF_CONNECTIONS = frozenset(dir(http.client.HTTPSConnection)) | {
    "host",
    "port",
    "sock",
    "timeout",
    "source_address",
}
_OF_MESSAGES = frozenset(dir(http.client.HTTPResponse)) | {
    *(
        "status",
        "code",
        "reason",
        "version",
        "headers",
        "msg",
        "url",
        "length",
        "chunked",
        "will_close",
        "fp",
    ),
}
_OF_REQUESTS = frozenset(dir(urllib.request.Request)) | {
    *("full_url", "type", "host", "origin_req_host", "selector", "data", "headers", "unredirected_hdrs"),
    *("method", "unverifiable", "timeout", "fragment"),
}
_SIGNED = ("json", "urllib.parse", "urllib.request", "http.client", "base64", "uuid", "secrets")
# Arguments that Python had until 3.11, and has no longer.
_OLDER = {"cafile", "capath", "cadefault", "key_file", "cert_file", "check_hostname"}


def object_faults(tree: ast.Module, names: Names) -> Iterator[Fault]:
    """The faults of members and calls that raise AttributeError or TypeError."""
    parents = {id(child): node for node in nodes(tree) for child in ast.iter_child_nodes(node)}
    # What a sample sets itself, or asks for first, may well be there.
    own = {node.attr for node in nodes(tree) if isinstance(node, ast.Attribute) and _is_set(node)}
    own |= {name for node in nodes(tree) if (name := _asked(node))}
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            yield from _called_mapping(node)
            yield from _arguments(node, names)
            yield from connection_faults(node, names)
            yield from _text_file(node, names)
            yield from _missing_field(node, names)
            yield from _time_as_text(node, names)
        elif isinstance(node, ast.For):
            yield from _member_of_items(node, names)
        elif isinstance(node, ast.Subscript):
            yield from _subscripted_function(node, names)
            yield from _named_bytes(node, names)
        elif isinstance(node, ast.Attribute):
            yield from _member(node, names) if node.attr not in own else ()
            yield from _direct_json(node, names)
            yield from _status_as_text(node, names, parents)
            yield from _digest(node, parents)


_BY_NAME = ("hasattr", "getattr", "setattr")


def _is_set(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Store)


def _asked(node: ast.AST) -> str:
    """The name in ``hasattr(response, "name")``, or in getattr and setattr."""
    if (
        isinstance(node, ast.Call)
        and callee(node) in ("hasattr", "getattr", "setattr")
        and len(node.args) > 1
    ):
        name = node.args[1]
        return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
    return ""


def _called_mapping(node: ast.Call) -> Iterator[Fault]:
    if callee(node) == "os.environ":
        message = "os.environ is a mapping, which cannot be called: TypeError"
        yield _fault(message, node, 'Write os.environ["NAME"].')


@cache
def _signature(name: str) -> inspect.Signature | None:
    """The signature of a function in one of the modules of `_SIGNED`; None where it is not known."""
    module, _, function = name.rpartition(".")
    try:
        return inspect.signature(getattr(importlib.import_module(module), function))
    except (AttributeError, ValueError, TypeError):
        return None


def _arguments(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``json.dump(order)``: too few arguments for a function of the standard library."""
    name = callee(node)
    module = name.rpartition(".")[0]
    root = module.partition(".")[0]
    if module not in _SIGNED or root not in names.modules or names.node(root) is not None:
        return
    is_open = any(isinstance(each, ast.Starred) for each in node.args) or any(
        not each.arg or each.arg in _OLDER for each in node.keywords
    )
    signature = None if is_open else _signature(name)
    if signature is None:
        return
    try:
        signature.bind(*node.args, **{str(each.arg): each for each in node.keywords})
    except TypeError as error:
        fix = (
            f"Write {name}s(…)."
            if name in ("json.dump", "json.load")
            else f"See the documentation of {name}."
        )
        yield _fault(f"{name}: {error} (TypeError)", node, fix)


def _text_file(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``files={"file": open("a.mp3")}``: read as text, which most files are not."""
    owner, _, verb = callee(node).rpartition(".")
    given = next((each.value for each in node.keywords if each.arg == "files"), None)
    value = names.resolved(given)
    if owner not in ("requests", "httpx") or verb not in _VERBS or not isinstance(value, ast.Dict):
        return
    for each in value.values:
        parts = each.elts if isinstance(each, ast.Tuple) else [each]
        for part in parts:
            opened = names.single(part)
            if isinstance(opened, ast.Call) and callee(opened) == "open" and _is_text(opened):
                message = "the file is opened as text: requests sends bytes, and text may not even decode"
                yield _fault(message, opened, 'Write open(…, "rb").', "warning")
                return


def _is_text(opened: ast.Call) -> bool:
    mode = opened.args[1] if len(opened.args) > 1 else next(
        (each.value for each in opened.keywords if each.arg == "mode"), None
    )  # fmt: skip
    return mode is None or (isinstance(mode, ast.Constant) and "b" not in str(mode.value))


def _member(node: ast.Attribute, names: Names) -> Iterator[Fault]:
    """``response.status`` of requests, ``connection.response()`` of http.client: AttributeError."""
    made = names.single(node.value) if isinstance(node.value, ast.Name) else None
    if not isinstance(made, ast.Call) or isinstance(node.ctx, ast.Store):
        return
    verb = callee(made).rpartition(".")[2]
    client = made_by(made, names)
    if callee(made) in ("requests.Session", "requests.session"):
        known, title, meant = _SESSION, "a session of requests", ""
    elif client == "requests" or client.lower() == "requests.session":
        known, title, meant = _RESPONSE, "a response of requests", _MEANT.get(node.attr, "")
    elif callee(made).endswith(("HTTPSConnection", "HTTPConnection")) and "http" in names.modules:
        known, title, meant = (
            _OF_CONNECTIONS,
            "a connection of http.client",
            {"response": "getresponse()"}.get(node.attr, ""),
        )
    elif callee(made) == "urllib.request.Request" and names.modules >= {"urllib"}:
        known, title, meant = _OF_REQUESTS, "a Request of urllib", ""
    elif verb == "request" and isinstance(made.func, ast.Attribute) and is_connection(made.func.value, names):
        message = "request of http.client sends, and gives None: AttributeError"
        yield _fault(message, node, "Take the response from getresponse().")
        return
    elif verb == "getresponse" or callee(made) == "urllib.request.urlopen":
        known, title, meant = (
            _OF_MESSAGES,
            "a response of http.client",
            {"status_code": "status", "text": "read()"}.get(node.attr, ""),
        )
    else:
        return
    if node.attr not in known and not node.attr.startswith("_"):
        meant = meant or near(node.attr, sorted(known), 0.7)
        fix = (
            f"Write {callee(node.value)}.{meant}."
            if meant
            else f"It has {', '.join(sorted(known)[-5:])} and more."
        )
        yield _fault(f"{title} has no {node.attr}: AttributeError", node, fix)


def _direct_json(node: ast.Attribute, names: Names) -> Iterator[Fault]:
    """``response.json().id``: neither a dict nor a list has such an attribute."""
    made = node.value
    if not (isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and made.func.attr == "json"):
        return
    response = names.single(made.func.value)
    owner, _, verb = callee(response).rpartition(".") if isinstance(response, ast.Call) else ("", "", "")
    if owner in ("requests", "httpx") and verb in _VERBS and node.attr not in _OF_JSON:
        message = f"what json() gives is a dict or a list, and has no attribute {node.attr}: AttributeError"
        yield _fault(message, node, f'Write json()["{node.attr}"].')


_OF_JSON = frozenset(dir(dict)) | frozenset(dir(list)) | frozenset(dir(str))


def _status_as_text(node: ast.Attribute, names: Names, parents: dict[int, ast.AST]) -> Iterator[Fault]:
    """``response.status_code == "200"``: a number, which never equals a text."""
    parent = parents.get(id(node))
    if (
        node.attr != "status_code"
        or not isinstance(parent, ast.Compare)
        or not names.modules & {"requests", "httpx"}
    ):
        return
    others = [*parent.comparators, parent.left]
    if any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in others):
        yield _fault("status_code is a number, which never equals a text", node, "Compare with the number.")


def _missing_field(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``"/{a}/{b}".format(a=1)``: a KeyError, for what is not given."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != "format" or node.args:
        return
    text = names.single(function.value)
    given = {each.arg for each in node.keywords}
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str) or None in given or not given:
        return
    wanted = re.findall(r"(?<!\{)\{([A-Za-z_]\w*)(?:[:!][^{}]*)?\}(?!\})", text.value)
    if missing := [each for each in wanted if each not in given]:
        message = f"the text has a place for {missing[0]}, and format is not given it: KeyError"
        yield _fault(message, node, f"Pass {missing[0]}=….")


def _time_as_text(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``timeout="10"``: a number of seconds is wanted."""
    for each in node.keywords if made_by(node, names) else ():
        if (
            each.arg == "timeout"
            and isinstance(each.value, ast.Constant)
            and isinstance(each.value.value, str)
        ):
            yield _fault(
                "timeout is a number of seconds, and this is a text", each.value, "Write it without quotes."
            )


_FUNCTIONS = {
    "os.getenv",
    "os.environ.get",
    "requests.get",
    "requests.post",
    "json.loads",
    "json.dumps",
    "httpx.get",
}


def _subscripted_function(node: ast.Subscript, names: Names) -> Iterator[Fault]:
    """``os.getenv["TOKEN"]``: a function, which has no items."""
    name = callee(node.value) if isinstance(node.value, ast.Attribute) else ""
    if name in _FUNCTIONS and names.node(name.partition(".")[0]) is None:
        yield _fault(f"{name} is a function, which has no items: TypeError", node, f"Write {name}(…).")


def _member_of_items(node: ast.For, names: Names) -> Iterator[Fault]:
    """``for item in response.json()["items"]: item.id``: what JSON holds has no such attribute."""
    source = names.single(node.iter)
    while isinstance(source, ast.Subscript):
        source = names.single(source.value)
    function = source.func if isinstance(source, ast.Call) else None
    if not isinstance(function, ast.Attribute) or function.attr != "json":
        return
    if not made_by(names.single(function.value), names) or not isinstance(node.target, ast.Name):
        return
    item = node.target.id
    for each in (part for statement in node.body for part in ast.walk(statement)):
        if not isinstance(each, ast.Attribute) or not isinstance(each.value, ast.Name):
            continue
        if each.value.id == item and each.attr not in _OF_JSON:
            message = f"{item} is made of JSON, and has no attribute {each.attr}: AttributeError"
            yield _fault(message, each, f'Write {item}["{each.attr}"].')
            return


def _named_bytes(node: ast.Subscript, names: Names) -> Iterator[Fault]:
    """``data["id"]`` of what ``read()`` gave: bytes, which have no names."""
    made = names.single(node.value) if isinstance(node.value, ast.Name) else None
    is_named = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    is_http = not names.modules.isdisjoint(("http", "urllib"))
    method = made.func.attr if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) else ""
    if is_named and is_http and method in ("read", "decode") and isinstance(node.ctx, ast.Load):
        message = f"{method}() gives no names to read by: TypeError"
        yield _fault(message, node, "Read it with json.loads(…) first.")


def _digest(node: ast.Attribute, parents: dict[int, ast.AST]) -> Iterator[Fault]:
    """``hmac.new(…).hexdigest`` without its parentheses: a method, which equals no text."""
    parent = parents.get(id(node))
    is_called = isinstance(parent, ast.Call) and parent.func is node
    if node.attr in ("hexdigest", "digest") and isinstance(node.value, ast.Call) and not is_called:
        made = callee(node.value)
        if made.startswith(("hmac.", "hashlib.")) and isinstance(
            parent, ast.Assign | ast.Compare | ast.Return | ast.Call
        ):
            yield _fault(f"{node.attr} is a method, and is not called here", node, f"Write .{node.attr}().")


def _fault(message: str, node: ast.expr, fix: str, severity: str | None = None) -> Fault:
    return Fault("WP111", message, node.lineno - 1, node.col_offset, fix, severity)
