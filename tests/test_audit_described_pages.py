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


@pytest.mark.parametrize("path", ["/boats/(id or name)", "/boats/(int:boat_id)", "/boats/{id}", "/boats/:id"])
def test_a_parameter_of_a_path_is_written_in_many_ways(told, path):
    assert told(f"## Get a boat\n\n`GET {path}/crew`\n\n[GET {path}](#x)\n") == []
    assert [rule for rule, _ in told(f"## Get a boat\n\n`DELETE {path}/crew`\n")] == ["WP402"]


def test_an_address_that_ends_in_letters_of_a_method_names_no_endpoint(told):
    assert told("See [the tree](https://git.dev/ferry/tree/HEAD/examples/boats).\n") == []


BODY = "# Add a boat\n\n```\nPOST /boats\n```\n\n```json\n{}\n```\n"


def test_json_below_the_line_of_a_request_is_its_body(told):
    assert told(BODY.replace("{}", '{"name": "Elsa", "seats": 40}')) == []
    found = told(BODY.replace("{}", '{"seats": "40", "crew": 3}'))
    assert sorted(rule for rule, _ in found) == ["WP403", "WP404", "WP405"]
    commented = "# Add a boat\n\n`POST /boats`\n\n```json\n// POST /boats\n{}\n```\n"
    assert [rule for rule, _ in told(commented.replace("{}", '{"name": "Elsa", "crew": 3}'))] == ["WP403"]


def test_what_an_answer_leaves_empty_is_null(told):
    page = BODY.replace("```json", "It answers:\n\n```json\nHTTP/1.1 201 Created\n")
    assert told(page.replace("{}", '{"id": "7", "name": null, "ports": null}')) == []
    found = told(page.replace("{}", '{"id": 7, "ports": [{"name": 1}, {"name": 2}, {"name": 3}]}'))
    assert len(found) == 2, found


LISTED = """# Add a boat

`POST /boats`

- **name** (string) - what it is called
- **hull** - what it is built of:

    - **name** - of the hull; a long text,
      which goes on

      and on

    - **metal** (string) - or none

    - **seat** (string) - of the hull
- **radio** (boolean) - Defaults to `0`.
"""


def test_what_is_listed_below_a_parameter_is_a_member_of_it(told):
    assert told(LISTED) == []
    (flat,) = told(LISTED.replace("    - **seat**", "- **seat**"))
    assert flat[0] == "WP403"
    assert "has no seat" in flat[1]


def test_the_word_list_in_a_sentence_is_no_type(told):
    assert told("# Add a boat\n\n`POST /boats`\n\n- **name** - a name from the list of boats\n") == []
    assert told("# Add a boat\n\n`POST /boats`\n\n- **name** - list of names\n") != []


READING = """```python
import requests

r = requests.get("SERVER/boats", params={"harbour": "north"}, headers={"Authorization": f"Bearer {key}"}, timeout=3)
if r.status_code >= 400:
    raise SystemExit(r.json()["NAME"])
```
""".replace("SERVER", SERVER)


@pytest.mark.parametrize(("name", "is_told"), [("message", False), ("harbour_name", True)])
def test_what_an_undescribed_error_says_may_be_read(told, name, is_told):
    assert ("WP409" in {rule for rule, _ in told(READING.replace("NAME", name))}) is is_told


NAMED = "# Boats\n\n`GET /boats`\n\n`GET /boats/{id}`\n\n`GET /boats/{id}/crew`\n\nTEXT\n"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("`GET /boats/{id}/cargo`", True),
        ("```\nDELETE /boats/{id}/cargo/{item}\n```", True),
        ("`GET /weather/{day}`", False),
        ("`GET /v1/boats`, `GET /v1/boats/{id}`", False),
        ("`GET /skippers`, `GET /skippers/{id}`", True),
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


def test_a_table_of_errors_has_no_types(told):
    table = "| Field | Description |\n|---|---|\n| `BoatSunkError` | It sank. |\n"
    assert told(f"# Get a boat\n\n`GET /boats/{{id}}`\n\n## Errors (4xx)\n\n{table}") == []
    assert [rule for rule, _ in told(f"# Add a boat\n\n`GET /boats/{{id}}`\n\n{table}")] == ["WP508"]


def test_a_template_in_the_place_of_a_body_is_no_json(told):
    page = "```http\nPOST /fleet/v2/boats HTTP/1.1\nAuthorization: Bearer x\n\n{% raw %}\n{{ BOAT }}\n```\n"
    assert told(page) == []


def test_files_of_one_package_are_compiled_together():
    main = b'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(Sail(1)) }\n'
    sail = b"package main\n\nfunc Sail(n int) int { return n }\n"

    def names(*sources: tuple[str, bytes]) -> list[str]:
        return [each.message for each in audit_sources(sources).findings if each.rule == "WP102"]

    assert names(("a/main.go", main), ("a/sail.go", sail)) == []
    assert names(("a/main.go", main), ("b/sail.go", sail)) == ["Sail is not declared in this program"]
    assert names(("a/main.go", main), ("a/sail.go", sail.replace(b"main", b"boat"))) != []


ENDPOINTS = """# Boats

| Method | Path | Purpose |
|---|---|---|
| GET | `/boats` | All boats. |
| GET | [/boats/{id}](#one) | One boat. |
| GET | `/boats/{id}/crew` | Its crew. |
| GET | `/STATS` | Numbers. |
"""


