"""What the text of a page says: which tables are an API's parameters, what is an error, what a flow."""

import pytest
from audited import findings

from generator.auditing.auditor import audit_sources


def found(text: str) -> set[str]:
    return {finding.rule for finding in audit_sources([("page.md", text.encode())]).findings}


TABLE = "| Parameter | Description |\n|---|---|\n| `limit` | How many there are |\n"


@pytest.mark.parametrize(
    "text",
    [
        "# Items\n\n`GET /v1/items`\n\n## Parameters\n\n{table}",
        "# Items\n\n```bash\ncurl --fail -m 9 https://api.acme.dev/items\n```\n\n{table}",
        "# Items\n\nThe query parameters:\n\n{table}",
        "# Configuration API\n\n## GET /v1/settings\n\n{table}",
    ],
)
def test_parameters_of_requests_want_types(text):
    assert "WP508" in found(text.format(table=TABLE))


@pytest.mark.parametrize(
    "text",
    [
        "# Install\n\nWhat the file has:\n\n{table}",
        "# Server\n\n`GET /v1/items` is what it serves.\n\n## Configuration\n\n{table}",
        "# Server\n\n`GET /v1/items` is what it serves.\n\n## Log\n\n```yaml\nlog:\n  limit: 3\n```\n\n{table}",
        "# Server\n\nIt has an HTTP API.\n\n## Log\n\n```\nlog:\n  limit: 3\n```\n\n{table}",
        "# Query\n\nIt asks the HTTP API.\n\n{arguments}",
        "# Server\n\n`GET /v1/items`\n" + "\nMore.\n" * 100 + "\n{table}",
        "# Items\n\n`GET /v1/items` sends:\n\n{headers}",
        "# Wizard\n\nIt asks the REST API:\n\n{questions}",
    ],
)
def test_settings_arguments_and_headers_do_not(text):
    page = text.format(
        table=TABLE,
        arguments=TABLE.replace("Parameter", "Argument"),
        headers=TABLE.replace("limit", "Content-Length"),
        questions=TABLE.replace("`limit`", "Common name (CN)"),
    )
    assert "WP508" not in found(page)


def test_a_model_that_has_errors_among_its_members_is_no_error_response():
    def page(code: str, title: str = "Example") -> str:
        return f"# Item\n\n## {title}\n\n```json\n{code}\n```\n"

    assert "WP509" in found(page('{"error": {"code": "x"}}'))
    assert "WP509" in found(page('{"errors": [{"code": "x"}], "meta": {"request": "r"}, "details": [1]}'))
    assert "WP509" in found(page('{"status": "error", "message": "Unknown item"}'))
    assert "WP509" not in found(page('{"status": "error", "message": "Unknown item"}', "Answer with 404"))
    assert "WP509" not in found(page('{"status": "error", "message": "Unknown", "code": 404}'))
    assert "WP509" not in found(page('{"status": "ok", "message": "Done"}'))
    assert "WP509" not in found(page('{"item": {"id": 1}, "errors": [{"code": "x"}]}'))
    assert "WP509" not in found(page('{"level": "info", "log": {"error": "x"}}'))


@pytest.mark.parametrize("value", ["True", "None", "string", "[int]", "<the name, as text>", "[snip]"])
def test_notations_that_nobody_calls_json_need_not_parse(value):
    block = '```{}\n{{\n  "name": {}\n}}\n```\n'
    assert "WP510" not in found(block.format("", value))
    assert "WP510" in found(block.format("", '"ann",'))
    assert "WP510" in found(block.format("json", "True"))


def test_a_flow_that_a_section_shows_by_a_library_is_shown():
    page = (
        "# Tokens\n\n## Device code flow\n\n```python\nimport lib\nlib.poll()\n```\n\n## Client credentials\n\n"
        "```bash\ncurl -u a:b -d grant_type=client_credentials https://api.acme.dev/token\n```\n"
    )
    assert "WP507" not in found(page)
    assert "WP507" in found(page.replace("```python\nimport lib\nlib.poll()\n```\n", ""))


def test_getting_a_refresh_token_is_not_refreshing_one():
    sample = "```bash\ncurl -d grant_type=password -d client_id=a https://api.acme.dev/token\n```\n"
    for title in ("Getting a refresh token", "Example getting refresh token", "Obtain a refresh token"):
        assert "WP506" not in found(f"# {title}\n\n{sample}")
    assert "WP506" in found(f"# Refresh token\n\n{sample}")


