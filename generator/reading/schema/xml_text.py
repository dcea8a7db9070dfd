"""A value and its schema in, XML text out, as the XML Object has it (OpenAPI 3.1 §4.8.26, 3.2 §4.8.27).

The standard library's ElementTree writes it. It knows no names that XML has not: these are looked at here.
"""

import re
from xml.etree import ElementTree as ET

from generator.errors import CannotSampleError
from generator.model import Json
from generator.reading.document.document import Document
from generator.reading.document.inputs import applicable, item_schemas, property_schemas, scalar_text
from generator.reading.source.pointers import Tree, pointer_steps

_NAME = re.compile(r"([A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*")  # with a prefix (Namespaces in XML §4)
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


def xml_text(document: Document, schema: Tree, value: Json) -> str:
    """`value`, which `schema` describes, as an indented XML document.

    Raises:
        CannotSampleError: its root element has no name, or something in it cannot stand in XML.
    """
    writer = _Writer(document)
    name = _named(writer.settings([schema], value), _component(schema))
    if not name:
        raise CannotSampleError(
            "the root of its XML body has no name; write 'xml: {name: ...}' in its schema"
        )
    root = writer.element(name, [schema], value)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document

    def settings(self, schemas: list[Tree], value: Json) -> Tree:
        """The XML Object of a value; the nearest to it counts."""
        found = (schema.get("xml") for schema in applicable(self._document, schemas, value))
        return next((each for each in found if isinstance(each, dict)), {})

    def element(self, name: str, schemas: list[Tree], value: Json) -> ET.Element:
        """An element with the members of `value` in it; an array has an element for each item."""
        settings = self.settings(schemas, value)
        element = ET.Element(_fit_name(name))
        if namespace := settings.get("namespace"):
            prefix = settings.get("prefix")
            element.set(f"xmlns:{prefix}" if prefix else "xmlns", _fit(str(namespace)))
        if isinstance(value, dict):
            for key, member in value.items():
                self._add(element, key, property_schemas(self._document, schemas, key, value), member)
        elif isinstance(value, list):
            self._add_items(element, name, schemas, value)
        else:
            element.text = _text(value)
        return element

    def _add(self, element: ET.Element, key: str, schemas: list[Tree], value: Json) -> None:
        settings = self.settings(schemas, value)
        name = _named(settings, key)
        kind = settings.get("nodeType", "attribute" if settings.get("attribute") is True else "element")
        is_wrapped = settings.get("wrapped") is True or settings.get("nodeType") == "element"
        if isinstance(value, list) and not is_wrapped:
            self._add_items(element, name, schemas, value)
        elif kind == "attribute":
            element.set(_fit_name(name), _text(value))
        elif kind in ("text", "cdata"):
            element.text = _text(value)
        else:
            element.append(self.element(name, schemas, value))

    def _add_items(self, element: ET.Element, name: str, schemas: list[Tree], items: list[Json]) -> None:
        inner = item_schemas(self._document, schemas, items)
        for item in items:
            element.append(self.element(_named(self.settings(inner, item), name), inner, item))


def _named(settings: Tree, otherwise: str) -> str:
    name = str(settings.get("name") or otherwise)
    return f"{settings['prefix']}:{name}" if settings.get("prefix") and name else name


def _component(schema: Tree) -> str:
    """The name of the component that a schema refers to."""
    reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
    return pointer_steps(reference.partition("#")[2])[-1] if reference else ""


def _text(value: Json) -> str:
    return "" if value is None else _fit(scalar_text(value))


def _fit(text: str) -> str:
    if found := _NO_CHARACTER.search(text):
        raise CannotSampleError(
            f"its XML body would have the character U+{ord(found[0]):04X}, which XML has not"
        )
    return text


def _fit_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise CannotSampleError(
            f"{name!r} cannot be the name of an XML element; give it another with 'xml: {{name: ...}}'"
        )
    return name
