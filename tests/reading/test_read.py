"""Sound descriptions: what `read` makes of them."""

import json
import random
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paths
import pytest
import yaml
from changed_descriptions import VALUES, change
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from generator.errors import GeneratorError
from generator.model import (
    Basic,
    BinaryBody,
    Description,
    FormBody,
    Input,
    JsonBody,
    MultipartBody,
    Number,
    Request,
    TextBody,
    Value,
)
from generator.reading import read
from generator.reading.contracts import read_contracts
from generator.reading.schema.json_schema import errors, official_schema, official_validator
from generator.reading.source.json_text import compact_json
from generator.reading.source.yaml_parser import parse_yaml

ROOT = paths.ROOT
TOKEN = ROOT / "spec" / "token_endpoint.yaml"
CASES = paths.CASES / "descriptions"


@pytest.fixture(scope="module")
def token() -> dict[str, Request]:
    return {request.example: request for request in read(TOKEN).requests}


def secret(name: str) -> Input:
    return Input(name, secret=True)


def fields(request: Request) -> list[tuple[str, str]]:
    """The form's fields; an Input as its name in braces."""
    assert isinstance(request.body, FormBody)
    return [(name, text(value)) for name, value in request.body.fields]


def text(value: Value) -> str:
    return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in value)


def test_the_token_endpoint_is_valid_by_an_independent_validator() -> None:
    validate(yaml.safe_load(TOKEN.read_text("utf-8")))


def test_the_token_endpoint_has_four_requests_in_the_order_of_the_file(token: dict[str, Request]) -> None:
    assert list(token) == ["password", "client_credentials", "authorization_code", "refresh_token"]
    assert {request.method for request in token.values()} == {"POST"}
    assert {request.url for request in token.values()} == {("https://dev-api.med2lab.com/o/token/",)}
    assert {request.headers for request in token.values()} == {()}


def test_each_grant_sends_its_fields_with_the_readers_values_as_inputs(token: dict[str, Request]) -> None:
    assert fields(token["password"]) == [
        ("grant_type", "password"),
        ("username", "<OAUTH_USERNAME>"),
        ("password", "<OAUTH_PASSWORD>"),
        ("client_id", "<CLIENT_ID>"),
        ("client_secret", "<CLIENT_SECRET>"),
    ]
    assert fields(token["client_credentials"]) == [
        ("grant_type", "client_credentials"),
        ("scope", "read write"),
    ]
    assert fields(token["authorization_code"]) == [
        ("grant_type", "authorization_code"),
        ("code", "<AUTHORIZATION_CODE>"),
        ("redirect_uri", "<REDIRECT_URI>"),
        ("code_verifier", "<CODE_VERIFIER>"),
        ("client_id", "<CLIENT_ID>"),
        ("client_secret", "<CLIENT_SECRET>"),
    ]
    assert fields(token["refresh_token"]) == [
        ("grant_type", "refresh_token"),
        ("refresh_token", "<REFRESH_TOKEN>"),
        ("client_id", "<CLIENT_ID>"),
        ("client_secret", "<CLIENT_SECRET>"),
    ]


def test_only_names_that_anybody_may_see_are_no_secrets(token: dict[str, Request]) -> None:
    inputs = {each for request in token.values() for each in request.inputs}
    assert {each.name for each in inputs if not each.secret} == {
        "OAUTH_USERNAME",
        "CLIENT_ID",
        "REDIRECT_URI",
    }


def test_client_credentials_go_by_form_encoded_basic_and_the_others_by_none(
    token: dict[str, Request],
) -> None:
    username = Input("CLIENT_ID", example="s6BhdRkqt3")
    password = Input("CLIENT_SECRET", secret=True, example="7Fjfp0ZBr1KtDRbnfVdmIw")
    assert token["client_credentials"].basic == Basic((username,), (password,), form_encoded=True)
    assert [name for name, request in token.items() if request.basic] == ["client_credentials"]


def test_the_documented_responses_come_with_status_headers_and_body(token: dict[str, Request]) -> None:
    responses = token["password"].responses
    assert [(each.status, each.example) for each in responses] == [
        ("200", "user"),
        ("200", "client_credentials"),
        ("400", "invalid_grant"),
        ("400", "invalid_request"),
        ("400", "unsupported_grant_type"),
        ("400", "invalid_scope"),
        ("400", "unauthorized_client"),
        ("401", "invalid_client"),
    ]
    assert json.loads(responses[0].body or "")["expires_in"] == 36000
    assert ("WWW-Authenticate", 'Bearer error="invalid_client"') in responses[-1].headers


def test_a_response_of_the_requests_own_name_comes_first_of_its_status(token: dict[str, Request]) -> None:
    assert [each.example for each in token["client_credentials"].responses][:2] == [
        "client_credentials",
        "user",
    ]


def test_the_page_lists_every_property_once_and_knows_which_all_grants_need() -> None:
    listed = read(TOKEN).operations[0].parameters
    names = [parameter.name for parameter in listed]
    assert len(names) == len(set(names)) == 10
    assert [parameter.name for parameter in listed if parameter.required] == ["grant_type"]


