"""Pages as vendors write them beside their description: what is named, and what is another API's."""

from pathlib import Path

import pytest

from generator.auditing.auditor import audit_sources
from generator.reading.body_schemas import read_with_body_schemas

SPEC = """
openapi: 3.0.3
info: {title: Ferry, version: 2.0.0}
servers: [{url: SERVER}]
security: [{key: []}]
paths:
  /boats:
    get:
      operationId: listBoats
      parameters: [{name: harbour, in: query, required: true, schema: {type: string}}]
      responses:
        '200': {description: Boats., content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
        '400': {description: Refused.}
    post:
      operationId: addBoat
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                seats: {type: integer}
                hull: {type: object, properties: {name: {type: string}, metal: {type: string}}}
                radio: {type: boolean, default: false}
      responses:
        '201': {description: Added., content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
  /boats/{id}:
    get: {operationId: getBoat, parameters: [PATH], responses: {'200': {description: A boat.}}}
  /boats/{id}/crew:
    get: {operationId: getCrew, parameters: [PATH], responses: {'200': {description: Its crew.}}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  schemas:
    Boat:
      type: object
      properties:
        id: {type: string}
        name: {type: string}
        ports: {type: array, items: {type: object, properties: {name: {type: string}}}}
""".replace("PATH", "{name: id, in: path, required: true, schema: {type: string}}")
SERVER = "https://api.ferry.dev/fleet/v2"


@pytest.fixture
def told(tmp_path: Path):
    def found(page: str, server: str = SERVER) -> list[tuple[str, str]]:
        spec = tmp_path / "spec.yaml"
        spec.write_text(SPEC.replace("SERVER", server))
        description, schemas = read_with_body_schemas(str(spec))
        report = audit_sources([("page.md", page.encode())], description, schemas=schemas)
        return [(each.rule, each.message) for each in report.findings if each.rule[:3] in ("WP4", "WP5")]

    return found


def shell(url: str) -> str:
    return f'```bash\ncurl --fail --max-time 9 -H "Authorization: Bearer $KEY" "{url}"\n```\n'


def test_a_line_that_names_an_endpoint_is_no_request_that_lacks_something(told):
    assert told("# Boats\n\n```\nGET /boats\n```\n") == []
    message = "```http\nGET /fleet/v2/boats?harbour=north HTTP/1.1\nHost: api.ferry.dev\nAccept: */*\n```\n"
    assert [rule for rule, _ in told(message)] == ["WP404"]


def test_a_host_serves_other_apis_beside_the_one_that_is_described(told):
    assert told(shell("https://api.ferry.dev/weather/today")) == []
    (older,) = told(shell("https://api.ferry.dev/fleet/v1/boats?harbour=north"))
    assert older[0] == "WP401"
    (unknown,) = told(shell("https://api.ferry.dev/fleet/v2/docks"))
    assert unknown == ("WP401", "the description has no path /fleet/v2/docks")


def test_a_description_of_this_machine_knows_no_host(told):
    local = "http://localhost:8000"
    assert told(shell("https://boats.acme-ferries.com/boats?harbour=north"), local) == []
    assert told(shell("https://boats.acme-ferries.com/boats/7/crew?port=1"), local) != []
    assert told(shell("https://api.another.dev/boats?port=1"), local) == []  # whose path is short


def test_another_method_s_parameters_are_not_asked_of_a_request(told):
    sample = f"```bash\ncurl --fail --max-time 9 -X PUT --json '{{}}' {SERVER}/boats/7/crew\n```\n"
    assert [rule for rule, _ in told(sample) if rule != "WP404"] == ["WP402"]
    assert not any("parameter" in message for _, message in told(sample))


def test_an_address_that_ends_in_letters_of_a_method_names_no_endpoint(told):
    assert told("See [the tree](https://git.dev/ferry/tree/HEAD/examples/boats).\n") == []


NAMED = "# Boats\n\n`GET /boats`\n\n`GET /boats/{id}`\n\n`GET /boats/{id}/crew`\n\nTEXT\n"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("`GET /weather/{day}`", False),
        ("`GET /v1/boats`, `GET /v1/boats/{id}`", False),
        ("`GET /boats/{id}/cargo` was removed.", False),
        ("We send a webhook: `POST /boats/{id}/sunk`.", False),
    ],
)
def test_a_path_that_begins_like_the_description_s_is_told_on_a_page_about_them(told, text, is_told):
    assert ("WP401" in {rule for rule, _ in told(NAMED.replace("TEXT", text))}) is is_told


def test_a_page_about_something_else_is_left_alone(told):
    assert told("`GET /boats`\n\n`GET /boats/a/b/c`\n\n`GET /cars`\n\n`GET /cars/{id}`\n") == []


def test_an_underscore_that_is_escaped_in_a_heading_is_an_underscore(told):
    page = f"## GET /weather/at\\_sea\n\n{shell('https://api.ferry.dev/weather/at_sea')}"
    assert told(page) == []


def test_a_template_in_the_place_of_a_body_is_no_json(told):
    page = "```http\nPOST /fleet/v2/boats HTTP/1.1\nAuthorization: Bearer x\n\n{% raw %}\n{{ BOAT }}\n```\n"
    assert told(page) == []


def test_a_message_without_headers_says_nothing_of_credentials(told):
    assert told('# Add a boat\n\n```\nPOST /boats\n\n{"name": "Elsa"}\n```\n') == []


@pytest.mark.parametrize(
    ("path", "is_told"),
    [("/docks/{id}/boats/{name}/cre", False), ("/{name}/crews", False)],
)
def test_a_path_that_is_nearly_one_has_its_other_steps(told, path, is_told):
    assert [rule for rule, _ in told(f"# Crew\n\nSend `GET {path}`.\n")] == ["WP401"] * is_told


def test_without_a_server_the_host_that_is_called_most_is_the_api_s(told):
    here = shell("https://api.ferry.dev/boats/7/crew?all=1")
    there = here.replace("ferry", "other")
    assert len(told(here + here + there, "http://localhost:8000")) == 2
    assert len(told(there, "http://localhost:8000")) == 1
    assert "WP407" in {rule for rule, _ in told(here + here + there, "https://api.ferry.dev")}