def test_a_table_of_endpoints_lists_what_the_description_has(told):
    assert told(ENDPOINTS.replace("STATS", "boats")) == []
    assert told(ENDPOINTS.replace("STATS", "stats")) == [("WP401", "the description has no path /stats")]
    assert (
        told("# Boats\n\n" + ENDPOINTS.splitlines()[-1].replace("| GET | `/", "`GET /").replace(" | ", " "))
        == []
    )


def test_unknown_members_of_one_object_are_one_finding(told):
    page = BODY.replace("```json", "It answers:\n\n```json\nHTTP/1.1 201 Created\n")
    answer = '{"id": "7", "name": "Elsa", "age": 3, "ports": [{"name": "A", "tide": 1}], "docks": 2}'
    assert sorted(message for _, message in told(page.replace("{}", answer))) == [
        "the answer has age, docks, and the description has no such fields",
        "the answer has ports[0].tide, and the description has no such field",
    ]
    keys = '{"id": "7", "name": "Elsa", "ports": [{"name": "A", "/volumes/data": {}}]}'
    assert told(page.replace("{}", keys)) == []


def test_what_has_no_name_of_a_response_shows_something_else(told):
    page = "# Add a boat\n\n`POST /boats`\n\n## Answer\n\n```json\n{}\n```\n"
    assert told(page.replace("{}", '{"captain": {"name": "Elsa"}}')) == []
    assert len(told(page.replace("{}", '{"id": "7", "captain": {"name": "Elsa"}}'))) == 1


def test_a_message_without_headers_says_nothing_of_credentials(told):
    assert told('# Add a boat\n\n```\nPOST /boats\n\n{"name": "Elsa"}\n```\n') == []


def test_a_parameter_of_a_path_has_a_name_of_several_words(told):
    for path in ("/boats/{id or name}/crew", "/boats/<boat name>/crew", "/boats/(boat name)/crew"):
        assert told(f"# Crew\n\nSend `GET {path}`.\n") == []
        assert [rule for rule, _ in told(f"# Crew\n\nSend `PUT {path}`.\n")] == ["WP402"]


@pytest.mark.parametrize(
    ("path", "is_told"),
    [("/boat/{id}/crew", True), ("/docks/{id}/boats/{name}/cre", False), ("/{name}/crews", False)],
)
def test_a_path_that_is_nearly_one_has_its_other_steps(told, path, is_told):
    assert [rule for rule, _ in told(f"# Crew\n\nSend `GET {path}`.\n")] == ["WP401"] * is_told


def test_a_page_that_writes_paths_with_the_server_s_means_another_s_without(told):
    page = "# Boats\n\nSend `GET BASE/boats`, `POST BASE/boats`, `GET BASE/boats/{id}/crew` or `GET OTHERboats/{id}/deck`.\n"
    page += "\nThen `GET BASE/boats/{id}`.\n"
    assert told(page.replace("BASE", "/fleet/v2").replace("OTHER", "/")) == []
    assert [rule for rule, _ in told(page.replace("BASE", "/fleet/v2").replace("OTHER", "/fleet/v2/"))] == [
        "WP401"
    ]
    assert [rule for rule, _ in told(page.replace("BASE", "").replace("OTHER", "/"))] == ["WP401"]


def test_a_table_of_the_query_is_held_against_it_whatever_it_lists(told):
    page = "# Boats\n\n```\nGET /boats/{id}/crew\n```\n\n**LABEL**\n\n| Parameter | Type |\n|---|---|\n| rank | string |\n"
    message = "GET /boats/{id}/crew has no rank in the description, and the page lists it"
    assert told(page.replace("LABEL", "Query Parameters")) == [("WP403", message)]
    assert told(page.replace("LABEL", "Sorted by")) == []


@pytest.mark.parametrize(
    ("endpoint", "body", "rules"),
    [
        ("POST /boats", '{"name": "Ada", "seats": 4}', []),
        ("POST /boats", '{"seats": 4}', ["WP404"]),
        ("POST /boats", '{"title": "Ada", "places": 4}', ["WP403", "WP403", "WP404"]),
        ("GET /boats/{id}/crew", '{"rank": "mate"}', ["WP403"]),
    ],
)
def test_a_body_that_is_called_so_is_held_against_the_description(told, endpoint, body, rules):
    page = f"# Boats\n\n```\n{endpoint}\n```\n\nSome words.\n\n**LABEL**\n\n```json\n{body}\n```\n"
    assert sorted(rule for rule, _ in told(page.replace("LABEL", "Request Body"))) == rules
    assert told(page.replace("LABEL", "Elsewhere")) == []


def test_fields_are_called_optional_before_they_are_named(told):
    page = "# Boats\n\n```\nPOST /boats\n```\n\nOptional fields: `{}`, `seats`\n"
    assert [rule for rule, _ in told(page.format("name"))] == ["WP409"]
    assert told(page.format("radio")) == []


def test_a_section_about_what_is_not_described_is_about_nothing_around_it(told):
    page = "# Boats\n\n`GET /boats/{id}/crew`\n\n## More\n\n```\nGET /docks/{id}\n```\n\n**Query Parameters**\n\n"
    page += "| Parameter | Type |\n|---|---|\n| rank | string |\n"
    assert [rule for rule, _ in told(page)] == []
    assert [rule for rule, _ in told(page.replace("/docks/{id}", "x"))] == ["WP403"]


def test_without_a_server_the_host_that_is_called_most_is_the_api_s(told):
    here = shell("https://api.ferry.dev/boats/7/crew?all=1")
    there = here.replace("ferry", "other")
    assert len(told(here + here + there, "http://localhost:8000")) == 2
    assert len(told(there, "http://localhost:8000")) == 1
    assert "WP407" in {rule for rule, _ in told(here + here + there, "https://api.ferry.dev")}
