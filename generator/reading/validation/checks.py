"""What the official schema cannot say: all that must hold before requests are made."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin

from msgspec import Struct

from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.document.inputs import name_fault
from generator.reading.document.named_examples import named_examples
from generator.reading.document.names import file_name
from generator.reading.document.nodes import TEMPLATE, LocatedNode, LocatedOperation, operations, root
from generator.reading.document.references import EXTENSIONS, Marked, Survey
from generator.reading.source.pointers import Steps, Tree
from generator.text import closest_name, quoted_value, suggestion

_ADDRESS = re.compile(r"""https?://[^\s/?#@\\<>"{}|^`]+(/[^\s?#\\<>"{}|^`]*)?""")


def check_extensions(survey: Survey) -> list[Fault]:
    """The faults of this project's own extensions, which no official schema knows; they are left out."""
    faults: list[Fault] = []
    for marked in survey.marked:
        if not EXTENSIONS.isdisjoint(marked.node):
            found = list(_extensions(survey.document, marked))
            for key in {str(each.steps[len(marked.steps)]) for each in found}:
                del marked.node[key]
            faults += found
    return faults


def check_operations(document: Document) -> list[Fault]:
    """The faults of the operations and their servers, which all can be read past."""
    faults = [*_security(root(document)), *check_servers(document)]
    for operation in operations(document):
        faults += _security(operation.at)
        faults += _parameters(operation)
    return [*faults, *_equal_names(document)]


def check_servers(document: Document) -> Iterator[Fault]:
    """What is wrong with addresses, of the description, of its paths and of its operations."""
    yield from _servers(root(document))
    items: set[Steps] = set()
    for operation in operations(document):
        if operation.item.steps not in items:
            items.add(operation.item.steps)
            yield from _servers(operation.item)
        yield from _servers(operation.at)


def _equal_names(document: Document) -> Iterator[Fault]:
    """Operations of which an earlier one has the operationId."""
    first: dict[str, LocatedOperation] = {}
    for operation in operations(document):
        if (name := operation.operation_id) and operation is not (
            earlier := first.setdefault(file_name(name).casefold(), operation)
        ):
            message = (
                f"'{operation.name}' has the operationId '{name}', and so has '{earlier.name}' "
                f"('{earlier.operation_id}'); give each an operationId of its own, different not only in case"
            )
            yield operation.at.fault(message, "operationId")
        for _, media in operation.at.items("requestBody", "content"):
            yield from _equal_examples(operation, list(named_examples(operation.at.document, media.node)))


def _equal_examples(operation: LocatedOperation, names: list[str]) -> Iterator[Fault]:
    """Examples whose names differ in case alone, as those of files may not."""
    for index, name in enumerate(names):
        earlier = next((each for each in names[:index] if each.casefold() == name.casefold()), None)
        if earlier is not None:
            message = f"the examples '{earlier}' and '{name}' of '{operation.name}' have one id"
            remedy = "give each a name of its own, different not only in case"
            yield operation.at.fault(f"{message}; {remedy}")


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
        message = f"is {quoted_value(node['x-form-encoded'])} but must be true or false"
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
            yield f"is {quoted_value(name)} but must be the name of an Input; write one such as CLIENT_ID"
        elif message := name_fault(name):
            yield message


def _unknown_scheme(document: Document, name: str) -> str | None:
    schemes = document.root.get("components", {}).get("securitySchemes", {})
    if name in schemes:
        return None
    remedy = suggestion(name, schemes) or "describe it below components/securitySchemes"
    return f"the security scheme '{name}' is not described; {remedy}"


def _security(owner: LocatedNode) -> Iterator[Fault]:
    for index, requirement in enumerate(owner.node.get("security", ())):
        for name in requirement:
            if message := _unknown_scheme(owner.document, name):
                yield owner.fault(message, "security", index, name)


def is_address(url: str) -> bool:
    """Whether it is an absolute address of HTTP that a path can follow."""
    return _ADDRESS.fullmatch(url) is not None


class ServerUrl(Struct, frozen=True):
    """What stands before a path: `url` has ``{name}`` in its own path for a variable that nobody says.

    In its host, the names of such variables, which are the `stand_ins`, are in their places.
    """

    url: str
    stand_ins: tuple[str, ...] = ()


