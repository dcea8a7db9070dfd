"""What a reader has to bring is an Input, or is named in the comment: secrets, server variables, stand-ins."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.model import FormBody, Input, JsonBody, Request
from generator.reading import read
from generator.rendering import load_languages, render

SERVER = "{url: https://a.example}"


def request(members: str, folder: Path, server: str = SERVER, top: str = "", path: str = "/p") -> Request:
    file = folder / "a.yaml"
    file.write_text(
        f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nservers: [{server}]\n{top}\n"
        f"paths: {{'{path}': {{post: {{{members} responses: {{'200': {{description: OK}}}}}}}}}}\n"
    )
    ((found,),) = (each.requests for each in read(file).operations)
    return found


def sent(schema: str, example: str, folder: Path) -> object:
    found = request(
        f"requestBody: {{content: {{application/json: {{schema: {schema}, example: {example}}}}}}},", folder
    )
    assert isinstance(found.body, JsonBody)
    return found.body.value


def comment(found: Request) -> list[str]:
    (sample,) = render([found], [load_languages()["curl"]])
    return [line for line in sample.text.splitlines() if line.startswith("#")]


@pytest.mark.parametrize(
    ("schema", "example", "name"),
    [
        ("{properties: {ssn: {x-sensitive-data: true}}}", "{ssn: '123'}", "SSN"),
        ("{properties: {word: {format: password}}}", "{word: abc}", "WORD"),
        ("{}", "{clientSecret: abc}", "CLIENT_SECRET"),
        ("{}", "{x-api-key: abc}", "X_API_KEY"),
    ],
)
def test_a_secret_is_an_input(schema: str, example: str, name: str, tmp_path: Path) -> None:
    value = sent(schema, example, tmp_path)
    assert isinstance(value, dict)
    ((part,),) = value.values()
    assert (part.name, part.secret) == (name, True)


def test_a_known_token_within_a_text_is_an_input(tmp_path: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    value = sent("{}", f"{{note: 'use {token} now'}}", tmp_path)
    assert value == {"note": ("use ", Input("NOTE", secret=True, example=token), " now")}


@pytest.mark.parametrize("example", ["{secret: 'true'}", "{page_token: a}", "{secret_name: a}", "{token: 5}"])
def test_what_only_sounds_like_a_secret_stays(example: str, tmp_path: Path) -> None:
    value = sent("{}", example, tmp_path)
    assert isinstance(value, dict)
    assert not any(isinstance(each, tuple) for each in value.values())


def test_a_secret_of_a_list_of_values_stays(tmp_path: Path) -> None:
    assert sent("{properties: {secret: {enum: [a, b]}}}", "{secret: a}", tmp_path) == {"secret": "a"}


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("Use `Token <your key>`.", "Token "),
        ("JWT in the header, using the Bearer scheme.", "Bearer "),
        ("`Authorization: GenieKey abc`", "GenieKey "),
        ("The value must be prefixed with 'Api-Key '", "Api-Key "),
        ("Your API key.", ""),
        ("See [the docs](https://a.example) to get your <b>key</b>.", ""),
    ],
)
def test_the_prefix_of_a_key_is_what_the_description_tells(told: str, value: str, tmp_path: Path) -> None:
    scheme = f'{{type: apiKey, in: header, name: Authorization, description: "{told}"}}'
    top = f"security: [{{k: []}}]\ncomponents: {{securitySchemes: {{k: {scheme}}}}}"
    ((_, parts),) = request("", tmp_path, top=top).headers
    assert "".join(part for part in parts if isinstance(part, str)) == value


def test_a_key_in_another_header_has_no_prefix(tmp_path: Path) -> None:
    scheme = '{type: apiKey, in: header, name: X-Key, description: "Starts with `Prefix`, `Token <key>`"}'
    top = f"security: [{{k: []}}]\ncomponents: {{securitySchemes: {{k: {scheme}}}}}"
    ((_, parts),) = request("", tmp_path, top=top).headers
    assert len(parts) == 1


def test_of_several_securities_none_is_the_last(tmp_path: Path) -> None:
    top = "security: [{}, {k: []}]\ncomponents: {securitySchemes: {k: {type: http, scheme: bearer}}}"
    assert [name for name, _ in request("", tmp_path, top=top).headers] == ["Authorization"]


def test_a_server_variable_without_a_default_is_an_input_or_named_in_the_comment(tmp_path: Path) -> None:
    server = "{url: 'https://{tenant}.a.example:{port}/{version}/x'}"
    found = request("", tmp_path, server)
    assert found.url == ("https://tenant.a.example:8443/", Input("VERSION", example="version"), "/x/p")
    assert comment(found)[:3] == [
        "# POST /VERSION/x/p.",
        "# Set VERSION first.",
        "# Replace tenant and port.",
    ]


def test_a_value_that_is_only_its_name_is_named_in_the_comment(tmp_path: Path) -> None:
    parameter = "{name: file_key, in: path, required: true, schema: {type: string}, example: file_key}"
    media = "{schema: {properties: {kind: {enum: [kind]}}}, example: {model: model, kind: kind, n: {m: [{o: o}]}}}"
    members = f"parameters: [{parameter}], requestBody: {{content: {{application/json: {media}}}}},"
    found = request(members, tmp_path, path="/files/{file_key}")
    assert found.stand_ins == ("file_key", "model", "o")
    assert "# Replace file_key, model and o." in comment(found)


def test_a_form_names_its_stand_ins_too(tmp_path: Path) -> None:
    media = "application/x-www-form-urlencoded: {example: {a: a, b: c}}"
    found = request(f"requestBody: {{content: {{{media}}}}},", tmp_path)
    assert isinstance(found.body, FormBody)
    assert found.stand_ins == ("a",)


def test_many_stand_ins_are_not_listed_one_by_one(tmp_path: Path) -> None:
    body = ", ".join(f"{letter}: {letter}" for letter in "abcdefg")
    media = f"application/json: {{example: {{{body}}}}}"
    found = request(f"requestBody: {{content: {{{media}}}}},", tmp_path)
    assert "# Replace each value that is only a name, such as a." in comment(found)


def test_a_page_names_the_variable_of_a_server_in_its_address(tmp_path: Path) -> None:
    request("operationId: x,", tmp_path, "{url: 'https://a.example/{version}'}")
    words = ["pages", str(tmp_path / "a.yaml"), "-l", "curl", "-o", str(tmp_path / "out")]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert "`https://a.example/{VERSION}/p`" in (tmp_path / "out" / "x.md").read_text()


def test_a_parameter_says_itself_that_it_is_secret(tmp_path: Path) -> None:
    parameter = "{name: q, in: query, x-sensitive-data: true, schema: {type: string}, example: a}"
    assert request(f"parameters: [{parameter}],", tmp_path).url[-1] == Input("Q", secret=True, example="a")