# YAML as its authors mean it


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("true", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("null", None),
        ("~", None),
        ("", None),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24T12:00:00Z", "2026-11-24T12:00:00Z"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("+7", 7),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("0.1", 0.1),
        ("-0", Number("-0")),
        ("1e400", Number("1.0e400")),
        ("0.1000000000000000055511151231257827", Number("0.1000000000000000055511151231257827")),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("!!str 200", "200"),
        ("'200'", "200"),
        ('"\\u263a"', "☺"),
        ("=", "="),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(written: str, value: object) -> None:
    found = parse_yaml(f"a: {written}\n", "a.yaml")["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_their_characters() -> None:
    assert parse_yaml("200: a\n0x10: b\nno: c\n~: d\n1.0: e", "") == {
        "200": "a", "0x10": "b", "no": "c", "~": "d", "1.0": "e",
    }  # fmt: skip


def test_aliases_and_merge_keys_are_filled_in() -> None:
    tree = parse_yaml("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: [*a]\nd: {<<: [{z: 4}, *a]}", "")
    assert tree["b"] == {"y": 3, "x": 1}
    assert tree["c"] == [{"x": 1, "y": 2}]
    assert tree["d"] == {"z": 4, "x": 1, "y": 2}


# What YAML takes as it is in a quoted scalar; all else has an escape there.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=9
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@settings(max_examples=100)
@given(value=json_values)
def test_json_text_is_one_tree_as_json_and_as_yaml(value: Any) -> None:
    from generator.reading.source.json_parser import parse_json

    written = compact_json({"a": value})
    assert parse_json(written, "") == {"a": value}
    assert parse_yaml(written, "") == {"a": value}


_STRINGS = st.sampled_from(
    ['"a"', '"b"', '"a:"', r'"\u003a"', r'"a\u003A"', r'"\":"', r'"\\"', '":b"', r'"\u0022:"']
)
_NUMBERS = st.sampled_from(
    ["0", "-0", "-0.0", "1E400", "1.10", "12345678901234567890123", "0.30000000000000001"]
)
_SPACES = st.sampled_from(["", " ", "\n\t"])


def _objects(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    member = st.tuples(_STRINGS, _SPACES, _SPACES, values).map(lambda m: f"{m[0]}{m[1]}:{m[2]}{m[3]}")
    return st.lists(member, max_size=4).map(lambda members: "{" + ",".join(members) + "}") | st.lists(
        values, max_size=3
    ).map(lambda items: "[" + ", ".join(items) + "]")


@settings(max_examples=400)
@given(text=_objects(st.recursive(_STRINGS | _NUMBERS, _objects, max_leaves=6)))
def test_json_is_read_exactly_and_a_key_that_stands_twice_is_never_missed(text: str) -> None:
    import json

    from generator.reading.source.json_parser import parse_json
    from generator.reading.source.numbers import exact_float, exact_integer

    twice = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        twice = twice or len(dict(pairs)) < len(pairs)
        return dict(pairs)

    expected = json.loads(text, object_pairs_hook=members, parse_float=exact_float, parse_int=exact_integer)
    if twice:
        with pytest.raises(GeneratorError, match="stands here twice"):
            parse_json(text, "a.json")
    else:
        assert repr(parse_json(text, "a.json")) == repr(
            expected
        )  # 1, 1.0 and True are equal, but not the same


def test_a_line_break_of_yaml_1_1_is_not_folded_away(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="holds the line break"):
        parse_yaml('a: "x\u2028y"', "a.yaml")
    assert parse_yaml('a: "x\\u2028y"', "a.yaml") == {"a": "x\u2028y"}


def test_numbers_that_no_double_holds_keep_their_digits_in_json() -> None:
    from generator.reading.source.json_parser import parse_json

    digits = [
        "1e400",
        "-0",
        "0.1000000000000000055511151231257827",
        "1" * 5000,
        "-0.0",
        "1E5",
        "12345678901234567890",
    ]
    tree = parse_json(f"[{', '.join(digits)}]", "")
    assert tree == [
        Number("1e400"), Number("-0"), Number(digits[2]), Number("1" * 5000), -0.0, 100000.0, 12345678901234567890,
    ]  # fmt: skip
    assert compact_json(tree[:4]) == f"[{','.join(digits[:4])}]"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_file_is_read_in_any_unicode_encoding_with_any_line_ends(
    encoding: str, ends: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(
        described("    get: {responses: {'200': {description: Größe}}}").replace("\n", ends).encode(encoding)
    )
    assert read(path).operations[0].responses[0].description == "Größe"


# requests of any operation


def described(operation: str, rest: str = "", version: str = "3.1.0") -> str:
    return (
        f"openapi: {version}\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://api.example.com/v1/'}}]\n"
        f"paths:\n  /pets/{{id}}:\n    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}, "
        f"example: a/b c}}]\n{operation}\n{rest}"
    )


def read_text(text: str, folder: Path) -> Description:
    path = folder / "a.yaml"
    path.write_text(text, "utf-8")
    return read(path)


def only_request(text: str, folder: Path) -> Request:
    (operation,) = read_text(text, folder).operations
    assert not operation.reasons
    (request,) = operation.requests
    return request


STYLES = [  # OpenAPI 3.1.1, "Style Examples", with a name and values that need encoding
    ("path", "simple", False, "a b", "a%20b"),
    ("path", "simple", False, ["b", "c/d"], "b,c%2Fd"),
    ("path", "simple", True, {"R": 100, "G": 2}, "R=100,G=2"),
    ("path", "simple", False, {"R": 100, "G": 2}, "R,100,G,2"),
    ("path", "label", False, "a", ".a"),
    ("path", "label", False, ["a", "b"], ".a,b"),
    ("path", "label", True, ["a", "b"], ".a.b"),
    ("path", "label", True, {"R": 1, "G": 2}, ".R=1.G=2"),
    ("path", "matrix", False, "a", ";id=a"),
    ("path", "matrix", False, "", ";id"),
    ("path", "matrix", False, ["a", "b"], ";id=a,b"),
    ("path", "matrix", True, ["a", "b"], ";id=a;id=b"),
    ("path", "matrix", True, {"R": 1, "G": 2}, ";R=1;G=2"),
    ("path", "matrix", False, {"R": 1, "G": 2}, ";id=R,1,G,2"),
    ("query", "form", True, "a&b=c", "?q%5B=a%26b%3Dc"),
    ("query", "form", True, "", "?q%5B="),
    ("query", "form", True, ["a", "b"], "?q%5B=a&q%5B=b"),
    ("query", "form", False, ["a", "b,c"], "?q%5B=a,b%2Cc"),
    ("query", "form", True, {"R": 1, "G": 2}, "?R=1&G=2"),
    ("query", "form", False, {"R": 1, "G": 2}, "?q%5B=R,1,G,2"),
    ("query", "form", True, [], ""),
    ("query", "spaceDelimited", False, ["a", "b"], "?q%5B=a%20b"),
    ("query", "pipeDelimited", False, ["a", "b"], "?q%5B=a%7Cb"),
    ("query", "deepObject", True, {"R": 1, "G": "x y"}, "?q%5B%5BR%5D=1&q%5B%5BG%5D=x%20y"),
    ("query", "form", True, True, "?q%5B=true"),
]


@pytest.mark.parametrize(("place", "style", "explode", "value", "expected"), STYLES)
def test_each_style_is_written_as_openapi_says(
    place: str, style: str, explode: bool, value: Any, expected: str, tmp_path: Path
) -> None:
    name = "id" if place == "path" else "q["
    parameter = {
        "name": name,
        "in": place,
        "required": True,
        "style": style,
        "explode": explode,
        "example": value,
    }
    parameter["schema"] = {}
    operation = {"parameters": [parameter], "responses": {"200": {"description": "OK"}}}
    url = text(only_request(described(f"    get: {compact_json(operation)}"), tmp_path).url)
    end = f"/{expected}" if place == "path" else f"/a%2Fb%20c{expected}"
    assert url == f"https://api.example.com/v1/pets{end}"


def test_headers_and_cookies_are_sent_as_they_are(tmp_path: Path) -> None:
    request = only_request(
        described(
            "    get:\n      parameters:\n"
            "        - {name: X-Ids, in: header, schema: {type: array}, example: [1, 2]}\n"
            "        - {name: X-Map, in: header, explode: true, schema: {}, example: {a: 1, b: 'c d'}}\n"
            "        - {name: Accept, in: header, schema: {}, example: text/html}\n"
            "        - {name: lang, in: cookie, schema: {}, example: de}\n"
            "        - {name: ids, in: cookie, schema: {}, example: [1, 2], explode: false}\n"
            "      responses: {'200': {description: OK, content: {text/csv: {}}}}"
        ),
        tmp_path,
    )
    assert [(name, text(value)) for name, value in request.headers] == [
        ("Accept", "text/csv"),
        ("X-Ids", "1,2"),
        ("X-Map", "a=1,b=c d"),
        ("Cookie", "lang=de; ids=1,2"),
    ]


def test_an_input_in_a_url_stays_data_between_url_text(tmp_path: Path) -> None:
    request = only_request(
        described(
            "    get:\n      parameters:\n"
            "        - {name: key, in: query, schema: {type: string, x-input: SEARCH_KEY}, example: x}\n"
            "      responses: {'200': {description: OK}}"
        ),
        tmp_path,
    )
    key = Input("SEARCH_KEY", example="x")
    assert request.url == ("https://api.example.com/v1/pets/a%2Fb%20c?key=", key)


BODIES: dict[str, tuple[str, str, str, object]] = {
    "JSON": ("application/json", "{properties: {k: {format: password}}}", "{n: 1e400, k: s}", JsonBody(
        {"n": Number("1.0e400"), "k": (Input("K", secret=True, example="s"),)})),
    "JSON of a kind": ("application/merge-patch+json", "{}", "null", JsonBody(None, "application/merge-patch+json")),
    "form": ("application/x-www-form-urlencoded", "{}", "{a: [1, 2], b: {c: 1}, d: x y}", FormBody(
        (("a", ("1",)), ("a", ("2",)), ("b", ('{"c":1}',)), ("d", ("x y",))))),
    "text": ("text/plain", "{type: string}", "a\\nb", TextBody(("a\\nb",))),
    "XML": ("application/xml", "{}", "<a/>", TextBody(("<a/>",), "application/xml")),
    "bytes": ("application/octet-stream", "{type: string, format: binary}", "photo.png", BinaryBody(
        Input("FILE", kind="file", example="photo.png"))),
    "text in a file": ("text/csv", "{type: string, format: binary}", "list.csv", BinaryBody(
        Input("FILE", kind="file", example="list.csv"), "text/csv")),
    "text of a file": ("text/csv", "{type: string, format: binary}", '"a b\\n1 2"', TextBody(("a b\n1 2",), "text/csv")),
}  # fmt: skip


@pytest.mark.parametrize("kind", BODIES)
def test_each_media_type_makes_its_body(kind: str, tmp_path: Path) -> None:
    media_type, schema, value, body = BODIES[kind]
    operation = (
        f"    post:\n      requestBody: {{content: {{{media_type}: {{schema: {schema}, example: {value}}}}}}}\n"
        "      responses: {'200': {description: OK}}"
    )
    assert only_request(described(operation), tmp_path).body == body


def test_multipart_sends_files_that_the_reader_brings(tmp_path: Path) -> None:
    operation = (
        "    post:\n      requestBody: {content: {multipart/form-data: {schema: {type: object, required: [photo, tags], "
        "properties: {photo: {type: string, format: binary}, tags: {type: object, properties: {a: {type: integer}}}, "
        "name: {type: string, x-input: PET_NAME}}}, encoding: {photo: {contentType: 'image/png, image/jpeg'}}}}}\n"
        "      responses: {'200': {description: OK}}"
    )
    body = only_request(described(operation), tmp_path).body
    assert isinstance(body, MultipartBody)
    assert [(part.name, text(part.value), part.media_type) for part in body.parts] == [
        ("photo", "<PHOTO_FILE>", "image/png"),
        ("tags", '{"a":1}', "application/json"),
        ("name", "<PET_NAME>", None),
    ]


SCHEMES: dict[str, tuple[str, dict[str, str], str]] = {
    "bearer": ("{type: http, scheme: Bearer}", {"Authorization": "Bearer <ACCESS_TOKEN>"}, ""),
    "oauth2": ("{type: oauth2, flows: {}}", {"Authorization": "Bearer <ACCESS_TOKEN>"}, ""),
    "OpenID": (
        "{type: openIdConnect, openIdConnectUrl: 'https://id.example.com'}",
        {"Authorization": "Bearer <ACCESS_TOKEN>"},
        "",
    ),
    "key in a header": ("{type: apiKey, in: header, name: X-API-Key}", {"X-API-Key": "<API_KEY>"}, ""),
    "key in the query": ("{type: apiKey, in: query, name: key}", {}, "?key=<API_KEY>"),
    "key in a cookie": ("{type: apiKey, in: cookie, name: session}", {"Cookie": "session=<API_SESSION>"}, ""),
    "key with a name": ("{type: apiKey, in: header, name: K, x-input: MY_KEY}", {"K": "<MY_KEY>"}, ""),
}


@pytest.mark.parametrize("kind", SCHEMES)
def test_each_security_scheme_puts_its_secret_where_it_belongs(kind: str, tmp_path: Path) -> None:
    scheme, headers, query = SCHEMES[kind]
    request = only_request(
        described(
            "    get: {security: [{s: []}], responses: {'200': {description: OK}}}",
            f"components: {{securitySchemes: {{s: {scheme}}}}}",
        ),
        tmp_path,
    )
    assert {name: text(value) for name, value in request.headers} == headers
    assert text(request.url).partition("b%20c")[2] == query
    assert all(each.secret for each in request.inputs)


def test_an_operation_that_no_sample_can_be_made_for_has_a_reason_and_the_others_their_requests(
    tmp_path: Path,
) -> None:
    found = read_text(
        described(
            "    get: {security: [{s: []}], responses: {'200': {description: OK}}}\n"
            "    put: {security: [], responses: {'200': {description: OK}}}\n"
            "    post: {security: [], requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},"
            " responses: {'200': {description: OK}}}",
            "components: {securitySchemes: {s: {type: mutualTLS}}, "
            "schemas: {A: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}}}",
        ),
        tmp_path,
    )
    reasons = {operation.method: operation.reasons for operation in found.operations}
    assert "mutualTLS, which no sample can do" in reasons["GET"][0]
    assert "comes back to itself without an end" in reasons["POST"][0]
    assert reasons["PUT"] == ()
    assert [request.id for request in found.requests] == ["put-pets-id/default"]


def test_the_nearest_servers_count_and_variables_have_their_defaults(tmp_path: Path) -> None:
    found = read_text(
        described(
            "    servers: [{url: 'http://{where}:{port}/x', variables: {where: {default: a.example}, port: {default: '81'}}}]\n"
            "    get: {responses: {'200': {description: OK}}}\n"
            "    put: {servers: [{url: /relative}, {url: 'https://own.example'}], responses: {'200': {description: OK}}}"
        ),
        tmp_path,
    )
    urls = [text(request.url) for request in found.requests]
    assert urls == ["http://a.example:81/x/pets/a%2Fb%20c", "https://own.example/pets/a%2Fb%20c"]


def test_parameter_examples_pair_with_body_examples_by_name(tmp_path: Path) -> None:
    found = read_text(
        described(
            "    post:\n      parameters: [{name: q, in: query, schema: {}, examples: {one: {value: 1}, two: {value: 2}}}]\n"
            "      requestBody: {content: {application/json: {examples: {two: {value: b}, three: {value: c}}},"
            " text/plain: {examples: {two: {value: t}}}}}\n      responses: {'200': {description: OK}}"
        ),
        tmp_path,
    )
    pairs = {request.example: text(request.url)[-1] for request in found.requests}
    assert pairs == {"two": "2", "three": "1", "two-plain": "2"}


@pytest.mark.parametrize(
    ("operation_id", "name"),
    [
        ("repos/get", "repos-get"),
        ("../../etc/passwd", "-.-..-etc-passwd"),
        ("con", "con-"),
        ("AUX.txt", "AUX.txt-"),
        ("a b\\c", "a-b-c"),
        (".hidden", "-hidden"),
        ("dot.", "dot-"),
        ("Größe", "Größe"),
    ],
)
def test_an_operation_id_becomes_a_safe_file_name(operation_id: str, name: str, tmp_path: Path) -> None:
    operation = {"operationId": operation_id, "responses": {"200": {"description": "OK"}}}
    assert read_text(described(f"    get: {compact_json(operation)}"), tmp_path).operations[0].id == name


def test_a_long_operation_id_is_cut_and_stays_unlike_others(tmp_path: Path) -> None:
    names = set()
    for end in "ab":
        operation = {"operationId": "x" * 300 + end, "responses": {"200": {"description": "OK"}}}
        names.add(read_text(described(f"    get: {compact_json(operation)}"), tmp_path).operations[0].id)
    assert len(names) == 2
    assert all(len(name) <= 100 for name in names)


def test_references_lead_through_several_files(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "pets.yaml").write_text(
        "item: {get: {parameters: [{$ref: 'common.json#/limit'}], responses: {'200': {$ref: '#/ok'}}}}\n"
        "ok: {description: From another file.}\n"
    )
    (tmp_path / "parts" / "common.json").write_text(
        '{"limit": {"name": "limit", "in": "query", "schema": {"$ref": "#/n"}, "example": 5}, "n": {"type": "integer"}}'
    )
    found = read_text(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://a.example'}]\n"
        "paths: {/p: {$ref: 'parts/pets.yaml#/item'}}\n",
        tmp_path,
    )
    (request,) = found.requests
    assert text(request.url) == "https://a.example/p?limit=5"
    assert request.responses[0].description == "From another file."


# values made from schemas

schemas = st.recursive(
    st.sampled_from(
        [
            {"type": "string"},
            {"type": "string", "format": "date-time"},
            {"type": "string", "minLength": 8, "maxLength": 9},
            {"type": "string", "pattern": "^[A-Z]{3}-\\d{4,}$"},
            {"type": "string", "pattern": "^(foo|bar)+[^a-z]?$", "minLength": 5},
            {"type": "integer", "minimum": 7, "maximum": 9},
            {"type": "integer", "exclusiveMinimum": 10, "multipleOf": 4},
            {"type": "number", "maximum": -0.5},
            {"type": "number", "minimum": 0.2, "maximum": 0.3},
            {"type": "boolean"},
            {"type": ["null", "integer"]},
            {"type": "null"},
            {"enum": ["a", 3, None]},
            {"const": {"x": [1]}},
            {},
        ]
    ),
    lambda inner: (
        st.builds(
            lambda names, required: {
                "type": "object",
                "properties": names,
                "required": [name for name in names if name in required],
            },
            st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
            st.sets(st.sampled_from("abcd")),
        )
        | st.builds(
            lambda items, least: {"type": "array", "items": items, "minItems": least},
            inner,
            st.integers(0, 3),
        )
        | st.builds(
            lambda one, two: {"oneOf": [one, {"type": "object", "required": ["zz"]}, two]}, inner, inner
        )
        | st.builds(lambda one: {"anyOf": [one]}, inner)
        | st.builds(
            lambda one: {
                "allOf": [
                    {"type": "object", "properties": {"k": one}, "required": ["k"]},
                    {"required": ["k"]},
                ]
            },
            inner,
        )
        | st.builds(lambda one: {"type": "object", "additionalProperties": one}, inner)
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(schema=schemas)
def test_a_value_made_from_a_schema_is_valid_and_always_the_same(schema: Any) -> None:
    import jsonschema_rs

    from generator.errors import CannotSampleError
    from generator.reading.document.document import Document
    from generator.reading.schema.example_values import made_value
    from generator.reading.source.files import Source

    document = Document(Source("a", b"", {"openapi": "3.1.0"}, is_json=False))
    try:
        value = made_value(document, schema, "it")
    except CannotSampleError:
        assert "oneOf" in str(schema)  # two alternatives may be the same, so that nothing fits just one
        return
    # Two alternatives may be alike, so that nothing fits just one.
    assert "oneOf" in str(schema) or jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(
        value
    )
    assert made_value(document, schema, "it") == value


@pytest.mark.parametrize(
    ("name", "is_free"), [("GOOGLE_TOKEN", True), ("GOPATH", False), ("CGO_CFLAGS", False)]
)
def test_only_what_go_itself_reads_is_refused_as_the_name_of_an_input(name: str, is_free: bool) -> None:
    from generator.reading.document.inputs import name_fault

    assert (name_fault(name) is None) == is_free


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ("", "https://api.example.com/v2/pets"),
        ("servers: [{url: /v1}]", "https://api.example.com/v1/pets"),
        ("servers: [{url: v1/}]", "https://api.example.com/v2/v1/pets"),
        ("servers: [{url: '/{v}', variables: {v: {default: v3}}}]", "https://api.example.com/v3/pets"),
        ("servers: [{url: 'https://own.example.com'}]", "https://own.example.com/pets"),
    ],
)
def test_a_server_that_is_relative_or_missing_is_taken_from_the_address_that_is_given(
    servers: str, url: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n"
        f"{servers}\npaths: {{/pets: {{get: {{responses: {{'200': {{description: OK}}}}}}}}}}\n"
    )
    (request,) = read(path, "https://api.example.com/v2/").requests
    assert request.url == (url,)
    (route,) = read_contracts(str(path), "https://api.example.com/v2/")[1]
    assert route.paths == (urlsplit(url).path.replace("v3", "{v}"),)


@pytest.mark.parametrize("server", ["api.example.com", "ftp://x", "https://a b", "https://x?y", "/v1"])
def test_a_given_server_that_is_no_address_is_refused(server: str) -> None:
    with pytest.raises(GeneratorError, match="is no address; write one such as"):
        read(TOKEN, server)


def test_an_example_that_cannot_be_sent_is_named_and_leaves_the_others_of_its_operation(
    tmp_path: Path,
) -> None:
    found = read_text(
        described(
            "    get: {responses: {'200': {description: OK}}}\n"
            "    post: {requestBody: {content: {application/json: {schema: {type: object}, examples: {"
            'right: {value: {a: 1}}, wrong: {value: text}, empty: {summary: Nothing}, nul: {value: {a: "\\0"}}}}}},'
            " responses: {'200': {description: OK}}}",
        ),
        tmp_path,
    )
    post = found.operations[1]
    assert [request.example for request in post.requests] == ["right", "wrong"]
    assert [reason.partition(", at /")[0].partition(";")[0] for reason in post.reasons] == [
        "example 'nul' holds a NUL, which no sample can send",
    ]


DISPUTED = {  # parameters whose schema refuses their example, and the ends of the URLs that are sent, by example
    "several": (
        "required: true, schema: {type: integer}, examples: {a: {value: x}, b: {value: 5}, c: {value: '6'}}",
        {"a": "?q=x", "b": "?q=5", "c": "?q=6"},
    ),
    "with a default": ("required: true, schema: {type: integer, default: 7}, example: x", {"default": "?q=x"}),
    "none of a choice": ("schema: {enum: [up, down]}, example: UP", {"default": "?q=UP"}),
    "null for nothing": ("schema: {type: string}, example: null", {"default": ""}),
    "of the schema": ("required: true, schema: {type: integer, example: x}", {"default": "?q=x"}),
    "first of the schema": ("required: true, schema: {type: integer, examples: [x, 5]}", {"default": "?q=x"}),
    "a pattern that nothing fits": (
        "required: true, schema: {type: string, pattern: '(?!)', default: z}, example: x", {"default": "?q=x"},
    ),
    "NUL": ('required: true, schema: {type: string}, example: "\\0"', {"default": "?q=q"}),
    "written twice": ("required: true, schema: {}, example: 1, examples: {a: {value: 1}}", {"a": "?q=1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", DISPUTED)
def test_an_example_of_a_parameter_is_sent_as_it_stands_whatever_its_schema_says(
    name: str, tmp_path: Path
) -> None:
    parameter, sent = DISPUTED[name]
    text = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://a.example'}]\npaths:\n  /p:\n"
        f"    get: {{parameters: [{{name: q, in: query, {parameter}}}], responses: {{'200': {{description: OK}}}}}}\n"
    )
    get = read_text(text, tmp_path).operations[0]
    assert {each.example: "".join(map(str, each.url)).partition("/p")[2] for each in get.requests} == sent
    assert get.reasons == ()


def test_a_header_whose_example_has_a_line_break_is_made(tmp_path: Path) -> None:
    text = described(
        '    get: {parameters: [{name: X, in: header, required: true, schema: {type: string}, example: "a\\nb"}],'
        " responses: {'200': {description: OK}}}\n    put: {responses: {'200': {description: OK}}}"
    )
    assert ("X", ("X",)) in next(iter(read_text(text, tmp_path).requests)).headers


@pytest.mark.parametrize("example", ["example: {a: x}", "examples: {default: {value: {a: x}}}"])
@pytest.mark.parametrize("is_of_schema", [True, False])
def test_an_example_of_a_body_is_sent_as_it_stands_whatever_its_schema_says(
    example: str, is_of_schema: bool, tmp_path: Path
) -> None:
    schema = "type: object, required: [a], properties: {a: {type: integer, example: 4}}"
    if is_of_schema:
        own, schema = "", f"{schema}, {example.replace('{default: {value: {a: x}}}', '[{a: x}]')}"
    else:
        own = f", {example}"
    text = described(
        f"    post: {{requestBody: {{content: {{application/json: {{schema: {{{schema}}}{own}}}}}}},"
        " responses: {'200': {description: OK}}}\n    put: {responses: {'200': {description: OK}}}"
    )
    post = read_text(text, tmp_path).operations[0]
    assert [(each.example, each.body) for each in post.requests] == [
        ("default", JsonBody({"a": "x"}, "application/json"))
    ]
    assert post.reasons == ()


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_pattern_that_is_not_understood_spoils_the_samples_of_its_schema_alone(
    version: str, tmp_path: Path
) -> None:
    text = described(
        "    get: {responses: {'200': {description: OK}}}\n"
        "    post: {parameters: [{name: q, in: query, required: true, schema: {type: string, pattern: '\\p{all}('}}],"
        " responses: {'200': {description: OK}}}",
    )
    found = read_text(text.replace("3.1.0", version), tmp_path)
    assert [operation.reasons[:1] for operation in found.operations] == [
        (),
        ("no value of 'q' was found that fits its pattern and length; write an example",),
    ]


def test_the_sparest_value_is_tried_where_a_fuller_one_fits_no_alternative_alone(tmp_path: Path) -> None:
    both = {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}
    schema = {"type": "object", "oneOf": [{**both, "required": ["a"]}, {**both, "required": ["b"]}]}
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "OK"}}}
    text = described(f"    post: {compact_json(operation)}")
    assert only_request(text, tmp_path).body == JsonBody({"a": 1}, "application/json")


def test_operations_and_examples_that_we_name_ourselves_have_names_of_their_own(tmp_path: Path) -> None:
    ok = "responses: {'200': {description: OK}}"
    path = tmp_path / "a.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://api.example.com}]\npaths:\n"
        f"  /users: {{get: {{{ok}}}}}\n"
        f"  /users/~: {{get: {{{ok}}}}}\n"
        f"  /people: {{get: {{operationId: GET-users-2, {ok}}}}}\n"
        "  /post: {post: {requestBody: {content: {text/plain: {example: a}, application/json: {example: 1}, "
        f"text/json: {{example: 2}}}}}}, {ok}}}}}\n"
    )
    assert [request.id for request in read(path).requests] == [
        "get-users/default",
        "get-users-3/default",
        "GET-users-2/default",
        "post-post/default",
        "post-post/default-json",
        "post-post/default-json-2",
    ]


def test_a_server_that_is_no_address_is_passed_over_and_no_farther_one_is_taken(tmp_path: Path) -> None:
    ok = "responses: {'200': {description: OK}}"
    path = tmp_path / "a.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        "servers: [{url: 'https://{host}', variables: {host: {default: '{host}'}}}, {url: https://api.example.com}]\n"
        "paths:\n"
        f"  /users: {{get: {{{ok}}}}}\n"
        f"  /people: {{servers: [{{url: /v1}}], get: {{{ok}}}}}\n"
    )
    users, people = read(path).operations
    assert [request.url for request in users.requests] == [("https://api.example.com/users",)]
    assert people.reasons == ("it has no absolute server address",)


def xml_of(schema: str, tmp_path: Path) -> list[str]:
    """The XML body that is made from a schema, or the reason why there is none."""
    found = read_text(
        described(
            "    get: {responses: {'200': {description: OK}}}\n"
            f"    post: {{requestBody: {{content: {{application/xml: {{schema: {schema}}}}}}}, "
            "responses: {'200': {description: OK}}}",
            "components: {schemas: {Pet: {type: object, properties: {a: {type: string, example: 'x<&\"y'}}}}}",
        ),
        tmp_path,
    )
    post = found.operations[1]
    bodies = [request.body for request in post.requests]
    return ["".join(map(str, body.text)) for body in bodies if isinstance(body, TextBody)] or list(
        post.reasons
    )


@pytest.mark.parametrize(
    ("schema", "text"),
    [  # what OpenAPI 3.1 §4.8.26 has examples of, below a root
        ("{$ref: '#/components/schemas/Pet'}", '<Pet><a>x&lt;&amp;"y</a></Pet>'),
        (("{xml: {name: animal}, type: object, properties: {id: {type: integer, example: 7, xml: {attribute: true}}, "
          "name: {type: string, example: n, xml: {namespace: 'http://x/s', prefix: s}}}}"),
         '<animal id="7"><s:name xmlns:s="http://x/s">n</s:name></animal>'),
        ("{xml: {name: r}, type: object, properties: {animals: {type: array, example: [v, w], items: {type: string, xml: {name: animal}}}}}",
         "<r><animal>v</animal><animal>w</animal></r>"),
        ("{xml: {name: r}, type: object, properties: {animals: {type: array, example: [v], items: {type: string}, xml: {wrapped: true}}}}",
         "<r><animals><animals>v</animals></animals></r>"),
        (("{xml: {name: r}, type: object, properties: {animals: {type: array, example: [v], items: {type: string, xml: {name: animal}}, "
          "xml: {name: aliens, wrapped: true}}}}"),
         "<r><aliens><animal>v</animal></aliens></r>"),
        ("{xml: {name: r}, type: object, properties: {t: {type: boolean, example: true, xml: {nodeType: text}}}}", "<r>true</r>"),
        ("{type: object, properties: {a: {type: integer}}}", "the root of its XML body has no name; write 'xml: {name: ...}' in its schema"),
        ("{xml: {name: r}, type: object, properties: {'a b': {type: integer}}}",
         "'a b' cannot be the name of an XML element; give it another with 'xml: {name: ...}'"),
        ('{xml: {name: r}, type: object, properties: {a: {const: "\\x07"}}}',
         "its XML body would have the character U+0007, which XML has not"),
    ],
)  # fmt: skip
def test_xml_is_made_from_a_schema_as_its_xml_objects_say(schema: str, text: str, tmp_path: Path) -> None:
    (made,) = xml_of(schema, tmp_path)
    assert re.sub(r"\n *", "", made) == text


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("{type: object, properties: {a: {type: string, example: 3}, b: {type: boolean, default: maybe}}}", {"a": 3, "b": True}),
        (("{oneOf: [{type: object, required: [a], properties: {a: {type: integer}, c: {type: integer}}}, "
          "{type: object, required: [b], properties: {b: {type: integer}, a: {type: integer}}, not: {required: [a]}}]}"), {"a": 1}),
        (("{allOf: [{type: object, required: [a], properties: {a: {type: integer}}, additionalProperties: false}, "
          "{type: object, properties: {b: {type: integer}}}]}"), {"a": 1}),
    ],
)  # fmt: skip
def test_a_value_is_made_although_what_the_author_wrote_in_a_schema_does_not_fit(
    schema: str, value: Any, tmp_path: Path
) -> None:
    operation = "    post: {requestBody: {content: {application/json: {schema: %s}}}, responses: {'200': {description: OK}}}"
    (request,) = read_text(described(operation % schema), tmp_path).requests
    assert isinstance(request.body, JsonBody)
    assert request.body.value == value


