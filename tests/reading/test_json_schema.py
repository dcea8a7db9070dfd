"""Examples that are plainly right are not held against a compiled schema, and no other is taken for one."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.reading.document.document import Document
from generator.reading.schema.json_schema import _is_certainly_valid
from generator.reading.source.files import Source

TYPES = ("string", "boolean", "integer", "number", "null", "object", "array")
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.fixed_dictionaries({}, optional={"type": st.sampled_from(TYPES)}),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, unique=True)},
        optional={
            "enum": st.lists(st.sampled_from([None, 0, 1, True, "", "a", 1.5]), min_size=1, unique_by=repr),
            "properties": st.dictionaries(st.sampled_from("abc"), inner),
            "required": st.lists(st.sampled_from("abc"), unique=True),
            "additionalProperties": inner,
            "items": inner,
            **dict.fromkeys(("minItems", "maxItems", "minLength", "maxLength"), st.integers(0, 3)),
            "pattern": st.just("a"),
            "$ref": st.just("#/components/schemas/Any"),
        },
    ),
    max_leaves=8,
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.0, 1.5, "", "a", "aé☃😀"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner),
    max_leaves=8,
)


def document(anything: Any) -> Document:
    tree = {"openapi": "3.1.0", "components": {"schemas": {"Any": anything}}}
    return Document(Source("api.json", b"", tree, is_json=True))


@settings(max_examples=1500)
@given(schema=SCHEMAS, anything=SCHEMAS, value=VALUES)
def test_what_is_certainly_valid_is_valid(schema: Any, anything: Any, value: Any) -> None:
    if isinstance(anything, dict):
        anything.pop("$ref", None)  # it would lead to itself
    if _is_certainly_valid(document(anything), schema, value):
        whole = {"allOf": [schema], "components": {"schemas": {"Any": anything}}}
        assert jsonschema_rs.Draft202012Validator(whole).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({}, 1.5),
        ({"type": "number"}, 1),
        ({"type": ["string", "null"], "enum": ["a", None]}, "a"),
        ({"type": "array", "items": {"type": "string", "maxLength": 1}, "minItems": 2}, ["a", "b"]),
        ({"type": "object", "required": ["a"], "properties": {"a": {"type": "null"}}}, {"a": None, "b": 1}),
        ({"$ref": "#/components/schemas/Any"}, {"deep": True}),
    ],
)
def test_what_is_plainly_right_is_seen(schema: Any, value: Any) -> None:
    anything = {"type": "object", "additionalProperties": {"type": "boolean"}}
    assert _is_certainly_valid(document(anything), schema, value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (False, None),
        ({"type": "integer"}, True),
        ({"type": "integer"}, 1.5),
        ({"type": "string", "enum": ["a"]}, "b"),
        ({"type": "string", "minLength": 2}, "é"),
        ({"type": "string", "maxLength": 2}, "aé☃"),
        ({"type": "array", "minItems": 1}, []),
        ({"type": "array", "maxItems": 1}, [1, 2]),
        ({"type": "array", "items": {"type": "string"}}, ["a", 1]),
        ({"type": "object", "required": ["a"]}, {"b": 1}),
        ({"type": "object", "properties": {"a": False}}, {"a": 1}),
        ({"type": "object", "additionalProperties": False}, {"a": 1}),
        ({"$ref": "#/components/schemas/Any"}, {}),
    ],
)
def test_what_is_wrong_is_left_to_the_library(schema: Any, value: Any) -> None:
    whole = {"allOf": [schema], "components": {"schemas": {"Any": {"type": "string"}}}}
    assert not jsonschema_rs.Draft202012Validator(whole).is_valid(value)
    assert not _is_certainly_valid(document({"type": "string"}), schema, value)
