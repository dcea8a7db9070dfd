"""What OpenAPI has a rare way to say goes out as it is meant, or is refused with the reason."""

from pathlib import Path

import pytest

from generator.model import BinaryBody, Body, FormBody, Input, JsonBody, Operation, TextBody
from generator.reading import read
from generator.reading.lint import lint

HEAD = "openapi: 3.2.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://a.example}]\n"


def operation(members: str, folder: Path) -> Operation:
    path = folder / "a.yaml"
    path.write_text(
        f"{HEAD}paths: {{/p: {{post: {{{members}, responses: {{'200': {{description: OK}}}}}}}}}}\n"
    )
    (found,) = read(path).operations
    return found


def body(content: str, folder: Path) -> Body | None:
    (request,) = operation(f"requestBody: {{content: {{{content}}}}}", folder).requests
    return request.body


def query(parameter: str, folder: Path) -> str:
    (request,) = operation(f"parameters: [{{name: q, {parameter}}}]", folder).requests
    return "".join(map(str, request.url)).partition("?")[2]


def reason(members: str, folder: Path) -> str:
    found = operation(members, folder)
    assert not found.requests
    return found.reasons[0]


def test_a_query_string_of_json_is_json(tmp_path: Path) -> None:
    content = "in: querystring, content: {%s: {schema: {type: object}, example: {a: 1}}}"
    assert query(content % "application/json", tmp_path) == "%7B%22a%22%3A1%7D"
    assert query(content % "application/x-www-form-urlencoded", tmp_path) == "a=1"


def test_reserved_characters_and_what_is_encoded_already_stay_where_that_is_allowed(tmp_path: Path) -> None:
    parameter = "in: query, allowReserved: true, schema: {type: string}, example: 'a%20b/c d%'"
    assert query(parameter, tmp_path) == "q=a%20b/c%20d%25"
    assert query(parameter.replace("true", "false"), tmp_path) == "q=a%2520b%2Fc%20d%25"


def test_an_object_within_an_object_has_more_brackets_and_a_list_is_refused(tmp_path: Path) -> None:
    parameter = "in: query, style: deepObject, schema: {type: object}, example: {a: {b: 1}, c: 2}"
    assert query(parameter, tmp_path) == "q%5Ba%5D%5Bb%5D=1&q%5Bc%5D=2"
    listed = f"parameters: [{{name: q, {parameter.replace('{b: 1}', '{b: [1]}')}}}]"
    assert "'q[a][b]' is a list, which deepObject cannot write" in reason(listed, tmp_path)


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (
            """application/json: {examples: {e: {serializedValue: '{"a": 1}'}}}""",
            JsonBody({"a": 1}, "application/json"),
        ),
        (
            "application/x-www-form-urlencoded: {example: 'a=1&b=%20'}",
            TextBody(("a=1&b=%20",), "application/x-www-form-urlencoded"),
        ),
        (
            "application/jsonl: {itemSchema: {type: object, properties: {a: {type: integer}}}}",
            TextBody(('{"a":1}\n',), "application/jsonl"),
        ),
        ("application/jsonl: {example: [{a: 1}, 2]}", TextBody(('{"a":1}\n2\n',), "application/jsonl")),
        ("text/plain: {schema: {type: integer}, example: 5}", TextBody(("5",), "text/plain")),
    ],
)
def test_a_body_is_sent_as_it_is_meant(content: str, sent: Body, tmp_path: Path) -> None:
    assert body(content, tmp_path) == sent


def test_properties_with_a_pattern_are_made_where_there_must_be_some(tmp_path: Path) -> None:
    schema = "{type: object, minProperties: 1, patternProperties: {'^[a-z]{2}$': {type: integer}}}"
    assert body(f"application/json: {{schema: {schema}}}", tmp_path) == JsonBody(
        {"aa": 1}, "application/json"
    )


def test_a_table_without_an_example_is_refused(tmp_path: Path) -> None:
    members = "requestBody: {content: {text/csv: {schema: {type: string}}}}"
    assert reason(members, tmp_path) == "its text/csv body has no example; write one"


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (
            "application/json: {examples: {e: {externalValue: e.json}}}",
            JsonBody({"a": 1}, "application/json"),
        ),
        ("text/csv: {examples: {e: {externalValue: ./sub/e.csv}}}", TextBody(("a,b\n",), "text/csv")),
        (
            "image/png: {examples: {e: {externalValue: 'https://b.example/x/a.png'}}}",
            BinaryBody(Input("FILE", kind="file", example="a.png"), "image/png"),
        ),
    ],
)
def test_a_value_is_read_from_the_file_that_has_it(content: str, sent: Body, tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text('{"a": 1}')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "e.csv").write_text("a,b\n")
    assert body(content, tmp_path) == sent