def test_why_no_value_fits_a_schema_is_told_with_its_place(tmp_path: Path) -> None:
    schema = "{type: object, required: [a], properties: {a: {type: object, required: [b], properties: {b: {allOf: [{type: integer}, {maximum: 0}, {minimum: 1}]}}}}}"
    operation = "    post: {requestBody: {content: {application/json: {schema: %s}}}, responses: {'200': {description: OK}}}"
    (post,) = read_text(described(operation % schema), tmp_path).operations
    why = "a/b is 0, but 0 is less than the minimum of 1"
    assert post.reasons == (f"no value of 'body' was found that fits its schema ({why}); write an example",)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/x-www-form-urlencoded", [TextBody(("",), "application/x-www-form-urlencoded")]),
        ("multipart/form-data", []),
    ],
)
def test_a_form_without_fields_is_sent_only_where_it_must_be_and_can_be(
    media_type: str, body: list[TextBody], tmp_path: Path
) -> None:
    operation = "    get: {requestBody: {%scontent: {%s: {schema: {type: object}}}}, responses: {'200': {description: OK}}}"
    (optional,) = read_text(described(operation % ("", media_type)), tmp_path).requests
    assert optional.body is None
    required = read_text(described(operation % ("required: true, ", media_type)), tmp_path).requests
    assert [request.body for request in required] == body