def test_a_comment_before_code_does_not_make_a_sample_empty():
    assert "WP507" not in found("```js\n/* Example */ 'http://unix:SOCKET:PATH'\n```\n")
    assert "WP507" in found("```js\n/* Example, coming soon */\n```\n")


def test_the_last_cell_of_a_notebook_waits_for_what_is_typed_next():
    cell = '{"cell_type": "code", "source": []}'
    notebook = f'{{"cells": [{cell}], "metadata": {{"language_info": {{"name": "python"}}}}, "nbformat": 4}}'
    assert audit_sources([("a.ipynb", notebook.encode())]).findings == ()


def test_names_with_escaped_underscores_are_those_of_the_sample():
    page = (
        "## Run\n\n| Parameter | Type |\n|---|---|\n| exit\\_status | integer |\n| check\\_source | string |\n\n"
        "```bash\ncurl --json '{\"%s\": 1}' https://api.acme.dev/run\n```\n"
    )
    assert "WP514" not in found(page % "exit_status")
    assert "WP514" in found(page % "exit_statuss")


def test_methods_with_a_slash_between_them_name_no_path():
    sample = "```bash\ncurl -d a=1 https://api.acme.dev/items\n```\n"
    assert "WP505" not in found(f"# POST/Form Requests\n\n{sample}")
    assert "WP505" in found(f"# POST /form\n\n{sample}")


def test_text_that_names_both_kinds_of_bodies_leaves_the_choice():
    sample = "```bash\ncurl -d a=1 https://api.acme.dev/items\n```\n"
    assert "WP515" in found(f"# Make\n\nSend the parameters in a JSON body.\n\n{sample}")
    both = "Send the parameters in a JSON body. Data in a form is taken too."
    assert "WP515" not in found(f"# Make\n\n{both}\n\n{sample}")
    choice = f"JSON and urlencoded bodies are taken.\n\n{sample}\nSend the data as form-encoded:\n\n"
    assert "WP515" not in found(f"# Make\n\n{choice}{sample.replace('-d a=1', '--json {}')}")
    answer = "Send the parameters in a JSON body. The response is a form."
    assert "WP515" in found(f"# Make\n\n{answer}\n\n{sample}")


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Use the client credentials grant for services.", True),
        ("Use the client credentials grant or the password grant.", False),
        ("Do not use the client credentials grant here.", False),
        ("A service has credentials.", False),
    ],
)
def test_a_section_is_about_the_grant_that_its_text_names(text, is_told):
    page = (
        f'# Tokens\n\n{text}\n\n```bash\ncurl -f -u "$ID:$SECRET" https://auth.acme.dev/token '
        "-d grant_type=password -d username=$USERNAME -d password=$PASSWORD\n```\n"
    )
    report = audit_sources([("page.md", page.encode())])
    assert ("WP506" in {each.rule for each in report.findings}) is is_told


REFUSED = '{"error": "invalid_request"}'


@pytest.mark.parametrize(
    ("page", "is_told"),
    [
        ("```json\n{}\n```", True),
        ("```json 400 Bad Request - a name is missing\n{}\n```", False),
        ('```json title="400"\n{}\n```', False),
        ("```json theme={{null}} lines\n{}\n```", True),
        ("The callback will be invoked with a `POST`:\n\n```json\n{}\n```", False),
        ("Without a callback, the answer is:\n\n```json\n{}\n```", True),
    ],
)
def test_an_error_says_its_status_in_its_title_and_a_callback_has_none(page, is_told):
    text = page.replace("{}", REFUSED).replace("{{null}}", "{null}")
    assert ("WP509" in found(f"# Items\n\n{text}\n")) is is_told


BARE = "# Log in\n\n`POST /token`\n\n&nbsp; | &nbsp;\n--- | ---\nuser | Required. {}\nsecret | Required. It is secret.\n"
LED = "# Log in\n\n`POST /token` takes the following parameters:\n\n- `user`: {}\n- `secret (required)`: it is secret\n"
ANSWERED = (
    "# Log in\n\n`POST /token`\n\n### Response\n\nname | value\n--- | ---\nuser | {}\nlife | how long\n"
)


@pytest.mark.parametrize("page", [BARE, LED, ANSWERED])
def test_lists_of_other_forms_want_types_as_well(page):
    assert "WP508" in found(page.format("who"))
    assert "WP508" not in found(page.format("a string"))


def test_a_parameter_that_is_named_alone_is_told_once_a_table():
    table = (
        "# Log in\n\n`POST /token`\n\n| Name | Type | Description |\n|---|---|---|\n| a | string | {} |\n{}"
    )
    rows = "| b | string | |\n| c | string | Required. |\n"
    told = audit_sources([("page.md", table.format("A.", rows).encode())]).findings
    assert [(each.line, each.message) for each in told] == [(8, "the table does not say what b, c are")]
    assert not found(table.format("", rows))  # where it explains none, the names are all there is


