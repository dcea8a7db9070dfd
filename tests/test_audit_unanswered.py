"""What a page leaves out of the answers, and what it announces and does not show."""

import pytest

from generator.auditing.auditor import audit_sources


def findings(text: str, name: str = "page.md") -> list[tuple[int | None, str, str]]:
    found = audit_sources([(name, text.encode())]).findings
    return [(each.line, each.rule, f"{each.message} {each.fix}") for each in found]


def found(text: str, rule: str, name: str = "page.md") -> list[tuple[int | None, str]]:
    return [(line, text) for line, each, text in findings(text, name) if each == rule]


CALL = "```bash\ncurl --fail -m 9 {}https://api.acme.dev/v1/{}\n```\n\n"
ANSWER = '```json\n{"id": 7}\n```\n\n'
READ = "# The API\n\n## Read an item\n\n" + CALL.format("", "items/7") + ANSWER


@pytest.mark.parametrize(
    "page",
    [
        READ + "## List boxes\n\n" + CALL.format("", "boxes"),
        READ
        + "## Boxes\n\n"
        + CALL.format("", "boxes")
        + '## Errors\n\n`404`:\n\n```json\n{"error": "x"}\n```\n',
        READ
        + "## Boxes\n\n"
        + CALL.format("", "boxes")
        + 'A bad key is refused:\n\n```json\n{"code": 401}\n```\n',
        READ + "## Boxes\n\n```bash\ncurl -f -d '[\n  {\"a\": 1}\n]' https://api.acme.dev/v1/boxes\n```\n",
        "# The API\n\n" + "A word on boxes.\n\n" * 6 + CALL.format("", "boxes"),
    ],
)
def test_a_request_without_an_answer_is_told_once(page):
    assert len(found(page, "WP517")) == 1


@pytest.mark.parametrize(
    "page",
    [
        READ + "## Boxes\n\nReturns all boxes.\n\n" + CALL.format("", "boxes"),
        READ + "## Boxes\n\n" + CALL.format("", "boxes") + "### Response\n\nSee `Box`.\n",
        READ + "## Boxes\n\n" + CALL.format("", "boxes") + "## Response\n\n" + ANSWER,
        READ + "## Boxes\n\n" + CALL.format("-X PUT ", "box") + CALL.format("", "boxes") + "### Result\n\n" + ANSWER,
        READ + "## Boxes\n\n```bash\ncurl -f https://api.acme.dev/v1/boxes\n# => {}\n```\n",
        READ + "## Boxes\n\n" + CALL.format("-X DELETE ", "boxes/7"),
        READ + "## Boxes\n\n" + CALL.format("-o boxes.json ", "boxes"),
        READ + "## Read it again\n\n" + CALL.format("", "items/8"),
        READ.replace("## Read", "`GET /v1/boxes/{id}`\n\n## Read").replace("items/7", "boxes/a")
        + "## Another\n\n" + CALL.format("", "boxes/b"),
        "# Build it\n\n" + "A word.\n\n" * 6 + CALL.format("", "tool.tar.gz"),
        "# A tutorial on an API\n\n" + "A word.\n\n" * 6
        + "```bash\ncurl -d a=b http://localhost:8080/v1/items\n```\n",
        "# One sample of the API\n\n" + CALL.format("", "boxes"),
    ],
)  # fmt: skip
def test_an_answer_that_is_shown_or_told_of_is_none(page):
    assert found(page, "WP517") == []


def test_the_other_requests_are_named_beside_the_first():
    page = READ + "".join(f"## {name}\n\n" + CALL.format("", name) for name in ("boxes", "cups", "lids"))
    ((_, told),) = found(page, "WP517")
    assert told.endswith("So too on lines 22 and 28.")


def test_a_page_that_has_no_word_of_an_error():
    page = READ + "A word.\n\n" * 4
    assert [line for line, _ in found(page, "WP509")] == [6]
    for told in (
        "An unknown item is `404`.\n",
        "See [what may fail](./problems.md).\n",
        "| Status | Meaning |\n|---|---|\n| 404 | none |\n",
        '<Tab title="404">\n',
    ):
        assert found(page + told, "WP509") == []
    assert found(READ, "WP509") == []  # a sample with a title


