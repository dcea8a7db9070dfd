"""What each part of a description is, told by the keys that lead to it, without looking inside.

A part is an object of OpenAPI, a map from names that an author chose to such objects, or data, in which a
``$ref`` means nothing. What has been found out about a key once is looked up from then on.
"""

from typing import Literal

Shape = Literal["object", "names", "data"]

# Whose members are names that an author chose, so that ``$ref`` or ``example`` among them is a name.
_NAMED = frozenset(
    """
    $defs callbacks content definitions dependentSchemas encoding examples headers links mediaTypes
    parameters pathItems paths patternProperties properties requestBodies responses schemas securitySchemes
    variables webhooks
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)
# Whose content is data.
_DATA = frozenset(("const", "dataValue", "default", "enum", "example", "mapping", "scopes", "value"))

SECTIONS = {  # the kind of object in each section of `components`
    "callbacks": "callbacks",
    "examples": "example",
    "headers": "header",
    "links": "link",
    "mediaTypes": "media-type",
    "parameters": "parameter",
    "pathItems": "path-item",
    "requestBodies": "request-body",
    "responses": "response",
    "schemas": "schema",
    "securitySchemes": "security-scheme",
}
_MEMBERS = {  # the kind of each member of a map or a list, by the name of the map or list
    **SECTIONS,
    **dict.fromkeys(("paths", "webhooks"), "path-item"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "schema"),
    **dict.fromkeys(
        ("$defs", "definitions", "dependentSchemas", "patternProperties", "properties"), "schema"
    ),
    "content": "media-type",
}
_SCHEMAS = frozenset(
    """
    additionalProperties contains contentSchema else if itemSchema items not propertyNames schema then
    unevaluatedItems unevaluatedProperties
    """.split()  # noqa: SIM905
)


class PartKind:
    """One sort of part: its `shape`, and the `kind` of object that a ``$ref`` in its place must point at.

    `kind` is a name of the official schema such as ``request-body``, empty where any will do. `maps` and
    `lists` have, by its key, what a member is that is itself a map or a list, `item` what an item is.
    """

    def __init__(self, parts: "Parts", shape: Shape, kind: str, members: str) -> None:
        self.shape = shape
        self.kind = kind
        self.members = members
        self.maps = _Members(parts, self, is_list=False)
        self.lists = _Members(parts, self, is_list=True)

    @property
    def item(self) -> "PartKind":
        """What an item is of a list that stands in this place."""
        return self.maps[""]  # no keyword is empty


class Parts:
    """All sorts of parts that there are; `root` is a whole file."""

    def __init__(self) -> None:
        self._known: dict[tuple[Shape, str, str], PartKind] = {}
        self.root = self._part("object", "", "")

    def below(self, outer: PartKind, key: str, *, is_list: bool) -> PartKind:
        """What the member `key` of `outer` is."""
        shape = _shape(outer.shape, key, is_list=is_list)
        if shape == "data":
            return self._part("data", "", "")
        if outer.members:
            return self._part(shape, outer.members, "")
        if outer.kind == "callbacks":
            return self._part(shape, "path-item", "")
        if key in _MEMBERS:
            return self._part(shape, outer.kind, _MEMBERS[key])
        if key in _SCHEMAS:
            return self._part(shape, "schema", "")
        return self._part(shape, "request-body" if key == "requestBody" else "", "")

    def _part(self, shape: Shape, kind: str, members: str) -> PartKind:
        key = (shape, kind, members)
        if key not in self._known:
            self._known[key] = PartKind(self, shape, kind, members)
        return self._known[key]


def _shape(outer: Shape, key: str, *, is_list: bool) -> Shape:
    if outer == "names":
        return "object"
    if outer == "data" or key in _DATA or key.startswith("x-") or (key == "examples" and is_list):
        return "data"
    return "names" if key in _NAMED and not is_list else "object"


class _Members(dict[str, PartKind]):
    """Works out what it does not hold yet."""

    def __init__(self, parts: Parts, outer: PartKind, *, is_list: bool) -> None:
        self._parts = parts
        self._outer = outer
        self._is_list = is_list

    def __missing__(self, key: str) -> PartKind:
        part = self[key] = self._parts.below(self._outer, key, is_list=self._is_list)
        return part
