"""Pages are held against what can be read of a description, and how much cannot is reported in one line."""

import json
import random
from contextlib import suppress
from pathlib import Path

import pytest
from changed_descriptions import VALUES, change
from click.testing import CliRunner, Result

from generator.auditing.described.endpoints import endpoints
from generator.cli import main
from generator.errors import GeneratorError
from generator.reading import read, read_with_document
from generator.reading.body_schemas import body_schemas
from generator.reading.source.json_text import compact_json
from generator.reading.source.yaml_parser import parse_yaml

SWAGGER = """
swagger: "2.0"
info: {title: Kennel, version: "1"}
host: api.kennel.dev
basePath: /v1
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Kennel-Key}
  account: {type: oauth2, flow: accessCode, authorizationUrl: "https://kennel.dev/a", tokenUrl: "https://kennel.dev/t",
            scopes: {read: Read.}}
security: [{key: []}]
parameters:
  limit: {name: limit, in: query, type: integer, maximum: 100}
  dog: {name: dog, in: body, required: true, schema: {$ref: '#/definitions/Dog'}}
responses:
  Missing: {description: There is none., schema: {$ref: '#/definitions/Error'}}
paths:
  /dogs:
    parameters: [{$ref: '#/parameters/limit'}]
    get:
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: sort, in: query, type: string, enum: [name, age], required: true}
      responses:
        200: {description: Dogs., schema: {type: array, items: {$ref: '#/definitions/Dog'}}}
        404: {$ref: '#/responses/Missing'}
    post:
      parameters: [{$ref: '#/parameters/dog'}]
      responses: {201: {description: Added.}}
  /dogs/{id}/photo:
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: id, in: path, type: string, required: true}
        - {name: picture, in: formData, type: file, required: true}
        - {name: title, in: formData, type: string}
      responses: {default: {description: Done.}}
definitions:
  Dog:
    type: object
    required: [name]
    discriminator: kind
    properties:
      name: {type: string}
      kind: {type: string, enum: [pug, husky]}
      owner: {$ref: '#/definitions/Owner'}
  Owner: {type: object, properties: {name: {type: string, x-nullable: true}}}
  Error: {type: object, properties: {message: {type: string}}}
"""
OPENAPI = """
openapi: 3.0.3
info: {title: Ferry, version: 2.0.0}
servers: [{url: SERVER}]
paths:
  /boats:
    get:
      operationId: listBoats
      parameters: [{name: harbour, in: query, required: true, schema: {type: string}}]
      responses: {'200': {description: Boats.}}
    post:
      operationId: addBoat
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}
      responses: {'201': {description: Added.}}
  /boats/{id}/crew:
    get:
      operationId: getCrew
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Its crew.}}
components:
  schemas:
    Boat: {type: object, required: [name], properties: {name: {type: string}, seats: {type: integer}}}
""".replace("SERVER", "https://api.ferry.dev/v2")


