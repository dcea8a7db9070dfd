"""Descriptions as people publish them: each class of fault, in the smallest file, costs no sample."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.errors import GeneratorError, NothingToCallError
from generator.model import Description, FormBody, JsonBody
from generator.reading import read
from generator.reading.contracts import read_contracts
from generator.reading.lint import lint

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://a.example}]\n"
OK = "responses: {'200': {description: OK}}"
BODY = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}"
PET = "components: {schemas: {Pet: {type: object, properties: {name: {type: string, example: Rex}}%s}}}\n"


def answered(content: str) -> str:
    return f"{HEAD}paths: {{/p: {{get: {{responses: {{'200': {content}}}}}}}}}\n"


def operation(members: str, rest: str = "", path: str = "/p") -> str:
    return f"{HEAD}{rest}paths: {{'{path}': {{post: {{{members}, {OK}}}}}}}\n"


def parameter(members: str) -> str:
    return operation(f"parameters: [{{name: q, in: query, required: true, {members}}}]")


# What is wrong, the file, and how many faults lint shows.
TOLERATED = {
    "$recursiveAnchor": (operation(BODY, PET % ", $recursiveAnchor: true"), 1),
    "required of a schema": (operation(BODY, PET % ", required: true"), 1),
    "required of a property": (operation(BODY, PET.replace("example: Rex", "required: true") % ""), 1),
    "deprecated in the wrong place": (operation("deprecated: soon, " + BODY, PET % ""), 1),
    "3.0's nullable": (operation(BODY, PET.replace("type: string", "type: string, nullable: true") % ""), 0),
    "3.0's exclusiveMinimum": (parameter("schema: {type: integer, minimum: 3, exclusiveMinimum: true}"), 1),
    "3.1's list of types in 3.0": (
        parameter("schema: {type: [string, 'null']}").replace("3.1.0", "3.0.3"), 2,
    ),
    "type file": (parameter("schema: {type: file}"), 1),
    "a type of another language": (parameter("schema: {type: Integer}"), 1),
    "Swagger's way to write a parameter": (parameter("type: string"), 2),
    "a null for a response's example": (answered("{description: x, content: {a/b: {examples: {c: null}}}}"), 1),
    "a null for a response": (answered("null"), 1),
    "a response's example of a wrong type": (
        answered("{description: x, content: {application/json: {schema: {type: string}, example: 5}}}"), 0,
    ),
    "a list of examples": (answered("{description: x, content: {a/b: {examples: [1, 2]}}}"), 1),
    "a response's dangling $ref": (answered("{$ref: '#/components/responses/None'}"), 1),
    "an empty description": (answered("{description: }"), 1),
    "a tag's description behind a $ref": (operation(BODY, "tags: [{name: a, description: {$ref: a.md}}]\n" + PET % ""), 2),
    "a wrong tag": (operation("tags: {a: b}, " + BODY, PET % ""), 1),
    "a dangling $ref in one operation": (
        operation("parameters: [{$ref: '#/components/parameters/None'}], " + BODY, PET % ""), 1,
    ),
    "a circle of $ref": (
        operation(BODY, "components: {schemas: {Pet: {$ref: '#/components/schemas/Pet'}}}\n"), 1,
    ),
    "a path parameter that is not described": (operation("summary: x", path="/p/{id}"), 1),
    "a path without a slash": (operation("summary: x", path="p"), 1),
    "unknown keys": (operation("colour: red, " + BODY, "flavour: {a: 1}\n" + PET % ""), 2),
    "a number for a text": (operation("summary: 5, operationId: 7, " + BODY, PET % ""), 2),
    "a text for a flag": (parameter("deprecated: 'true', schema: {type: string}"), 1),
    "a scheme that is not described": (operation("security: [{key: []}], " + BODY, PET % ""), 1),
    "no title": (operation(BODY, PET % "").replace("title: T, ", ""), 1),
    "a version that is a number": (operation(BODY, PET % "").replace("3.1.0", "3.1"), 1),
    "an anchor": (
        operation(BODY.replace("#/components/schemas/Pet", "#pet"), PET % ", $anchor: pet"), 0,
    ),
    "a map behind a $ref": (
        operation(BODY, "x-all: {Pet: {type: object}}\ncomponents: {schemas: {$ref: '#/x-all'}}\n"), 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLERATED)
def test_a_fault_costs_no_sample_and_lint_shows_it(name: str, tmp_path: Path) -> None:
    text, faults = TOLERATED[name]
    path = tmp_path / "a.yaml"
    path.write_text(text)
    description = read(path)
    assert [len(each.requests) for each in description.operations] == [1]
    found = [each for each in lint(str(path)) if each.rule == "WP000"]
    assert description.faults == len(found) == faults, found
    assert all(each.severity == "error" and each.line and each.fix for each in found)


def described(folder: Path, text: str) -> Description:
    (folder / "a.yaml").write_text(text)
    return read(folder / "a.yaml")


def urls(description: Description) -> list[str]:
    return ["".join(map(str, request.url)) for request in description.requests]


def test_an_operation_may_stand_in_another_file(tmp_path: Path) -> None:
    (tmp_path / "get.yaml").write_text(f"operationId: fromFile\n{OK}\n")
    found = described(tmp_path, f"{HEAD}paths: {{/p: {{get: {{$ref: get.yaml}}}}}}\n")
    assert [each.id for each in found.operations] == ["fromFile"]


def test_one_operation_id_for_two_is_made_two(tmp_path: Path) -> None:
    one = f"{{operationId: get, {OK}}}"
    found = described(tmp_path, f"{HEAD}paths: {{/a: {{get: {one}}}, /b: {{get: {one}}}}}\n")
    assert [each.id for each in found.requests] == ["get/default", "get-2/default"]


@pytest.mark.parametrize("name", ["client-id", "clientID", "id"])
def test_a_path_parameter_that_is_spelt_otherwise_is_found(name: str, tmp_path: Path) -> None:
    members = (
        f"parameters: [{{name: {name}, in: path, required: true, schema: {{type: string, example: x7}}}}]"
    )
    assert urls(described(tmp_path, operation(members, path="/p/{clientId}"))) == ["https://a.example/p/x7"]


def test_a_path_parameter_that_the_path_lacks_is_sent_nowhere(tmp_path: Path) -> None:
    members = "parameters: [{name: a, in: path, required: true, schema: {type: string}}]"
    assert urls(described(tmp_path, operation(members))) == ["https://a.example/p"]


def test_a_server_variable_without_a_default_has_its_first_value_or_its_name(tmp_path: Path) -> None:
    text = operation("summary: x").replace("https://a.example", "'https://{region}.{site}.example'")
    text = text.replace(".example'", ".example', variables: {region: {enum: [eu, us]}}")
    assert urls(described(tmp_path, text)) == ["https://eu.site.example/p"]
    assert urls(read_with_server(tmp_path)) == ["https://b.example/p"]


def read_with_server(folder: Path) -> Description:
    return read(folder / "a.yaml", "https://b.example")


def test_a_property_that_says_that_it_is_required_is(tmp_path: Path) -> None:
    many = ", ".join(f"p{n}: {{type: string}}" for n in range(3))
    schema = f"{{type: object, properties: {{{many}, q: {{type: string, required: true}}}}}}"
    text = operation(f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}")
    (request,) = described(tmp_path, text).requests
    assert isinstance(request.body, JsonBody)
    assert isinstance(request.body.value, dict)
    assert next(iter(request.body.value)) == "q"


def test_a_scheme_that_is_not_described_leaves_the_others(tmp_path: Path) -> None:
    schemes = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}\n"
    (request,) = described(tmp_path, operation("security: [{none: [], key: []}]", schemes)).requests
    assert [name for name, _ in request.headers] == ["X-Key"]


def test_of_several_ways_to_authenticate_none_comes_last(tmp_path: Path) -> None:
    schemes = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}\n"
    (request,) = described(tmp_path, operation("security: [{}, {key: []}]", schemes)).requests
    assert [name for name, _ in request.headers] == ["X-Key"]


def test_webhooks_alone_are_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"{HEAD}webhooks: {{a: {{post: {{{OK}}}}}}}\n")
    with pytest.raises(NothingToCallError):
        read(path)
    done = CliRunner().invoke(main, ["generate", str(path), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert done.output == f"{path}: describes webhooks alone: there is nothing to call\n"


def test_strict_refuses_the_faults_of_operations_and_of_what_they_refer_to(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(operation(BODY, PET % ", required: true"))
    with pytest.raises(GeneratorError, match="/components/schemas/Pet/required: is true but must be a list"):
        read(path, strict=True)
    path.write_text(operation("summary: x", PET % ", required: true"))
    assert read(path, strict=True).faults == 1


@pytest.mark.parametrize(
    "words", [["generate", "-o", "out"], ["pages", "-o", "out"], ["export", "har", "-o", "a.har"]]
)
def test_commands_count_what_they_ignored_in_one_line(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(operation("summary: 5, deprecated: soon, " + BODY, PET % ""))
    done = CliRunner().invoke(
        main,
        [words[0], *words[1:], "a.yaml"]
        if words[0] != "export"
        else ["export", "har", "a.yaml", "-o", "a.har"],
    )
    assert done.exit_code == 0
    assert done.stderr == "a.yaml: 2 faults ignored; wireproof lint a.yaml shows them\n"
    strict = CliRunner().invoke(main, [*words, "a.yaml", "--strict"])
    assert strict.exit_code == 2
    assert len(strict.stderr.splitlines()) == 2


SWAGGER = """\
swagger: '2.0'
info: {title: Kennel, version: '1'}
host: api.kennel.dev
basePath: /v1/
consumes: [application/json]
securityDefinitions: {key: {type: apiKey, in: header, name: X-Key}, user: {type: basic}}
security: [{key: []}]
parameters: {dog: {name: dog, in: body, required: true, schema: {$ref: '#/definitions/Dog'}}}
paths:
  /dogs:
    parameters: [{name: page, in: query, required: true, type: integer, minimum: 2}]
    get:
      security: [{user: []}]
      parameters: [{name: tags, in: query, required: true, type: array, items: {type: string, enum: [a, b]}, collectionFormat: COLLECTION}]
      responses: {200: {description: Dogs., schema: {type: array, items: {$ref: '#/definitions/Dog'}}}}
    post:
      parameters: [{$ref: '#/parameters/dog'}]
      responses: {201: {description: Added.}}
  /photo:
    post:
      consumes: [multipart/form-data]
      parameters: [{name: picture, in: formData, type: file, required: true}, {name: title, in: formData, type: string, required: true}]
      responses: {default: {description: Done.}}
  /login:
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: user, in: formData, type: string, default: bob}]
      responses: {default: {description: Done.}}