@pytest.mark.parametrize(
    "text",
    [
        "Without a key the request will fail.\n",
        "At most 500 items are returned.\n",
        '```json\n{"error": false, "error_message": {}, "created": "2024-01-02T10:00:00.501Z"}\n```\n',
        "If `errors` is empty, all is well.\n",
        "The status is 20X unless an error occurred.\n",
        '```json\n{"error": "false", "token": "<TOKEN>"}\n```\n',
        "Returned on success: status code 200 or 201.\n",
        "The code 0 is no error.\n",
    ],
)
def test_what_says_neither_status_nor_body_tells_of_no_error(text):
    assert len(found(READ + "A word.\n\n" * 4 + text, "WP509")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "At most 500 items, or else `400`.\n",
        "The code may be `invalid_grant`.\n",
        '```json\n{"error": {"code": "no_key"}}\n```\n',
        "```\nHTTP/1.1 403 Forbidden\n```\n",
        "Fehler: ein leerer Name.\n",
        "One of the status codes below.\n",
        "The status code 404, or the status code 200.\n",
    ],
)
def test_what_says_a_status_or_shows_a_body_tells_of_errors(text):
    told = found(READ + "A word.\n\n" * 4 + text, "WP509")
    assert not any("tells of no error" in message for _, message in told)


DIRECTIVE = """\
Boxes
=====

.. http:get:: /v1/boxes/7

   :statuscode 200: no error

A word.

A word.

.. code-block:: bash

   curl --fail -m 9 https://api.acme.dev/v1/boxes/7

A word.
"""


def test_a_request_that_a_directive_of_sphinx_tells_of_has_its_errors_told():
    assert [line for line, _ in found(DIRECTIVE, "WP509", "page.rst")] == [14]
    assert found(DIRECTIVE + "\n   :statuscode 404: none\n", "WP509", "page.rst") == []
    assert found(DIRECTIVE.replace(":statuscode 200: no", ":status 409: no"), "WP509", "page.rst") == []
    assert found(DIRECTIVE.replace("..", "", 1).replace("http:get", "a"), "WP509", "page.rst") == []
    generated = DIRECTIVE + "\n.. autoflask:: acme:app\n"
    assert found(generated, "WP509", "page.rst") == []


def test_a_page_with_requests_as_messages_tells_of_errors_too():
    message = "```http\nGET /v1/items HTTP/1.1\nHost: api.acme.dev\n```\n\n"
    page = "# The API\n\n" + message + ANSWER + "A word.\n\n" * 5
    assert [line for line, _ in found(page, "WP509")] == [4]
    assert found("---\nopenapi: get /items\n---\n" + page, "WP509") == []


@pytest.mark.parametrize(
    "page",
    [
        "# Items\n\nThey are ordered by ???\n",
        "# Items\n\n## Response\n\n```\n???\n```\n",
        "# Items\n\n## Response\n\n```json\n{\n\n}\n```\n",
        "# Items\n\nSamples in Python and C# (coming soon).\n\n" + CALL.format("", "items"),
        "# Items\n\n" + CALL.format("", "items") + "Then send it, please see example below:\n",
    ],
)
def test_what_is_announced_and_not_there(page):
    assert len(found(page, "WP507")) == 1


@pytest.mark.parametrize(
    "page",
    [
        "# Items\n\nWhat are they ordered by???\n",
        "# Items\n\n```json\n{}\n```\n",
        "# Items\n\nA new API is coming soon.\n\n" + CALL.format("", "items"),
        "# Items\n\nSee the example below:\n\n" + CALL.format("", "items"),
        "# Items\n\nSee the example below:\n\n![Items](items.png)\n",
        "# Items\n\nHere are some examples to follow.\n\n" + CALL.format("", "items"),
    ],
)
def test_what_is_there_is_not_missed(page):
    assert found(page, "WP507") == []


STYLED = "```bash\ncurl -f -m 9 'https://{}.dev/{}'\n```\n\n"


def styled(*paths: str, other: str = "acme") -> list[tuple[int | None, str]]:
    page = "".join(STYLED.format(other if path == paths[-1] else "acme", path) for path in paths)
    return [each for each in found(page, "WP212") if "what the reader" in each[1]]


def test_placeholders_of_one_api_are_written_in_one_way():
    assert len(styled("a/{id}", "b/<id>", "c/YOUR_ID")) == 1
    assert len(styled("a/{id}", "b/{{id}}")) == 1
    assert styled("a/{id}", "b/{name}", "c/YOUR_ID") == []
    assert styled("a/{id}", "b/<id>", "c/<your_id>") == []
    assert styled("a/{id}", "b/<id>", "c/YOUR_ID", other="other") == []


def test_sections_with_a_heading_alone():
    page = "# Ping\n\n## Request parameters\n\n***\n\n## Errors\n\n## Example\n\n{}\n\n## More\n\nText.\n"
    told = found(page.format("An example."), "WP507")
    assert [line for line, _ in told] == [3]
    assert "nor below Errors (line 7)" in told[0][1]
    assert (
        found("# Ping\n\n## Parameters\n\n### Query\n\n`a`\n\n## Notes\n\n## More\n\nText.\n", "WP507") == []
    )


LISTED = (
    "# Ride\n\n| Parameter | Type | What |\n|---|---|---|\n| a | string | A. |\n| b | string | B. |\n\n{}\n\n"
)
SENT = "```bash\ncurl -f -m 9 https://api.acme.dev/v1/rides --json '{}'\n```\n"