def server_address(operation: LocatedOperation) -> ServerUrl | None:
    """The absolute address before the path, if there is one.

    A relative one is taken from the document's `base`, which is the address where no server is named, or none
    that says all of its variables; such a one comes last.
    """
    base = operation.at.document.base
    addresses = _addresses(operation)
    if url := next(filter(is_address, (*addresses, base)), ""):
        return ServerUrl(url)
    return next((found for each in addresses if (found := _unsaid(each))), None)


def _unsaid(url: str) -> ServerUrl | None:
    """The address of a server with variables of which nobody says the value, if it is one."""
    if not is_address(TEMPLATE.sub(lambda match: host_name(match[1]), url)):
        return None
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    named = _PORT.sub(_ANY_PORT, host)
    named = TEMPLATE.sub(lambda match: host_name(match[1]), named)
    return ServerUrl(f"{scheme}://{named}{slash}{path}", tuple(map(host_name, TEMPLATE.findall(host))))


_PORT = re.compile(r":\{[^{}]*\}$")
_ANY_PORT = ":8443"


def says_address(operation: LocatedOperation) -> bool:
    """Whether one of its servers is absolute, and says all of its variables."""
    return any(map(is_address, _addresses(operation)))


def _addresses(operation: LocatedOperation) -> list[str]:
    document = operation.at.document
    return [absolute(document, _address(each)) for each in operation.servers]


def absolute(document: Document, url: str) -> str:
    """The URL of a server, taken from the document's `base` if that is known (RFC 3986 §5.2)."""
    return urljoin(f"{document.base}/", url).rstrip("/") if document.base and "://" not in url else url


def _address(server: Tree) -> str:
    """The URL of a Server Object, its variables at their defaults, without a ``/`` at the end."""
    variables = server.get("variables", {})

    def said(match: re.Match[str]) -> str:
        variable = variables.get(match[1], {})
        return str(variable.get("default") or next(iter(variable.get("enum", ())), match[0]))

    url = TEMPLATE.sub(said, server["url"].strip())
    scheme, mark, rest = f"https:{url}".partition("://") if url.startswith("//") else url.partition("://")
    return f"{scheme.lower()}{mark}{rest}".rstrip("/") if mark else url.rstrip("/")


def host_name(name: str) -> str:
    """What stands for a variable that nobody has said the value of."""
    return "-".join(re.findall(r"[A-Za-z0-9]+", name)).lower() or "value"


def _servers(owner: LocatedNode) -> Iterator[Fault]:
    for index, server in enumerate(owner.node.get("servers", ())):
        if "url" not in server:
            continue
        missing = TEMPLATE.findall(_address(server))
        for name in missing:
            remedy = suggestion(name, server.get("variables", {}).keys() - {name})
            if not remedy.startswith("write"):
                remedy = "write it below 'variables', with a 'default'"
            lack = "has no default" if name in server.get("variables", {}) else "is not described"
            yield owner.fault(f"the server variable '{name}' {lack}; {remedy}", "servers", index, "url")
        url = _address(server)
        if not missing and "://" in url and not is_address(url):
            remedy = "write one such as https://api.example.com/v1, without '?' or '#'"
            yield owner.fault(f"{quoted_value(url)} is no address; {remedy}", "servers", index, "url")


def _parameters(operation: LocatedOperation) -> Iterator[Fault]:
    """Parameters against the path's template, and each against the others."""
    resolve = operation.at.document.resolve
    for owner in (operation.item, operation.at):
        parameters = map(resolve, owner.node.get("parameters", ()))
        names = [(each.get("name"), each.get("in")) for each in parameters]
        if len(set(names)) == len(names):
            continue
        for (name, place), count in Counter(names).items():
            if count > 1 and name is not None and place is not None:
                index = len(names) - 1 - names[::-1].index((name, place))
                message = f"the {place} parameter '{name}' stands here twice; remove one"
                yield owner.fault(message, "parameters", index)
    wanted = TEMPLATE.findall(operation.path)
    given = {
        each.node["name"]: each for each in operation.described_parameters() if each.node["in"] == "path"
    }
    for name in wanted:
        if name not in given:
            remedy = suggestion(name, given)
            if not remedy.startswith("write"):
                remedy = f"add '- {{name: {name}, in: path, required: true, schema: {{type: string}}}}'"
            yield operation.at.fault(f"the path has {{{name}}} but no path parameter '{name}'; {remedy}")
    missing = [name for name in wanted if name not in given]
    for name, at in given.items():
        if name not in wanted and not closest_name(name, missing):
            message = (
                f"the path parameter '{name}' is not in the path '{operation.path}'; write {{{name}}} there"
            )
            yield at.fault(message)