definitions:
  Dog: {type: object, required: [name], properties: {name: {type: string, example: Rex}, age: {type: integer, x-nullable: true, example: 3}}}
"""


@pytest.mark.parametrize(("written", "sent"), [("multi", "tags=a"), ("csv", "tags=a"), ("pipes", "tags=a")])
def test_swagger_is_read_where_it_stands(written: str, sent: str, tmp_path: Path) -> None:
    found = described(tmp_path, SWAGGER.replace("COLLECTION", written))
    assert found.faults == 0
    get, post, photo, login = found.requests
    assert urls(found)[0] == f"https://api.kennel.dev/v1/dogs?page=2&{sent}"
    assert get.basic is not None
    assert [name for name, _ in post.headers] == ["X-Key"]
    assert post.body == JsonBody({"name": "Rex", "age": 3}, "application/json")
    assert [type(each.body).__name__ for each in (photo, login)] == ["MultipartBody", "FormBody"]


@pytest.mark.parametrize(
    ("collection", "sent"),
    [
        ("", (("ids", ("1,2",)),)),
        (", collectionFormat: csv", (("ids", ("1,2",)),)),
        (", collectionFormat: multi", (("ids", ("1",)), ("ids", ("2",)))),
    ],
)
def test_a_list_in_a_swagger_form_is_one_field_unless_it_says_multi(
    collection: str, sent: object, tmp_path: Path
) -> None:
    field = f"{{name: ids, in: formData, required: true, type: array, items: {{type: integer}}, x-example: [1, 2]{collection}}}"
    form = f"{{consumes: [application/x-www-form-urlencoded], parameters: [{field}], {OK}}}"
    (request,) = described(
        tmp_path, f"{SWAGGER.partition('paths:')[0]}paths: {{/a: {{post: {form}}}}}\n"
    ).requests
    assert isinstance(request.body, FormBody)
    assert request.body.fields == sent


def test_what_swagger_says_of_a_field_is_said_of_it(tmp_path: Path) -> None:
    field = (
        "{name: when, in: formData, required: true, type: string, description: The day on which it starts.}"
    )
    form = f"{{consumes: [application/x-www-form-urlencoded], parameters: [{field}], {OK}}}"
    (operation_,) = described(
        tmp_path, f"{SWAGGER.partition('paths:')[0]}paths: {{/a: {{post: {form}}}}}\n"
    ).operations
    assert [
        (each.name, each.description, each.required) for each in operation_.parameters if each.place == "body"
    ] == [("when", "The day on which it starts.", True)]


@pytest.mark.parametrize(("optional", "required"), [("", False), ("required: true, ", True)])
def test_a_swagger_body_is_required_if_it_says_so(optional: str, required: bool, tmp_path: Path) -> None:
    body = f"{{in: body, name: b, {optional}schema: {{type: object}}}}"
    path = tmp_path / "a.yaml"
    path.write_text(
        f"{SWAGGER.partition('paths:')[0]}paths: {{/a: {{post: {{parameters: [{body}], {OK}}}}}}}\n"
    )
    (route,) = read_contracts(str(path))[1]
    assert route.contract().body_required is required


@pytest.mark.parametrize(
    ("collection", "sent"),
    [("csv", "ids=1,2"), ("multi", "ids=1&ids=2"), ("pipes", "ids=1%7C2"), ("ssv", "ids=1%202")],
)
def test_a_list_in_a_swagger_query_is_joined_as_it_says(collection: str, sent: str, tmp_path: Path) -> None:
    list_ = f"{{name: ids, in: query, required: true, type: array, items: {{type: integer}}, collectionFormat: {collection}, x-example: [1, 2]}}"
    text = f"{SWAGGER.partition('paths:')[0]}paths: {{/a: {{get: {{parameters: [{list_}], {OK}}}}}}}\n"
    assert urls(described(tmp_path, text)) == [f"https://api.kennel.dev/v1/a?{sent}"]


def test_what_swagger_produces_is_what_its_answers_are(tmp_path: Path) -> None:
    answer = "responses: {200: {description: OK, schema: {type: object, example: {a: 1}}}}"
    text = f"{SWAGGER.partition('paths:')[0]}paths: {{/a: {{get: {{produces: [application/vnd.a+json], {answer}}}}}}}\n"
    (operation_,) = described(tmp_path, text).operations
    assert [(each.media_type, each.body) for each in operation_.responses] == [
        ("application/vnd.a+json", '{"a":1}')
    ]


def test_swagger_s_words_for_a_security_scheme_are_openapi_s(tmp_path: Path) -> None:
    schemes = "{b: {type: openidconnect, openIdConnectUrl: 'https://a.example'}, c: {type: ApiKey, in: header, name: X-Key}}"
    text = operation("security: [{b: [], c: []}]", f"components: {{securitySchemes: {schemes}}}\n")
    (request,) = described(tmp_path, text).requests
    assert [name for name, _ in request.headers] == ["Authorization", "X-Key"]


def test_swagger_s_faults_are_shown_where_they_stand(tmp_path: Path) -> None:
    text = SWAGGER.replace("COLLECTION", "multi").replace("required: [name], ", "required: true, ")
    path = tmp_path / "a.yaml"
    path.write_text(text)
    (fault,) = [each for each in lint(str(path)) if each.rule == "WP000"]
    assert fault.line == len(text.splitlines())
    assert fault.message.startswith("/definitions/Dog/required: is true but must be a list")


def test_swagger_in_several_files_is_read_in_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "dogs.yaml").write_text(
        "post: {parameters: [{in: body, name: dog, schema: {$ref: 'api.yaml#/definitions/Dog'}}], "
        "responses: {200: {description: OK}}}\n"
    )
    text = SWAGGER.replace("COLLECTION", "multi").partition("paths:")[0]
    text += "paths: {/dogs: {$ref: dogs.yaml}}\ndefinitions: {Dog: {type: object, properties: {name: {type: string}}}}\n"
    (tmp_path / "api.yaml").write_text(text)
    (request,) = read(tmp_path / "api.yaml").requests
    assert isinstance(request.body, JsonBody)
    assert list(request.body.value) == ["name"]  # type: ignore[arg-type]
