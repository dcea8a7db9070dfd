"""Calls of requests and httpx that fail when they run: never awaited, or a response taken for its JSON."""

import ast
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import Names, callee, nodes
from generator.near import near

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_MADE_BY = ("requests.Session", "requests.session", "httpx.Client", "Session", "Client")
_PAIRS = ("headers", "params", "cookies")
# Where a coroutine may stand that is awaited later, or elsewhere.
_LATER = (
    ast.Await,
    ast.Call,
    ast.List,
    ast.ListComp,
    ast.GeneratorExp,
    ast.Return,
    ast.Starred,
    ast.Lambda,
    ast.Yield,
)


def client_faults(tree: ast.Module, names: Names) -> Iterator[Fault]:
    """The faults of what a module does with these clients and their responses."""
    if not names.modules & {"requests", "httpx", "aiohttp"}:
        return
    parents = {id(child): node for node in nodes(tree) for child in ast.iter_child_nodes(node)}
    awaited = {
        node.value.id
        for node in nodes(tree)
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Name)
    }
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            yield from _not_awaited(node, names, parents, awaited)
            yield from _set_for_pairs(node, names)
            yield from _unknown_keyword(node, names)
            yield from _text_for_keyword(node, names)
            yield from _number_for_header(node, names)
            yield from _called_mapping(node, names)
            yield from _printed_method(node, names)
            yield from _body_not_awaited(node, names, parents)
        elif isinstance(node, ast.Subscript):
            yield from _subscripted(node, names)
            yield from _text_for_json(node, names)
        elif isinstance(node, ast.Attribute):
            yield from _member_of_json(node, names)
        elif isinstance(node, ast.Await):
            yield from _awaited_for_nothing(node, names)


def thrown_away(tree: ast.Module, names: Names) -> Iterator[Fault]:
    """The responses of a module, and their JSON, that nothing reads; a notebook shows them."""
    if not names.modules & {"requests", "httpx", "aiohttp"}:
        return
    for statement in tree.body:
        yield from _thrown_away(statement, names)
    yield from _last_unread(tree, names)


def _thrown_away(statement: ast.stmt, names: Names) -> Iterator[Fault]:
    """``response.json()`` as a statement: a program shows nothing of it."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    owner, _, member = callee(value).rpartition(".") if isinstance(value, ast.Call) else ("", "", "")
    if member == "json" and isinstance(names.node(owner, statement.lineno), ast.Call):
        message = f"nothing reads what {owner}.json() gives"
        at = statement.lineno - 1, statement.col_offset
        yield Fault("WP118", message, *at, f"Write print({owner}.json()), or keep it in a name.")


def _last_unread(tree: ast.Module, names: Names) -> Iterator[Fault]:
    """``response = requests.post(…)`` at the end of a sample that has read an earlier one of that name."""
    last = tree.body[-1] if tree.body else None
    value = last.value if isinstance(last, ast.Assign) else None
    target = last.targets[0] if isinstance(last, ast.Assign) and len(last.targets) == 1 else None
    if not isinstance(target, ast.Name) or not isinstance(value, ast.Call):
        return
    earlier = [
        each
        for each in nodes(tree)
        if isinstance(each, ast.Name) and each.id == target.id and each is not target
    ]
    is_sent = callee(value).rpartition(".")[2] in _VERBS and _is_client(_made(value, names))
    is_captured = any(isinstance(each, ast.FunctionDef | ast.Lambda) for each in nodes(tree))
    if is_sent and any(isinstance(each.ctx, ast.Store) for each in earlier) and not is_captured:
        message = f"{target.id} is given a value, and nothing reads it"
        at = target.lineno - 1, target.col_offset
        yield Fault(
            "WP118", message, *at, f"Look at {target.id}.status_code, and print what it holds.", "note"
        )


def _entered(parents: dict[int, ast.AST], kept: set[str]) -> set[str]:
    """The names among those kept that an ``async with`` enters further down."""
    entered = (node.context_expr for node in parents.values() if isinstance(node, ast.withitem))
    return kept & {each.id for each in entered if isinstance(each, ast.Name)}


_OF_AIOHTTP = ("aiohttp.ClientSession", "ClientSession")


def _made(node: ast.Call, names: Names) -> str:
    """What made the object whose method is called: ``httpx.AsyncClient``; or the module itself."""
    owner, _, verb = callee(node).rpartition(".")
    if verb not in _VERBS or "." in owner or not owner:
        return ""
    made = names.node(owner, node.lineno)
    return callee(made) if isinstance(made, ast.Call) else owner


def _not_awaited(
    node: ast.Call, names: Names, parents: dict[int, ast.AST], awaited: set[str]
) -> Iterator[Fault]:
    made, parent = _made(node, names), parents.get(id(node))
    is_async = made.endswith("AsyncClient") or (made in _OF_AIOHTTP and not isinstance(parent, ast.withitem))
    if not is_async or isinstance(parent, _LATER):
        return
    targets = parent.targets if isinstance(parent, ast.Assign) else []
    kept = {target.id for target in targets if isinstance(target, ast.Name)}
    if kept & (awaited | _entered(parents, kept)):  # a task that is awaited further down
        return
    message = f"{made.rpartition('.')[2]} gives what is to be awaited, and nothing awaits this one"
    yield Fault("WP112", message, node.lineno - 1, node.col_offset, f"Write await {callee(node)}(…).")


def _awaited_for_nothing(node: ast.Await, names: Names) -> Iterator[Fault]:
    """``await httpx.get(…)``: a TypeError, since the functions of both modules give the response itself."""
    owner, _, verb = callee(node.value).rpartition(".") if isinstance(node.value, ast.Call) else ("", "", "")
    if owner in ("requests", "httpx") and verb in _VERBS and names.node(owner) is None:
        message = f"{owner}.{verb} gives a response, which nothing can await: TypeError"
        fix = "Call it on an httpx.AsyncClient, or leave the await out."
        yield Fault("WP112", message, node.lineno - 1, node.col_offset, fix)


def _set_for_pairs(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``headers={"Authorization", token}``: a set, for want of a colon."""
    if not _is_client(_made(node, names)):
        return
    for keyword in node.keywords:
        if keyword.arg in _PAIRS and isinstance(keyword.value, ast.Set):
            message = f"{keyword.arg} is a set here, and wants a dict"
            at = keyword.value.lineno - 1, keyword.value.col_offset
            yield Fault("WP111", message, *at, "Write a colon between name and value.")