def test_schemes_that_apply_together_carry_one_token_once_and_two_values_never(tmp_path: Path) -> None:
    schemes = (
        "components: {securitySchemes: {a: {type: oauth2, flows: {}}, b: {type: http, scheme: bearer}, "
        "c: {type: http, scheme: basic}, d: {type: apiKey, in: header, name: X-Key}}}"
    )
    found = read_text(
        described(
            "    get: {security: [{a: [], b: [], d: []}], responses: {'200': {description: OK}}}\n"
            "    put: {security: [{b: [], c: []}, {d: []}], responses: {'200': {description: OK}}}\n"
            "    post: {security: [{b: [], c: []}], responses: {'200': {description: OK}}}",
            schemes,
        ),
        tmp_path,
    )
    get, put, post = found.operations
    names = [[name for name, _ in request.headers] for each in (get, put) for request in each.requests]
    assert names == [["Authorization", "X-Key"], ["X-Key"]]
    assert get.requests[0].headers[0][1] == (
        "Bearer ",
        Input("ACCESS_TOKEN", True, example="2YotnFZFEjr1zCsicMWpAA"),
    )
    assert post.reasons == ("its security schemes 'b' and 'c' want the Authorization header each for itself",)


def test_an_example_that_a_request_and_a_response_share_is_held_against_what_each_may_leave_out(
    tmp_path: Path,
) -> None:
    found = read_text(
        described(
            "    get: {responses: {'200': {description: OK}}}\n"
            "    post: {requestBody: {content: &shared {application/json: {schema: {type: object, required: [id, key], "
            "properties: {id: {readOnly: true}, key: {writeOnly: true}}}, examples: {new: {value: {key: 1}}}}}}, "
            "responses: {'200': {description: OK, content: *shared}}}",
        ),
        tmp_path,
    )
    assert [request.example for request in found.operations[1].requests] == ["new"]


