"""What a description lacks that takes nothing from it, supplied: nobody holds a sample against it.

A title, what a response is about, an operationId that two operations have, a parameter of the path that only
the path names.
"""

from collections.abc import Iterator

from generator.reading.checks import TEMPLATE
from generator.reading.document import Document, Tree
from generator.reading.location import METHODS, operations
from generator.reading.names import file_name
from generator.reading.structure import SECTIONS
from generator.reading.validity import VERSIONS


def complete(tree: Tree) -> None:
    """Supply, in place, what the file that describes an API lacks in words alone."""
    if not isinstance(tree, dict):
        return
    _version(tree)
    info = _object(tree.get("info"))
    tree["info"] = {key: info[key] if isinstance(info.get(key), str) else "" for key in ("title", "version")}
    tree["paths"] = _object(tree.get("paths"))
    components = _object(tree.get("components"))
    tree["components"] = {name: _of_objects(each) for name, each in components.items() if name in SECTIONS}
    _complete_responses(tree["components"])
    taken: set[str] = set()
    for operation in _operations(tree):
        _complete_responses(operation)
        name = operation.get("operationId")
        key = file_name(name).casefold() if isinstance(name, str) and name else ""
        if not key or key in taken:
            operation.pop("operationId", None)
        taken.add(key)


def _object(value: Tree) -> dict[str, Tree]:
    return value if isinstance(value, dict) else {}


def _of_objects(value: Tree) -> dict[str, Tree]:
    """A map with those of its members that are objects; what refers to another leads nowhere."""
    return {name: each for name, each in _object(value).items() if isinstance(each, dict)}


def _version(tree: dict[str, Tree]) -> None:
    """``3.0`` is as good as ``3.0.0`` for whoever only reads it, be it a number."""
    number = ".".join(str(tree.get("openapi")).split(".")[:2])
    if number in VERSIONS:
        tree["openapi"] = f"{number}.0"


def _operations(tree: dict[str, Tree]) -> Iterator[dict[str, Tree]]:
    for item in filter(lambda each: isinstance(each, dict), tree["paths"].values()):
        yield from (each for method in METHODS if isinstance(each := item.get(method), dict))


def _complete_responses(owner: Tree) -> None:
    """A description for each response, which is there for people, and responses where there are none."""
    if not isinstance(owner, dict):
        return
    responses = owner.get("responses")
    if not responses and "schemas" not in owner:
        owner["responses"] = responses = {"default": {}}
    for each in responses.values() if isinstance(responses, dict) else ():
        if isinstance(each, dict) and "$ref" not in each and not isinstance(each.get("description"), str):
            each["description"] = ""


def complete_parameters(document: Document) -> None:
    """Make the parameters of each path those that it names, each once, in a description of right shape.

    One that nobody describes may be any text; one that is not in the path is sent nowhere.
    """
    for operation in operations(document):
        wanted = TEMPLATE.findall(operation.path)
        item, node = operation.item.node, operation.at.node
        for owner in (item, node):
            if "parameters" in owner:
                owner["parameters"] = _fitting(document, owner["parameters"], wanted)
        given = [*item.get("parameters", ()), *node.get("parameters", ())]
        known = {each["name"] for each in map(document.resolve, given) if each["in"] == "path"}
        missing = [name for name in dict.fromkeys(wanted) if name not in known]
        if missing:
            added = [{"name": name, "in": "path", "required": True, "schema": {}} for name in missing]
            node["parameters"] = [*node.get("parameters", ()), *added]


def _fitting(document: Document, parameters: list[Tree], wanted: list[str]) -> list[Tree]:
    """The `parameters` that a path of the `wanted` names can have; of one name and place the first."""
    found: dict[tuple[str, str], Tree] = {}
    for each in parameters:
        node = document.resolve(each)
        if "in" in node and (node["in"] != "path" or node["name"] in wanted):
            found.setdefault((node["name"], node["in"]), each)
    return list(found.values())