@pytest.mark.parametrize("where", ["../e.json", "none.json", "https://b.example/e.json", "wrong.json"])
def test_a_value_that_cannot_be_read_is_named(where: str, tmp_path: Path) -> None:
    (tmp_path.parent / "e.json").write_text("1")
    (tmp_path / "wrong.json").write_text("{")
    found = operation(
        f"requestBody: {{content: {{application/json: {{examples: {{e: {{externalValue: '{where}'}}}}}}}}}}",
        tmp_path,
    )
    assert found.reasons[0].startswith("example 'e' has its value elsewhere (externalValue)")


def test_a_dynamic_reference_leads_to_its_anchor(tmp_path: Path) -> None:
    schema = "{$dynamicRef: '#n', $defs: {n: {$dynamicAnchor: n, type: object, example: {a: 1}}}}"
    assert body(f"application/json: {{schema: {schema}}}", tmp_path) == JsonBody({"a": 1}, "application/json")


def test_one_value_where_a_list_is_meant_is_sent_as_one_field(tmp_path: Path) -> None:
    schema = "{properties: {tags: {type: array, items: {type: string}}}}"
    content = f"application/x-www-form-urlencoded: {{schema: {schema}, example: {{tags: one}}}}"
    assert body(content, tmp_path) == FormBody((("tags", ("one",)),), "application/x-www-form-urlencoded")


def test_a_time_without_a_zone_is_sent_as_it_stands(tmp_path: Path) -> None:
    schema = "{properties: {at: {type: string, format: time}}}"
    content = f"application/json: {{schema: {schema}, example: {{at: 09:00:00}}}}"
    assert body(content, tmp_path) == JsonBody({"at": "09:00:00"}, "application/json")
    assert [each for each in lint(str(tmp_path / "a.yaml")) if each.rule == "WP005"] == []


def test_a_header_that_a_part_needs_is_a_reason_for_no_sample(tmp_path: Path) -> None:
    headers = "headers: {X-A: {required: true, schema: {type: string}}}"
    media = f"{{schema: {{type: object, required: [f], properties: {{f: {{type: string}}}}}}, encoding: {{f: {{{headers}}}}}}}"
    words = reason(f"requestBody: {{content: {{multipart/form-data: {media}}}}}", tmp_path)
    assert words == "its part 'f' needs the header X-A, which no sample can send"


def test_a_cookie_holds_what_it_can_and_the_rest_encoded_or_not_at_all(tmp_path: Path) -> None:
    members = "parameters: [{name: s, in: cookie, %s schema: {type: string}, example: 'a b;c=='}]"
    (found,) = operation(members % "", tmp_path).requests
    assert found.headers == (("Cookie", ("s=a%20b%3Bc==",)),)
    assert "the cookie 's' cannot hold ' '; write it percent-encoded" in reason(
        members % "required: true, style: cookie,", tmp_path
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("multipart/form-data; boundary=hello", "multipart/form-data"),
        ("Application/JSON ;Charset=UTF-8", "application/json; Charset=UTF-8"),
        ("APPLICATION/x-www-form-urlencoded;", "application/x-www-form-urlencoded"),
        ('application/vnd.api+json;ext="a;b"', 'application/vnd.api+json; ext="a;b"'),
        ("application/*+json", "application/json"),
        ("json", "application/json"),
    ],
)
def test_a_media_type_is_sent_as_clients_write_it(written: str, sent: str, tmp_path: Path) -> None:
    found = body(f"'{written}': {{example: {{id: '1'}}}}", tmp_path)
    assert found is not None
    assert found.media_type == sent


def test_the_password_of_basic_authentication_is_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    schemes = "components: {securitySchemes: {b: {type: http, scheme: basic}}}\nsecurity: [{b: []}]\n"
    path.write_text(f"{HEAD}{schemes}paths: {{/p: {{get: {{responses: {{}}}}}}}}\n")
    (request,) = read(path).requests
    assert [(each.name, each.secret) for each in request.inputs] == [
        ("API_USERNAME", False),
        ("API_PASSWORD", True),
    ]


def test_a_deep_object_in_a_form_is_a_field_for_each_member(tmp_path: Path) -> None:
    schema = "schema: {type: object}, encoding: {filter: {style: deepObject}}, example: {filter: {a: 1, b: {c: x}}, list: [2, 3]}"
    found = body(f"application/x-www-form-urlencoded: {{{schema}}}", tmp_path)
    assert isinstance(found, FormBody)
    assert found.fields == (
        ("filter[a]", ("1",)), ("filter[b][c]", ("x",)), ("list", ("2",)), ("list", ("3",)),
    )  # fmt: skip