def test_what_is_sent_and_not_listed_is_told_once_a_list():
    text = '{"a": "1", "b": "2", "c": "3"}'
    told = found(LISTED.format("") + SENT.format(text) * 2, "WP514")
    assert [line for line, _ in told] == [11]
    assert told[0][1].startswith("the sample sends c, and the list (line 3) does not say what that is")
    assert found(LISTED.format("With `c`, it waits.") + SENT.format(text), "WP514") == []
    assert found(LISTED.format("") + SENT.format('{"a": "1", "b": "2"}'), "WP514") == []
    assert found(LISTED.format("") + SENT.format('{"a": "1", "c": "3"}'), "WP514") == []
    form = "```bash\ncurl -f -m 9 https://api.acme.dev/v1/rides -d a=1 -d b=2 -d 'when[from]=3'\n```\n"
    assert len(found(LISTED.format("") + form, "WP514")) == 1
    assert found(LISTED.format("`when[from]` is a day.") + form, "WP514") == []


def test_the_first_block_in_a_component_is_read():
    page = "# Ride\n\n<RequestExample>\n```bash cURL\ncurl -k 'https://a.dev/v1'\n```\n</RequestExample>\n"
    assert [line for line, _ in found(page, "WP306", "page.mdx")] == [5]


def test_a_grant_sends_what_its_list_leaves_out_too():
    page = "# Token\n\n- `client_id (required)`: The app.\n- `code (required)`: The code.\n\n" + CALL
    sent = "-d grant_type=authorization_code -d client_id=$ID -d code=$CODE "
    assert ["sends grant_type," in told for _, told in found(page.format(sent, "token"), "WP514")] == [True]
    named = page.replace("The app.", "The app, beside `grant_type`.")
    assert found(named.format(sent, "token"), "WP514") == []


DEFINED = """\
Token
=====

.. code-block:: http

   POST https://acme.dev/{{tenant}}/token HTTP/1.1
   Content-Type: application/x-www-form-urlencoded

   client_id={{publicKey}}&username={{username}}{}

publicKey : string
   The app.
username : string
   Who.
"""


def test_a_list_of_definitions_is_one_of_parameters():
    told = found(DEFINED.format("&scope=read"), "WP514", "page.rst")
    assert [line for line, _ in told] == [9]
    assert "sends scope, and the list (line 11)" in told[0][1]
    assert found(DEFINED.format(""), "WP514", "page.rst") == []  # publicKey is sent as client_id


def test_bold_words_with_a_colon_name_parameters_and_not_notes():
    page = "# Ride\n\n{}\n\n" + SENT.format('{{"a": "1", "b": "2", "c": "3"}}')
    assert len(found(page.format("**a:** A.\n\n**b:** B."), "WP514")) == 1
    assert found(page.format("**A:** see a.\n\n**B:** see b."), "WP514") == []


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("| a | String | false | |", 1),
        ("| a | string | `true` | Whether. |", 1),
        ("| a | integer | 0.5 | |", 1),
        ("| a | boolean | 12 | |", 1),
        ("| a | string | 25 | |", 0),
        ("| a | boolean | 1 | |", 0),
        ("| a | integer | none | |", 0),
        ("| a | string or boolean | false | |", 0),
    ],
)
def test_a_default_of_another_type_than_its_row_names(row, count):
    page = f"# Ride\n\n| Parameter | Type | Default | What |\n|---|---|---|---|\n{row}\n"
    assert len(found(page, "WP514")) == count


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("Parameter | Default | Description\n---|---|---\na | null | YYYY-MM-DD\n", 1),
        ("Key | Example value\n---|---\n`a` | bob\n", 1),
        ("Key | Value\n---|---\n`a` | bob\n", 0),
        ("Parameter | Type | Description\n---|---|---\na | numeric | |\nb | string\n", 1),
        ("Parameter | Type | Description\n---|---|---\na | object | |\n", 0),
    ],
)
def test_tables_with_an_empty_place_for_what_a_reader_needs(table, count):
    page = "# Ride\n\n" + SENT.format("{}") + "\n### Query parameters\n\n" + table
    assert len(found(page, "WP508")) == count


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ('"language": "de_DE"', '"language": "de-DE"', 1),
        ('"language": "de_DE"', '"language": "fr_FR"', 0),
        ('"language": "de_DE"', '"tag": "de-DE"', 0),
        ('"id": 12', '"id": "13"', 1),
        ('"item_id": "12"', '"item_id": 12', 1),
        ('"id": 12', '"id": 13', 0),
        ('"id": 12', '"id": "a-13"', 0),
        ('"valid": 1', '"valid": "1"', 0),
    ],
)
def test_values_that_a_page_writes_in_two_ways(one, other, count):
    page = f"# Items\n\n```json\n{{{one}}}\n```\n\n```json\n{{{other}}}\n```\n"
    assert len(found(page, "WP519")) == count