def test_a_schema_that_cannot_be_used_holds_no_example_back(tmp_path: Path) -> None:
    found = read_text(
        described(
            "    get: {responses: {'200': {description: OK}}}\n"
            "    post: {requestBody: {content: {application/json: {schema: {pattern: '[a-'}, examples: {"
            "one: {value: a}, two: {value: b}}}}}, responses: {'200': {description: OK}}}",
        ),
        tmp_path,
    )
    assert [each.example for each in found.operations[1].requests] == ["one", "two"]


def test_alternatives_that_lead_back_to_themselves_end_soon(tmp_path: Path) -> None:
    branches = ", ".join(["{$ref: '#/components/schemas/A'}"] * 8)
    found = read_text(
        described(
            "    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},"
            " responses: {'200': {description: OK}}}",
            f"components: {{schemas: {{A: {{oneOf: [{branches}]}}}}}}",
        ),
        tmp_path,
    )
    assert "write an example" in found.operations[0].reasons[0]


# any change of a sound description gives a description or a `GeneratorError`


def survives(tree: Any, path: Path) -> None:
    path.write_text(compact_json(tree), "utf-8")
    lines: list[str] = []
    try:
        operations = read(path).operations
    except GeneratorError as error:
        lines = str(error).splitlines()
        operations = ()
    assert lines or operations
    assert all(line.startswith(str(path)) for line in lines)
    assert all(operation.requests or operation.reasons for operation in operations)