# requests.api.request, which all of them hand their keywords on to.
_KEYWORDS = {
    *("method", "url", "params", "data", "json", "headers", "cookies", "files", "auth", "timeout"),
    *("allow_redirects", "proxies", "hooks", "stream", "verify", "cert"),
}


# https://www.python-httpx.org/api/; the functions of the module take those of a client, too.
_BODIES = {"content", "data", "files", "json"}
_BODILESS = ("get", "head", "options", "delete")
_KEYWORDS_OF_HTTPX = {
    *("method", "url", "params", "headers", "cookies", "auth", "follow_redirects", "timeout", "extensions"),
    *("proxy", "proxies", "verify", "cert", "trust_env", "mounts"),
    *_BODIES,
}


def _unknown_keyword(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``requests.get(url, header=…)``: a TypeError."""
    made, verb = _made(node, names), callee(node).rpartition(".")[2]
    if not _is_client(made):
        return
    is_httpx = made.startswith("httpx") or made.endswith("AsyncClient")
    known = _KEYWORDS_OF_HTTPX if is_httpx else _KEYWORDS
    known = known - _BODIES if is_httpx and verb in _BODILESS else known
    for keyword in node.keywords:
        if keyword.arg and keyword.arg not in known:
            meant = near(keyword.arg, sorted(known), 0.6)
            what = f"{'httpx' if is_httpx else 'requests'}.{verb}"
            message = f"{what} takes no {keyword.arg}: TypeError"
            at = keyword.value.lineno - 1, None
            yield Fault("WP111", message, *at, f"Did you mean {meant}?" if meant else "Leave it out.")


# What requests and httpx want for an argument, and do not take a text for.
_NO_TEXT = {
    "auth": "a pair of name and password",
    "headers": "a dict",
    "cookies": "a dict",
    "proxies": "a dict",
    "files": "a dict",
    "timeout": "a number",
}


def _text_for_keyword(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``requests.get(url, auth="id:secret")``: a TypeError, since a text is no pair and no function."""
    if not _is_client(_made(node, names)):
        return
    for keyword in node.keywords:
        value = names.single(keyword.value) if keyword.arg in _NO_TEXT else None
        is_text = isinstance(value, ast.JoinedStr) or (
            isinstance(value, ast.Constant) and isinstance(value.value, str)
        )
        if is_text and keyword.arg:
            message = f"{keyword.arg} is {_NO_TEXT[keyword.arg]}, and this is text: the call raises"
            at = keyword.value.lineno - 1, keyword.value.col_offset
            yield Fault("WP111", message, *at, f"Pass {_NO_TEXT[keyword.arg]}.")


def _number_for_header(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``headers={"X-Time": int(time.time())}``: both clients take text or bytes alone, and raise."""
    headers = next((keyword.value for keyword in node.keywords if keyword.arg == "headers"), None)
    given = names.single(headers)
    if not isinstance(given, ast.Dict) or not _is_client(_made(node, names)):
        return
    for key, value in zip(given.keys, given.values, strict=True):
        found = names.single(value)
        is_number = isinstance(found, ast.Constant) and isinstance(found.value, int | float)
        is_made = isinstance(found, ast.Call) and callee(found) in ("int", "len", "time.time")
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and (is_number or is_made):
            message = f"{key.value} is a number, and the value of a header has to be text: the call raises"
            fix = f"Write str({ast.unparse(value)[:40]})."
            yield Fault("WP111", message, value.lineno - 1, value.col_offset, fix)


_VALUES_OF = {
    "session": ("headers", "params", "cookies", "auth", "proxies", "verify", "cert"),
    "response": ("text", "content", "status_code", "headers", "cookies", "url", "reason", "ok", "encoding"),
}


def _called_mapping(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``session.headers("A", "b")``, ``response.text()``: a value, which cannot be called (TypeError)."""
    function = node.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    made = names.single(function.value)
    if not isinstance(made, ast.Call):
        return
    is_session = callee(made) in ("requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient")
    is_response = not is_session and _is_client(_made(made, names))
    known = _VALUES_OF["session"] if is_session else _VALUES_OF["response"] if is_response else ()
    if function.attr in known:
        message = f"{function.attr} is a value, which cannot be called: TypeError"
        fix = f"Write {callee(function)} without ()." if not node.args else f"Assign {callee(function)}[…]."
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, fix)


def _text_for_json(node: ast.Subscript, names: Names) -> Iterator[Fault]:
    """``response.content["id"]``: bytes, and ``text`` is text; neither has names."""
    value = names.resolved(node.value)
    is_named = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    if not is_named or not isinstance(value, ast.Attribute) or value.attr not in ("content", "text"):
        return
    response = names.single(value.value)
    if isinstance(response, ast.Call) and _is_client(_made(response, names)):
        message = f"{value.attr} of a response has no names: TypeError"
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, "Write .json() instead.")


