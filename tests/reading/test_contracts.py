"""What a server must know of an operation, from the smallest description that says it."""

from pathlib import Path

import pytest

from generator.contract import Contract, FieldRule, ParameterRule, SchemeRule, TextTypes
from generator.reading.contracts import read_contracts

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://a.example/v1/}]\n"


def contract(members: str, folder: Path, more: str = "") -> Contract:
    path = folder / "a.yaml"
    operation = f"post: {{{members}, responses: {{'200': {{description: OK}}}}}}"
    path.write_text(f"{HEAD}{more}paths: {{'/p/{{id}}': {{{operation}}}}}\n")
    (route,) = read_contracts(str(path))[1]
    assert route.paths == ("/v1/p/{id}",)
    return route.contract()


def rules(parameter: str, folder: Path) -> dict[str, ParameterRule]:
    members = (
        f"parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}, {{{parameter}}}]"
    )
    return {rule.name: rule for rule in contract(members, folder).parameters}


@pytest.mark.parametrize(
    ("parameter", "style", "explode"),
    [
        ("in: query", "form", True),
        ("in: cookie", "form", True),
        ("in: header", "simple", False),
        ("in: query, explode: false", "form", False),
        ("in: query, style: pipeDelimited", "pipeDelimited", False),
        ("in: query, style: deepObject, explode: true", "deepObject", True),
    ],
)
def test_a_parameter_has_the_usual_style_of_its_place(
    parameter: str, style: str, explode: bool, tmp_path: Path
) -> None:
    found = rules(f"name: n, {parameter}, schema: {{type: array, items: {{type: integer}}}}", tmp_path)
    assert (found["n"].style, found["n"].explode, found["n"].required) == (style, explode, False)
    assert found["n"].shape == TextTypes(frozenset({"array"}), frozenset({"integer"}))
    assert (found["id"].style, found["id"].explode, found["id"].required) == ("simple", False, True)


def test_a_parameter_of_a_media_type_is_held_against_the_schema_there(tmp_path: Path) -> None:
    schema = "{type: object, required: [a]}"
    rule = rules(f"name: n, in: query, content: {{application/json: {{schema: {schema}}}}}", tmp_path)["n"]
    assert rule.media_type == "application/json"
    assert [error.keyword for error in rule.check({})] == ["required"]
    assert not rule.check({"a": 1})


def test_headers_that_openapi_describes_elsewhere_are_no_parameters(tmp_path: Path) -> None:
    for name in ("Accept", "content-type", "AUTHORIZATION"):
        assert list(rules(f"name: {name}, in: header, schema: {{type: string}}", tmp_path)) == ["id"]


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ("{type: [string, 'null']}", {"string", "null"}),
        ("{enum: [1, two, null, true, [a], {b: c}, 2.5]}", {"number", "string", "null", "boolean", "array", "object"}),
        ("{const: false}", {"boolean"}),
        ("{items: {}}", {"array"}),
        ("{properties: {a: {}}}", {"object"}),
        ("{anyOf: [{type: string}, {prefixItems: [{}]}]}", {"string", "array"}),
        ("{type: string, enum: [1]}", {"string"}),
        ("{description: Anything.}", set()),
    ],
)  # fmt: skip
def test_the_types_are_those_declared_or_those_that_the_schema_tells_of(
    schema: str, types: set[str], tmp_path: Path
) -> None:
    assert rules(f"name: n, in: query, schema: {schema}", tmp_path)["n"].shape.types == types


@pytest.mark.parametrize(
    ("more", "extra"),
    [
        ("", None),
        (", additionalProperties: false", None),
        (", additionalProperties: true", frozenset()),
        (", additionalProperties: {type: integer}", frozenset({"integer"})),
    ],
)
def test_other_properties_have_the_types_that_the_schema_gives_them(
    more: str, extra: frozenset[str] | None, tmp_path: Path
) -> None:
    shape = rules(f"name: n, in: query, schema: {{type: object, properties: {{a: {{type: boolean}}}}{more}}}", tmp_path)["n"].shape  # fmt: skip
    assert shape.properties == {"a": frozenset({"boolean"})}
    assert shape.extra == extra


def test_a_form_has_a_rule_for_each_field_and_one_for_the_others(tmp_path: Path) -> None:
    schema = "{type: object, properties: {a: {type: integer}, b: {type: array, items: {type: string}}}, additionalProperties: {type: boolean}}"
    encoding = "{b: {style: pipeDelimited}, a: {contentType: text/plain}}"
    form = f"application/x-www-form-urlencoded: {{schema: {schema}, encoding: {encoding}}}"
    found = contract(f"requestBody: {{required: true, content: {{{form}}}}}", tmp_path)
    (body,) = found.bodies
    assert found.body_required
    assert body.fields == {
        "a": FieldRule(TextTypes(frozenset({"integer"})), "form", explode=True, media_type="text/plain"),
        "b": FieldRule(
            TextTypes(frozenset({"array"}), frozenset({"string"})), "pipeDelimited", explode=False
        ),
    }
    assert body.other == FieldRule(TextTypes(frozenset({"boolean"})))


def test_a_body_is_optional_unless_the_description_says_otherwise(tmp_path: Path) -> None:
    assert not contract("requestBody: {content: {text/plain: {}}}", tmp_path).body_required


def test_what_only_answers_have_nobody_needs_to_send(tmp_path: Path) -> None:
    schema = "{type: object, required: [id, name], properties: {id: {readOnly: true}, name: {}}}"
    (body,) = contract(
        f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}", tmp_path
    ).bodies
    assert not body.check({"name": "a"})
    assert [(error.keyword, error.steps) for error in body.check({"id": 1})] == [("required", ())]


def test_credentials_are_looked_for_where_their_scheme_puts_them(tmp_path: Path) -> None:
    schemes = """components:
  securitySchemes:
    key: {type: apiKey, in: query, name: k}
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {}}
    tls: {type: mutualTLS}
security: [{key: [], basic: []}, {oauth: []}, {tls: []}]
"""
    found = contract("operationId: a", tmp_path, schemes)
    assert found.security == (
        (SchemeRule("query", "k"), SchemeRule("header", "Authorization", "basic")),
        (SchemeRule("header", "Authorization", "Bearer"),),
        (),
    )
    assert contract("security: []", tmp_path, schemes).security == ()