@settings(max_examples=200)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(["token", "everything-3.0", "everything-3.1"]))
@example(seed=1457043, name="token")
@example(seed=39892, name="token")
@example(seed=3943, name="everything-3.0")
@example(seed=4438, name="everything-3.1")
def test_no_change_of_a_description_is_a_crash(
    seed: int, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = TOKEN if name == "token" else CASES / f"{name}.yaml"
    tree = parse_yaml(source.read_text("utf-8"), "")
    tree = json.loads(compact_json(tree))
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 4)):
        change(tree, chance, VALUES)
    survives(tree, tmp_path_factory.getbasetemp() / "changed.json")


def test_the_official_schemas_are_whole() -> None:
    for version in ("3.0", "3.1", "3.2"):
        assert errors(official_validator(official_schema(version)), {"openapi": f"{version}.0"})


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("way", ["reference", "allOf"])
def test_alternatives_behind_a_reference_or_in_all_of_give_a_value(
    tmp_path: Path, keyword: str, way: str
) -> None:
    reference = "{$ref: '#/components/schemas/Pet'}"
    schema = reference if way == "reference" else f"{{allOf: [{reference}, {{required: [kind]}}]}}"
    path = tmp_path / "api.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: 'https://h.example'}]\npaths:\n  /p:\n    post:\n"
        f"      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}\n      responses: {{'200': {{description: ok}}}}\n"
        f"components:\n  schemas:\n    Pet: {{{keyword}: [{{$ref: '#/components/schemas/Cat'}}]}}\n"
        "    Cat: {type: object, required: [kind, lives], properties: {kind: {type: string}, lives: {type: integer}}}\n"
    )
    (request,) = read(path).requests
    assert isinstance(request.body, JsonBody)
    assert isinstance(request.body.value, dict)
    assert set(request.body.value) == {"kind", "lives"}