def shell(request: str) -> str:
    return f'# Page\n\n```bash\ncurl --fail --max-time 9 -H "X-Kennel-Key: $KEY" {request}\n```\n'


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The audit of a page of one request, against a description: what is found, and what is said of both."""

    def result(spec: str, request: str, *options: str) -> Result:
        monkeypatch.chdir(tmp_path)
        Path("api.yaml").write_text(spec)
        Path("page.md").write_text(shell(request))
        return CliRunner().invoke(
            main, ["audit", "page.md", "--spec", "api.yaml", "--select", "WP4", *options]
        )

    return result


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("'https://api.kennel.dev/v1/dogs?sort=name&limit=20&tags=a&tags=b'", ""),
        ("'https://api.kennel.dev/v1/dogs?sort=size'", "WP405: sort is size here"),
        ("'https://api.kennel.dev/v1/dogs'", "WP404: the required query parameter sort is missing"),
        ("'https://api.kennel.dev/v1/dogs?sort=age&limit=500'", "WP405: limit is 500 here"),
        ("'https://api.kennel.dev/v1/dogs?sort=age&colour=red'", "WP403: the description has no query parameter"),
        ("--json '{\"name\": \"Rex\", \"owner\": {\"name\": null}}' https://api.kennel.dev/v1/dogs", ""),
        ("--json '{\"name\": \"Rex\", \"kind\": \"cat\"}' https://api.kennel.dev/v1/dogs", "WP405: kind is \"cat\""),
        ("--json '{\"kind\": \"pug\"}' https://api.kennel.dev/v1/dogs", "WP404: the required body field name"),
        ("-F picture=@a.png -F title=Rex https://api.kennel.dev/v1/dogs/7/photo", ""),
        ("-F title=Rex https://api.kennel.dev/v1/dogs/7/photo", "WP404: the required body parameter picture"),
        ("-F picture=@a.png -F name=Rex https://api.kennel.dev/v1/dogs/7/photo", "WP403"),
        ("-X PUT https://api.kennel.dev/v1/dogs", "WP402"),
        ("https://api.kennel.dev/v1/cats", "WP401"),
    ],
)  # fmt: skip
def test_swagger_is_read_as_the_openapi_that_it_means(run, request_, words):
    result = run(SWAGGER, request_)
    assert result.stderr == ""
    assert words in result.stdout
    assert ("WP4" in result.stdout) == bool(words)


def test_swagger_s_parts_are_those_of_openapi(tmp_path: Path):
    path = tmp_path / "api.yaml"
    path.write_text(SWAGGER)
    found = read(path, strict=True)
    by_path = {(each.method, each.path): each for each in found.operations}
    dogs = by_path["GET", "/dogs"]
    assert [(each.name, each.place, each.required) for each in dogs.parameters] == [
        ("limit", "query", False), ("tags", "query", False), ("sort", "query", True),
    ]  # fmt: skip
    assert [scheme.kind for each in dogs.authentication for scheme in each] == [
        "API key in the header X-Kennel-Key"
    ]
    assert [each.status for each in dogs.responses] == ["200", "404"]
    assert [each.name for each in by_path["POST", "/dogs"].parameters if each.required] == ["name"]
    photo = by_path["POST", "/dogs/{id}/photo"]
    assert {each.body.media_type for each in photo.requests if each.body} == {"multipart/form-data"}
    assert [each.id for each in by_path["POST", "/dogs"].requests] == ["post-dogs/default"]


def test_a_body_of_which_swagger_does_not_say_how_it_is_sent_is_json(run):
    spec = SWAGGER.replace("consumes: [application/json]\n", "")
    assert "WP406" in run(spec, "-d name=Rex https://api.kennel.dev/v1/dogs").stdout
    assert "WP4" not in run(spec, '--json \'{"name": "Rex"}\' https://api.kennel.dev/v1/dogs').stdout


# What stands in the way, and how many faults that is.
FAULTS = [
    ("operationId: getCrew", "operationId: [7]", 1),
    ("{name: id, in: path, required: true, schema: {type: string}}", "", 1),
    ("responses: {'200': {description: Its crew.}}", "responses: {'200': {}}", 1),
    ("info: {title: Ferry, version: 2.0.0}", "info: Ferry", 1),
    ("openapi: 3.0.3", "openapi: 3.0", 1),
    ("name: id, in: path", "name: id, in: way", 2),
    ("{description: Its crew.}", "{description: Its crew., content: {a/b: {schema: {type: thing}}}}", 1),
    ("{description: Its crew.}", "{description: Its crew., headers: {X-A: 7}}", 1),
    ("{description: Its crew.}", "{description: Its crew., content: [a/b]}", 1),
    ("{description: Its crew.}", "{$ref: '#/components/responses/Crew'}", 1),
    ("operationId: getCrew", "security: [{nobody: []}]", 1),
    ("operationId: getCrew", "tags: crew", 1),
    ("components:\n", "components:\n  schemas2: {}\n  parameters: {Odd: {name: 1}}\n", 3),
]


@pytest.mark.parametrize(("right", "wrong", "faults"), FAULTS)
def test_what_is_faulty_is_ignored_and_the_rest_is_held_against(run, right, wrong, faults):
    spec = OPENAPI.replace(right, wrong)
    assert spec != OPENAPI
    result = run(spec, "https://api.ferry.dev/v2/boats")
    assert "WP404: the required query parameter harbour is missing" in result.stdout
    them = "it" if faults == 1 else "them"
    number = f"{faults} fault{'s' * (faults > 1)}"
    assert result.stderr == f"api.yaml: {number} ignored; wireproof lint api.yaml shows {them}\n"
    assert len(read("api.yaml").operations) == 3


def test_a_schema_that_is_faulty_allows_anything(run):
    faulty = OPENAPI.replace("properties: {name: {type: string}, seats", "properties: [name], x: {seats")
    body = '--json \'{"name": 7, "colour": "red"}\' https://api.ferry.dev/v2/boats'
    assert "WP403" in run(OPENAPI, body).stdout
    assert "WP4" not in run(faulty, body).stdout


def test_what_is_named_by_a_url_is_not_fetched_and_ignored(run):
    spec = OPENAPI.replace("'#/components/schemas/Boat'", "'https://ferry.dev/boat.json'")
    result = run(spec, "--json '{\"colour\": 1}' https://api.ferry.dev/v2/boats")
    assert "1 fault ignored" in result.stderr
    assert "WP4" not in result.stdout


def test_parts_of_another_file_are_ignored_too(run, tmp_path: Path):
    (tmp_path / "boat.yaml").write_text("type: object\nproperties: {name: 7, seats: {type: integer}}\n")
    spec = OPENAPI.replace("'#/components/schemas/Boat'", "boat.yaml")
    result = run(spec, "--json '{\"name\": 1}' https://api.ferry.dev/v2/boats")
    assert "1 fault ignored" in result.stderr
    assert "WP405" not in result.stdout
    assert "WP404" in run(spec, "https://api.ferry.dev/v2/boats").stdout


@pytest.mark.parametrize("server", ["servers: [{url: /v2}]\n", "", "servers: [{url: 'https://{here}/v2'}]\n"])
def test_without_a_server_a_path_alone_tells_the_operation(run, server):
    spec = OPENAPI.replace("servers: [{url: https://api.ferry.dev/v2}]\n", server)
    base = "https://api.ferry.dev/v2" if "url: /v2" in server else "https://api.ferry.dev"
    result = run(spec, f"'{base}/boats/7/crew?all=1'")
    assert "names no absolute server" in result.stderr
    assert "WP403" in result.stdout
    assert "WP407" not in result.stdout
    assert "WP4" not in run(spec, "https://www.example.org/ships").stdout
    named = run(spec, f"'{base}/boats/7/crew?all=1'", "--server", base)
    assert "names no absolute server" not in named.stderr


def test_what_makes_samples_needs_an_address(run):
    result = run(OPENAPI.replace("https://api.ferry.dev/v2", "/v2"), "https://api.ferry.dev/v2", "--adopt")
    assert result.exit_code == 2
    assert "has no absolute server address" in result.stderr


@pytest.mark.parametrize(
    "text", ["", "a: 1", "openapi: 3.1.0\ninfo: {}\n", "swagger: '2.0'\npaths: 7\n", "openapi: 9.9"]
)
def test_what_describes_nothing_is_refused_as_ever(run, text):
    result = run(text, "https://api.ferry.dev/v2/boats")
    assert result.exit_code == 2
    assert result.stderr.startswith("api.yaml")


def test_a_description_without_faults_says_nothing(run):
    assert run(OPENAPI, "https://api.ferry.dev/v2/boats").stderr == ""


@pytest.mark.parametrize("text", [SWAGGER, OPENAPI], ids=["2.0", "3.0"])
def test_whatever_is_wrong_it_is_understood_in_part_or_refused(tmp_path: Path, text: str):
    tree = compact_json(parse_yaml(text, ""))
    path = tmp_path / "api.json"
    understood_at_all = 0
    for seed in range(150):
        chance = random.Random(seed)
        changed = json.loads(tree)
        for _ in range(chance.randrange(1, 6)):
            change(changed, chance, VALUES)
        path.write_text(json.dumps(changed))
        with suppress(GeneratorError):
            description, document = read_with_document(path, otherwise="http://localhost")
            assert document is not None
            endpoints(description, body_schemas(document))
            understood_at_all += 1
    assert understood_at_all > 120
