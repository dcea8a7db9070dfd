"""The HTTP calls of a Python program (requests, httpx, urllib, http.client), read from its syntax tree."""

import ast
import re
from collections.abc import Iterator, Mapping

from generator.auditing.requests.call import HOLE, Call, CallBody, Header
from generator.auditing.understanding.python.values import Names, callee, nodes

_VERBS = {"get", "post", "put", "patch", "delete", "head", "options", "request"}
# What makes an object that sends requests: which client it is, of which library, by which names.
_SESSIONS = (
    ("requests", "requests", ("Session", "session")),
    ("requests", "requests_oauthlib", ("OAuth1Session", "OAuth2Session")),
    ("httpx", "httpx", ("Client", "AsyncClient")),
    ("aiohttp", "aiohttp", ("ClientSession",)),
)
_SESSION_NAMES = ("s", "sess", "session")


def python_calls(tree: ast.Module, given: Mapping[str, ast.expr] | None = None) -> list[Call]:
    """The calls of a module, in the order of the text; `given` are the constants of the samples above it."""
    reader = _Reader(tree, given)
    return sorted(reader.calls(), key=lambda call: call.line)


class _Reader:
    def __init__(self, tree: ast.Module, given: Mapping[str, ast.expr] | None) -> None:
        self._tree = tree
        self._names = Names(tree, given)
        self._session_headers = dict(self._of_sessions())

    def calls(self) -> Iterator[Call]:
        for node in nodes(self._tree):
            if not isinstance(node, ast.Call):
                continue
            name = callee(node)
            owner, _, verb = name.rpartition(".")
            if verb in _VERBS and (client := self._client(owner)):
                yield self._library_call(node, client, verb)
            elif name.endswith(("urllib.request.Request", "urllib2.Request")) or name == "Request":
                yield self._urllib_call(node)
            elif verb == "urlopen" and (call := self._urlopen(node)):
                yield call
            elif verb in ("request", "putrequest") and (host := self._connection(owner)):
                yield self._connection_call(node, *host)

    def _client(self, owner: str) -> str:
        """Which library the object before the dot belongs to."""
        owner = self._names.aliases.get(owner, owner)
        if owner in ("requests", "httpx"):
            return owner
        made = self._names.node(owner)
        if made is None and owner in _SESSION_NAMES and "requests" in self._names.modules:
            return "requests"  # under another name than the one it was made with, or made elsewhere
        made_by = callee(made) if isinstance(made, ast.Call) else ""
        for client, library, makers in _SESSIONS:
            if made_by.rpartition(".")[2] in makers and (
                library in made_by or library in self._names.modules or not self._names.modules
            ):
                return client
        return ""

    def _library_call(self, node: ast.Call, client: str, verb: str) -> Call:
        positional = list(node.args)
        method = verb.upper()
        if verb == "request":
            method = (
                self._names.text(positional.pop(0)) if positional else self._keyword_text(node, "method")
            ) or ""
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        url = positional[0] if positional else keywords.get("url")
        second = positional[1] if len(positional) > 1 else None
        data = keywords.get(
            "data", keywords.get("content", second if method in ("POST", "PUT", "PATCH") else None)
        )
        params = keywords.get("params", second if method == "GET" else None)
        headers = self._headers(keywords.get("headers")) + self._of_session(node)
        body = self._body(data, keywords.get("json"), keywords.get("files"))
        verify = keywords.get("verify")
        address = self._names.text(url) or "" if url is not None else ""
        return Call(
            client,
            method.upper(),
            self._base(node) + address if address.startswith("/") else address,
            node.lineno - 1,
            (url or node).lineno - 1,
            headers,
            body,
            tuple(self._names.pairs(params) or ()) if params is not None else (),
            self._basic(keywords.get("auth")),
            (
                body is not None
                and body.kind in ("form", "multipart")
                and body.encodes
                and body.text is None
                and not self._is_text(data)
            )
            or keywords.get("json") is not None,
            not (isinstance(verify, ast.Constant) and verify.value is False),
        )

    def _base(self, node: ast.Call) -> str:
        """The ``base_url`` of the client that sends, without a slash at its end."""
        made = self._names.resolved(node.func.value) if isinstance(node.func, ast.Attribute) else None
        return self._keyword_text(made, "base_url").rstrip("/") if isinstance(made, ast.Call) else ""

    def _of_sessions(self) -> Iterator[tuple[str, tuple[Header, ...]]]:
        """``s.headers.update({…})`` and ``s.headers["Name"] = …``, by the name of the session."""
        found: dict[str, tuple[Header, ...]] = {}
        for node in nodes(self._tree):
            if isinstance(node, ast.Call) and callee(node).endswith(".headers.update") and node.args:
                owner = callee(node).removesuffix(".headers.update")
                found[owner] = found.get(owner, ()) + self._headers(node.args[0])
            elif isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Subscript):
                owner, is_headers = callee(target.value).removesuffix(".headers"), callee(target.value)
                if is_headers.endswith(".headers"):
                    name, value = self._names.text(target.slice), self._names.text(node.value)
                    header = Header(name or "", value or HOLE, node.lineno - 1)
                    found[owner] = (*found.get(owner, ()), header)
        yield from found.items()

    def _of_session(self, node: ast.Call) -> tuple[Header, ...]:
        """The headers that the session sends with each request."""
        owner = callee(node).rpartition(".")[0]
        made = self._names.node(owner)
        keywords = made.keywords if isinstance(made, ast.Call) else []
        given = next((each.value for each in keywords if each.arg == "headers"), None)
        return self._headers(given) + self._session_headers.get(owner, ())

    def _is_text(self, node: ast.expr | None) -> bool:
        """Whether the body was encoded by hand: then no client says what it is."""
        return isinstance(self._names.resolved(node), ast.Call) and self._names.pairs(node) is None

    def _keyword_text(self, node: ast.Call, name: str) -> str:
        value = next((keyword.value for keyword in node.keywords if keyword.arg == name), None)
        return (self._names.text(value) or "") if value is not None else ""

    def _headers(self, node: ast.expr | None) -> tuple[Header, ...]:
        resolved = self._names.resolved(node)
        if resolved is None:
            return ()
        if not isinstance(resolved, ast.Dict) or any(key is None for key in resolved.keys):
            return (Header("", HOLE, resolved.lineno - 1),)  # headers there are, but not which
        found = []
        for key, value in zip(resolved.keys, resolved.values, strict=True):
            name = self._names.text(key) if key is not None else None
            if name:
                found.append(Header(name, self._names.text(value) or HOLE, value.lineno - 1))
        return tuple(found)

    def _basic(self, node: ast.expr | None) -> tuple[str, str] | None:
        node = self._names.resolved(node)
        if isinstance(node, ast.Lambda) or (isinstance(node, ast.Constant) and node.value is None):
            return None  # what it does to the request is its own affair
        if isinstance(node, ast.Call):
            parts = node.args
        elif isinstance(node, ast.Tuple):
            parts = node.elts
        else:
            return (HOLE, HOLE) if node is not None else None
        texts = [self._names.text(part) or HOLE for part in parts[:2]]
        return (texts[0], texts[1]) if len(texts) == 2 else (HOLE, HOLE)

    def _body(self, data: ast.expr | None, json: ast.expr | None, files: ast.expr | None) -> CallBody | None:
        given = self._names.single(files) if files is not None else None
        is_none = isinstance(given, ast.List | ast.Tuple) and not given.elts  # as Postman writes it
        if files is not None and not is_none and not (isinstance(given, ast.Dict) and not given.keys):
            pairs = [*(self._names.pairs(files) or [(HOLE, HOLE)]), *(self._names.pairs(data) or ())]
            return CallBody("multipart", None, tuple(pairs), encodes=True, line=files.lineno - 1)
        if json is not None:
            return self._names.json_body(json, json.lineno - 1)
        if data is None or self._is_empty(data):
            return None
        return self._names.body(data)

    def _is_empty(self, data: ast.expr) -> bool:
        """Whether the data is ``{}`` or an empty text, which clients take for none."""
        value = self._names.single(data)
        if isinstance(value, ast.Constant):
            return value.value in ("", b"", None)
        return isinstance(value, ast.Dict) and not value.keys and not self._names.pairs(data)

    def _urllib_call(self, node: ast.Call) -> Call:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        url = node.args[0] if node.args else keywords.get("url")
        data = node.args[1] if len(node.args) > 1 else keywords.get("data")
        headers = self._headers(node.args[2] if len(node.args) > 2 else keywords.get("headers"))
        method = self._keyword_text(node, "method") or ("POST" if data is not None else "GET")
        return self._call("urllib", method, url, node, headers, self._body(data, None, None))

    def _call(
        self,
        client: str,
        method: str,
        url: ast.expr | None,
        node: ast.Call,
        headers: tuple[Header, ...],
        body: CallBody | None,
    ) -> Call:
        return Call(
            client,
            method.upper(),
            self._names.text(url) or "" if url is not None else "",
            node.lineno - 1,
            (url or node).lineno - 1,
            headers,
            body,
            sets_content_type=body is not None,  # urllib sends a form type by itself
            verifies_tls=True,
        )

    def _urlopen(self, node: ast.Call) -> Call | None:
        target = self._names.resolved(node.args[0]) if node.args else None
        if target is None or (isinstance(target, ast.Call) and callee(target).endswith("Request")):
            return None
        data = node.args[1] if len(node.args) > 1 else None
        data = next((keyword.value for keyword in node.keywords if keyword.arg == "data"), data)
        body = self._body(data, None, None)
        return self._call("urllib", "POST" if data is not None else "GET", node.args[0], node, (), body)

    def _connection(self, owner: str) -> tuple[str, str, ast.Call] | None:
        made = self._names.node(owner)
        if not isinstance(made, ast.Call):
            return None
        kind = callee(made).rpartition(".")[2]
        if kind not in ("HTTPSConnection", "HTTPConnection") or not made.args:
            return None
        host = self._names.text(made.args[0])
        host = (host or HOLE).partition("://")[2] or host  # which is told as a fault, and not twice
        return ("https" if kind == "HTTPSConnection" else "http"), host or HOLE, made

    def _connection_call(self, node: ast.Call, scheme: str, host: str, made: ast.Call) -> Call:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        arguments = dict(zip(("method", "url", "body", "headers"), node.args, strict=False)) | keywords
        path = self._names.text(arguments["url"]) if "url" in arguments else None
        data = arguments.get("body")
        if path and re.match(r"[\w.-]+(?:[/?,]|$)", path):  # which is told as a fault, and not twice
            path = f"/{path}"
        method = self._names.text(arguments["method"]) if "method" in arguments else ""
        port = self._names.text(made.args[1]) if len(made.args) > 1 else None
        return Call(
            "http.client",
            (method or "").upper(),
            f"{scheme}://{host}{_port(port)}{path if path is not None else HOLE}",
            node.lineno - 1,
            made.lineno - 1,
            self._headers(arguments.get("headers")),
            self._body(data, None, None) if data is not None else None,
            verifies_tls=True,
        )


def _port(text: str | None) -> str:
    return f":{text}" if text and text.isdigit() else ""
