"""What the official schema cannot say: all that must hold before requests are made."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin

from generator.near import near
from generator.reading.document import Document, Tree
from generator.reading.explanations import nearest, shown
from generator.reading.faults import Fault
from generator.reading.inputs import name_fault
from generator.reading.location import At, OperationAt, operations, root
from generator.reading.references import EXTENSIONS, Marked, Survey

TEMPLATE = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"""https?://[^\s/?#@\\<>"{}|^`]+(/[^\s?#\\<>"{}|^`]*)?""")


def check_extensions(survey: Survey) -> list[Fault]:
    """The faults of this project's own extensions, which no official schema knows."""
    extended = (each for each in survey.marked if not EXTENSIONS.isdisjoint(each.node))
    return [fault for each in extended for fault in _extensions(survey.document, each)]


def check_operations(document: Document) -> list[Fault]:
    """The faults of the operations and their servers, in a description whose shape is known to be right."""
    whole = root(document)
    found = list(operations(document))
    faults = list(_security(whole))
    servers = list(_servers(whole))
    for operation in found:
        servers += [*_servers(operation.item), *_servers(operation.at)]
        faults += _security(operation.at)
        faults += _parameters(operation)
    if not found:
        place = [key for key in ("paths",) if key in document.root]
        faults.append(whole.fault("describes no operation; write one, such as 'get:' below a path", *place))
    elif not any(map(server_address, found)):
        place = [key for key in ("servers",) if key in document.root]
        faults += servers or [whole.fault(_NO_ADDRESS, *place)]
    return faults


_NO_ADDRESS = (
    "has no absolute server address; write 'servers:' with '- url: https://api.example.com', "
    "or name it with --server"
)


def _extensions(document: Document, marked: Marked) -> Iterator[Fault]:
    node = marked.node
    is_basic = node.get("type") == "http" and str(node.get("scheme", "")).lower() == "basic"
    if is_basic and not _is_pair(node.get("x-example", ["alice", "secret"])):
        message = "must be two examples, of user name and password; write [alice, secret]"
        yield Fault(marked.path, (*marked.steps, "x-example"), message)
    if "x-input" in node:
        for message in _input_faults(node["x-input"], is_pair=is_basic):
            yield Fault(marked.path, (*marked.steps, "x-input"), message)
    if not isinstance(node.get("x-form-encoded", False), bool):
        message = f"is {shown(node['x-form-encoded'])} but must be true or false"
        yield Fault(marked.path, (*marked.steps, "x-form-encoded"), message)
    if "x-security" in node:
        names = node["x-security"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            message = "must be a list of security schemes' names; write [basicAuth]"
            yield Fault(marked.path, (*marked.steps, "x-security"), message)
            return
        for index, name in enumerate(names):
            if unknown := _unknown_scheme(document, name):
                yield Fault(marked.path, (*marked.steps, "x-security", index), unknown)


def _is_pair(value: Tree) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)


def _input_faults(declared: Tree, *, is_pair: bool) -> Iterator[str]:
    if is_pair:
        if not _is_pair(declared):
            yield "must name two Inputs, for user name and password; write [CLIENT_ID, CLIENT_SECRET]"
            return
        names = declared
    else:
        names = [declared]
    for name in names:
        if not isinstance(name, str):
            yield f"is {shown(name)} but must be the name of an Input; write one such as CLIENT_ID"
        elif message := name_fault(name):
            yield message


def _unknown_scheme(document: Document, name: str) -> str | None:
    schemes = document.root.get("components", {}).get("securitySchemes", {})
    if name in schemes:
        return None
    remedy = nearest(name, schemes) or "describe it below components/securitySchemes"
    return f"the security scheme '{name}' is not described; {remedy}"


def _security(owner: At) -> Iterator[Fault]:
    for index, requirement in enumerate(owner.node.get("security", ())):
        for name in requirement:
            if message := _unknown_scheme(owner.document, name):
                yield owner.fault(message, "security", index, name)


def is_address(url: str) -> bool:
    """Whether it is an absolute address of HTTP that a path can follow."""
    return _ADDRESS.fullmatch(url) is not None


def server_address(operation: OperationAt) -> str:
    """The absolute address before the path, empty if there is none.

    A relative one is taken from the document's `base`, which is the address where no server is named.
    """
    document = operation.at.document
    if not operation.servers:
        return document.base
    return next(filter(is_address, (absolute(document, _address(each)) for each in operation.servers)), "")


def absolute(document: Document, url: str) -> str:
    """The URL of a server, taken from the document's `base` if that is known (RFC 3986 §5.2)."""
    return urljoin(f"{document.base}/", url).rstrip("/") if document.base and "://" not in url else url


def _address(server: Tree) -> str:
    """The URL of a Server Object, its variables at their defaults, without a ``/`` at the end."""
    variables = server.get("variables", {})
    url: str = TEMPLATE.sub(
        lambda match: str(variables.get(match[1], {}).get("default", match[0])), server["url"]
    )
    return url.rstrip("/")


def _servers(owner: At) -> Iterator[Fault]:
    for index, server in enumerate(owner.node.get("servers", ())):
        missing = [
            name for name in TEMPLATE.findall(server["url"]) if name not in server.get("variables", {})
        ]
        for name in missing:
            remedy = nearest(name, server.get("variables", {}))
            if not remedy.startswith("write"):
                remedy = "write it below 'variables', with a 'default'"
            yield owner.fault(
                f"the server variable '{name}' is not described; {remedy}", "servers", index, "url"
            )
        url = _address(server)
        if not missing and "://" in url and not is_address(url):
            remedy = "write one such as https://api.example.com/v1, without '?' or '#'"
            yield owner.fault(f"{shown(url)} is no address; {remedy}", "servers", index, "url")


def _parameters(operation: OperationAt) -> Iterator[Fault]:
    """Parameters against the path's template, and each against the others."""
    resolve = operation.at.document.resolve
    for owner in (operation.item, operation.at):
        names = [(each["name"], each["in"]) for each in map(resolve, owner.node.get("parameters", ()))]
        if len(set(names)) == len(names):
            continue
        for (name, place), count in Counter(names).items():
            if count > 1:
                index = len(names) - 1 - names[::-1].index((name, place))
                message = f"the {place} parameter '{name}' stands here twice; remove one"
                yield owner.fault(message, "parameters", index)
    wanted = TEMPLATE.findall(operation.path)
    given = {each.node["name"]: each for each in operation.parameters() if each.node["in"] == "path"}
    for name in wanted:
        if name not in given:
            remedy = nearest(name, given)
            if not remedy.startswith("write"):
                remedy = f"add '- {{name: {name}, in: path, required: true, schema: {{type: string}}}}'"
            yield operation.at.fault(f"the path has {{{name}}} but no path parameter '{name}'; {remedy}")
    missing = [name for name in wanted if name not in given]
    for name, at in given.items():
        if name not in wanted and not near(name, missing):
            message = (
                f"the path parameter '{name}' is not in the path '{operation.path}'; write {{{name}}} there"
            )
            yield at.fault(message)
