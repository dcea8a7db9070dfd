"""Values made from schemas look like documentation."""

from pathlib import Path
from typing import Any

import pytest

from generator.model import JsonBody
from generator.reading import read
from generator.reading.document.prose import first_sentence
from generator.reading.source.json_text import compact_json


def body(schema: dict[str, Any], folder: Path, **options: Any) -> Any:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://a.example"}],
        "paths": {"/p": {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}},
    }
    path = folder / "a.json"
    path.write_text(compact_json(document))
    (request,) = read(path, **options).requests
    assert isinstance(request.body, JsonBody)
    return request.body.value


def of(*names: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": kind, **more} for name in names}}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("customer_id", "customer_123"),
        ("petId", "pet_123"),
        ("id", "123"),
        ("contactEmail", "alice@example.com"),
        ("firstName", "Alice"),
        ("currency", "EUR"),
        ("country_code", "DE"),
        ("callback_url", "https://example.com/page"),
        ("created_at", "2026-01-31T12:00:00Z"),
        ("birthDate", "2026-01-31"),
        ("shipping_city", "Berlin"),
        ("colour", "#336699"),
        ("oddity", "oddity"),
    ],
)
def test_a_text_is_what_its_name_says(name: str, value: str, tmp_path: Path) -> None:
    assert body(of(name), tmp_path) == {name: value}


@pytest.mark.parametrize(("name", "value"), [("user_id", 123), ("page_size", 10), ("year", 2026), ("n", 1)])
def test_a_number_is_what_its_name_says(name: str, value: int, tmp_path: Path) -> None:
    assert body(of(name, kind="integer"), tmp_path) == {name: value}
    assert body(of(name, kind="integer", maximum=5, minimum=5), tmp_path) == {name: 5}


def test_an_item_is_called_as_one_of_them(tmp_path: Path) -> None:
    items = {"type": "array", "items": {"type": "string"}}
    schema = {"type": "object", "properties": {"tags": items, "address": items, "userIds": items}}
    assert body(schema, tmp_path) == {"tags": ["tag"], "address": ["1 Main Street"], "userIds": ["user_123"]}


def test_format_pattern_and_length_count_for_more_than_a_name(tmp_path: Path) -> None:
    assert body(of("user_id", format="uuid"), tmp_path) == {"user_id": "123e4567-e89b-42d3-a456-426614174000"}
    assert body(of("currency", pattern="^[a-z]{3}$"), tmp_path) == {"currency": "eur"}
    assert body(of("country", minLength=3, maxLength=3), tmp_path) == {"country": "DEU"}


def test_optional_properties_are_made_if_they_have_an_example_or_nothing_is_required(tmp_path: Path) -> None:
    schema = of("a", "b", "c") | {"required": ["b"]}
    schema["properties"]["c"] = {"type": "string", "example": "x"}
    assert body(schema, tmp_path) == {"b": "b", "c": "x"}
    assert body(schema, tmp_path, optional="none") == {"b": "b"}
    assert body(schema, tmp_path, optional="all") == {"b": "b", "a": "a", "c": "x"}
    assert body(of("a", "b"), tmp_path) == {"a": "a", "b": "b"}


def test_a_made_body_has_no_more_than_about_twenty_lines(tmp_path: Path) -> None:
    many = of(*(f"p{n}" for n in range(100)))
    assert 15 <= len(body(many, tmp_path)) <= 22
    assert len(body(many | {"required": [f"p{n}" for n in range(40)]}, tmp_path)) == 40


def test_an_example_of_a_property_stays_though_its_schema_refuses_it(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"auth": {"type": "string", "enum": ["a"], "example": "SHA256"}},
    }
    assert body(schema, tmp_path) == {"auth": "SHA256"}


@pytest.mark.parametrize(
    ("prose", "sentence"),
    [
        ("Creates a thing. Then more.", "Creates a thing"),
        ("<p>Creates a <code>thing</code>.</p><p>More</p>", "Creates a thing"),
        ("Lists all\npets\n\nMore", "Lists all pets"),
        ("# Heading\n\nText", ""),
        ("- item", ""),
        ("Takes an id, e.g. 5.", ""),
        ("long " * 60 + ".", ""),
        ("", ""),
    ],
)
def test_the_title_of_an_operation_without_a_summary_is_the_first_sentence_about_it(
    prose: str, sentence: str
) -> None:
    assert first_sentence(prose) == sentence


def test_objects_that_each_allow_their_own_properties_alone_are_made_together(tmp_path: Path) -> None:
    closed = [
        {**of(name, kind="integer"), "required": [name], "additionalProperties": False} for name in "ab"
    ]
    assert body({"allOf": closed}, tmp_path) == {"a": 1, "b": 1}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 0}, []),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 3}, [1]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "integer", "exclusiveMaximum": 1}, 0),
        ({"type": "integer", "exclusiveMinimum": 4}, 5),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "integer", "minimum": 7, "multipleOf": 5}, 10),
        ({"type": "number", "minimum": 0.25, "maximum": 0.75}, 0.5),
    ],
)
def test_a_made_value_keeps_its_bounds(schema: dict[str, Any], value: object, tmp_path: Path) -> None:
    found = body({"type": "object", "required": ["x"], "properties": {"x": schema}}, tmp_path)
    assert found == {"x": value}