FIELD = '<ParamField body="limit"{}>How many.</ParamField>\n'


def test_components_of_mdx_are_lists_too():
    def told(page: str) -> list[tuple[int | None, str]]:
        result = audit_sources([("page.mdx", page.encode())])
        return [(each.line, each.message) for each in result.findings if each.rule in ("WP508", "WP404")]

    page = "# List items\n\n`POST /v1/items`\n\n## Body\n\n" + FIELD
    assert told(page.format("")) == [(7, "limit has no type")]
    assert told(page.format(' type="integer"')) == []
    assert told("```mdx\n" + page.format("") + "```\n") == []
    sent = page + "\n```bash\ncurl -f https://a.dev/v1/items --json '{{\"after\": 1}}'\n```\n"
    both = sent.replace(
        "<Param", '<ParamField body="after" type="integer">From where.</ParamField>\n<Param', 1
    )
    assert told(both.format(' type="integer" required')) == [
        (11, "the page says that limit is required (line 8); this sample lacks it")
    ]
    assert told(both.format(' type="integer" required={{false}}').replace("{{", "{").replace("}}", "}")) == []


def test_members_of_members_that_a_table_leaves_out():
    page = (
        "# Item\n\n## Response\n\n"
        '<ResponseField name="data" type="object">\n'
        + "".join(
            f'<ResponseField name="{name}" type="string">A text.</ResponseField>\n' for name in ("id", "name")
        )
        + '</ResponseField>\n<ResponseField name="code" type="string">How it went.</ResponseField>\n\n'
        '```json\n{"code": "ok", "data": {"id": "1", "name": "a", "%s": "b"}}\n```\n'
    )
    told = [each.message for each in audit_sources([("page.mdx", (page % "size").encode())]).findings]
    assert told == ["the answer has size, which the table does not list (line 5)"]
    assert not audit_sources([("page.mdx", (page % "id").encode())]).findings


def test_a_page_about_a_type_shows_no_response():
    shown = '```json\n{"errors": [{"code": "x"}]}\n```\n'
    model = f"# Removed\n\n## Fields\n\nName.\n\n## Example\n\n{shown}"
    assert "WP509" not in found(model)
    assert "WP509" in found(model.replace("Name.", "`DELETE /items/{id}`"))
    assert "WP509" in found(model.replace("## Fields", "## More"))


def test_a_placeholder_is_shown_by_the_sentence_that_says_what_it_is():
    page = "# Stop\n\n```bash\nacme start\n```\n\nUse `kill {}`, replacing `<PID>` with the number of your process.\n"
    assert "WP519" not in found(page.format("<PID>"))
    assert "WP519" in found(page.format("it"))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("The password is encrypted with Base64.", True),
        ("Send the base64-encrypted secret.", True),
        ("Compute the Base64 hash of the result.", True),
        ("Encrypt the string using SHA-256.", True),
        ("| `sign` | Encrypted with HMAC-SHA256 |\n|---|---|\n| a | MD5 encryption |", True),
        ("The password is encrypted, and the result is encoded in Base64.", False),
        ("Encrypt the key with RSA-OAEP and SHA-256.", False),
        ("Encrypt it with SHA-256 and RSA.", False),
        ("The base64 hash of the body is signed with SHA-256.", True),
        ("The base64-encoded hash of the body.", False),
    ],
)
def test_neither_an_encoding_nor_a_hash_encrypts(text, is_told):
    assert ("WP519" in found(f"# Sign\n\n{text}\n")) is is_told


@pytest.mark.parametrize(
    ("title", "text", "is_told"),
    [
        ("Get firmware", "Gets a device by its number.", True),
        ("Get firmware", "Gets one firmware by its number.", False),
        ("Get devices", "Gets a device by its number.", False),  # the same thing
        ("Get firmware", "Same as for a device.", False),
        ("Get firmware", "A device:", False),
    ],
)
def test_a_sentence_that_was_copied_names_another_thing_than_its_heading(title, text, is_told):
    first = text if text.startswith(("Same", "A ")) else "Gets a device by its number."
    page = f"## Get device\n\n`GET /devices/1`\n\n{first}\n\n## {title}\n\n`GET /firmware/1`\n\n{text}\n"
    told = [each.line for each in findings(page) if each.rule == "WP519"]
    assert told == ([11] if is_told else [])