SLATE = "# Items\n\n```bash\ncurl -f -m 9 https://{}/v1/items\n```\n\n### HTTP Request\n\n{}\n"


def test_a_host_that_no_public_server_has_is_not_the_one_that_the_page_names():
    named = "`GET https://api.acme.dev/v1/items`"
    assert [line for line, _ in found(SLATE.format("acme.test", named), "WP502")] == [9]
    assert found(SLATE.format("acme.example", named), "WP502") == []


def test_a_table_that_is_but_a_header_names_an_endpoint():
    page = "# Items\n\n| GET | /v1/boxes |\n|---|---|\n\n" + CALL.format("", "items")
    assert [line for line, _ in found(page, "WP505")] == [3]
    assert found(page.replace("boxes", "items"), "WP505") == []


def test_paths_of_two_languages_differ_beside_a_placeholder():
    page = "# Items\n\n" + CALL.format("", "sites/{}/items.json") + PYTHON
    assert len(found(page.format("$SITE", "items"), "WP503")) == 1
    assert found(page.format("$SITE", "items.json"), "WP503") == []
    assert found(page.format("7", "items.json"), "WP503") == []


PYTHON = (
    "```python\nimport requests\n\n"
    'r = requests.get(f"https://api.acme.dev/v1/sites/{{site}}/{}", timeout=9)\nprint(r.json())\n```\n'
)


def test_what_a_session_printed_is_an_answer():
    printed = 'HTTP/1.1 200 OK\n\n{"token": 1}\n'
    page = READ + f"## Boxes\n\n```console\n$ curl --fail -m 9 https://api.acme.dev/v1/boxes\n{printed}```\n"
    assert found(page, "WP517") == []
    assert len(found(page.replace(printed, ""), "WP517")) == 1


def test_the_names_of_a_table_may_stand_in_its_second_column():
    table = "Pos | Parameter | What\n---|---|---\n1 | name | The name\n2 | size | The size\n"
    page = "# Ride\n\n" + SENT.format("{}") + "\n### Body parameters\n\n" + table
    assert found(page, "WP508")[0][1].startswith("the table gives no types: name, size")


def test_a_status_alone_is_no_json():
    assert len(found("# Ride\n\n```json\nHEAD: 201\n```\n", "WP510")) == 1
    assert found("# Ride\n\n```json\n201\n```\n", "WP510") == []


def test_an_error_that_is_false_is_none():
    page = '# Ride\n\n```json\n{"error": %s, "token": "a"}\n```\n'
    assert found(page % '"false"', "WP509") == []
    assert len(found(page % '"no_key"', "WP509")) == 1


PAIRS = (
    "# The API\n\n## {0}\n\n### Add\n\n" + CALL.format("-d a=1 ", "items") + "### Change\n\n"
    + CALL.format("-X PUT -d a=1 ", "items/7") + "## {1}\n\n### Added\n\n" + ANSWER + "### Changed\n\n" + ANSWER
)  # fmt: skip


@pytest.mark.parametrize(
    "title", ["Responses", "✅ Success Responses", "回應範例", "响应", "返回結果", "Respuestas"]
)
def test_a_section_of_answers_is_of_all_requests_of_the_section_before_it(title):
    assert found(PAIRS.replace("{0}", "Requests").replace("{1}", title), "WP517") == []


@pytest.mark.parametrize("title", ["Error responses", "Boxes", "应用", "Réponses d'erreur", "错误响应"])
def test_what_follows_a_section_of_requests_need_not_be_their_answers(title):
    assert [line for line, _ in found(PAIRS.replace("{0}", "Requests").replace("{1}", title), "WP517")] == [8]


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        ("code: 0 is success, all others are a failure", False),
        ("回應代碼(0000 = 成功,其它 = 失敗)", False),
        ("code: the code of the country", True),
        ("a box may fail", True),
    ],
)
def test_what_a_code_of_the_api_means_tells_of_errors(row, is_told):
    page = READ + f"## Members\n\nThe members.\n\nOf the answer.\n\n{row}\n\nAll of them.\n"
    assert bool(found(page, "WP509")) is is_told


def test_an_answer_below_the_command_in_one_block_is_one():
    ask = (
        "# The API\n\n## Log in\n\n```bash\ncurl -X POST -d 'a=1' -D - https://api.acme.dev/login\n{}```\n\n"
    )
    rest = READ.replace("# The API\n\n", "") + "Text.\n\nMore.\n"
    assert found(ask.format("") + rest, "WP517") != []
    assert found(ask.format("\nHTTP/1.1 200 OK\naccess-token: <TOKEN>\n") + rest, "WP517") == []