def _printed_method(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``print(response.json)``: a method, where its value is meant; ``print(response.text.encode())``."""
    for each in node.args if callee(node) == "print" else ():
        inner = each.func if isinstance(each, ast.Call) else None
        is_encoded = isinstance(inner, ast.Attribute) and inner.attr == "encode"
        if is_encoded and isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Attribute):
            made = names.single(inner.value.value)
            if inner.value.attr == "text" and isinstance(made, ast.Call) and _is_client(_made(made, names)):
                message = "print shows bytes as b'…', with each character beyond ASCII as its number"
                fix = "Print response.text."
                yield Fault("WP111", message, each.lineno - 1, each.col_offset, fix, "note")
        if isinstance(each, ast.Attribute) and each.attr in ("json", "raise_for_status"):
            made = names.single(each.value)
            if isinstance(made, ast.Call) and _is_client(_made(made, names)):
                message = f"{each.attr} is a method, and is not called here"
                yield Fault("WP111", message, each.lineno - 1, each.col_offset, f"Write .{each.attr}().")


def _body_not_awaited(node: ast.Call, names: Names, parents: dict[int, ast.AST]) -> Iterator[Fault]:
    """``response.json()`` of aiohttp: a coroutine, as ``text`` and ``read`` are."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in ("json", "text", "read"):
        return
    response = names.single(node.func.value)
    response = response.value if isinstance(response, ast.Await) else response
    is_of_aiohttp = isinstance(response, ast.Call) and _made(response, names) in _OF_AIOHTTP
    if is_of_aiohttp and not isinstance(parents.get(id(node)), (ast.Await, ast.Return, ast.Call)):
        message = f"{node.func.attr} of aiohttp's response is a coroutine, and nothing awaits it"
        yield Fault("WP112", message, node.lineno - 1, node.col_offset, f"Write await {callee(node)}().")


_OF_JSON = frozenset(dir(dict)) | frozenset(dir(list)) | frozenset(dir(str))


def _member_of_json(node: ast.Attribute, names: Names) -> Iterator[Fault]:
    """``job.state``, where ``job = response.json()``: a dict has no such attribute."""
    made = names.single(node.value) if isinstance(node.value, ast.Name) else None
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute) or made.func.attr != "json":
        return
    response = names.single(made.func.value)
    is_json = isinstance(response, ast.Call) and _is_client(_made(response, names))
    if is_json and node.attr not in _OF_JSON and isinstance(node.value, ast.Name):
        message = f"{node.value.id} is a dict, made of JSON, and has no attribute {node.attr}: AttributeError"
        fix = f'Write {node.value.id}["{node.attr}"].'
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, fix)


def made_by(node: ast.expr | None, names: Names) -> str:
    """What made the client whose method a call calls, as ``requests`` or ``httpx.Client``; or nothing."""
    made = _made(node, names) if isinstance(node, ast.Call) else ""
    return made if _is_client(made) else ""


def _is_client(made: str) -> bool:
    return made in ("requests", "httpx", *_MADE_BY) or made.endswith("AsyncClient")


def _subscripted(node: ast.Subscript, names: Names) -> Iterator[Fault]:
    """``response["id"]``: TypeError, since a response is no dict."""
    made = names.single(node.value) if isinstance(node.value, ast.Name) else None
    if isinstance(made, ast.Await):
        made = made.value
    if isinstance(made, ast.Call) and _is_client(_made(made, names)):
        name = node.value.id if isinstance(node.value, ast.Name) else "response"
        message = f"{name} is a response, and no dict: TypeError"
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, f"Write {name}.json()[…].")
