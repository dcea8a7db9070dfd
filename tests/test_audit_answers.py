"""The answer that a section shows, and what its text, its table and its samples say of it."""

import pytest

from generator.auditing.auditor import audit_sources

ANSWER = '```json\n{"access_token": "<TOKEN>", "expires_in": 3600, "data": {"id": 1}}\n```\n'
READING = {
    "python": "import requests\nresponse = requests.get('https://api.acme.dev/a', timeout=3)\nresponse.raise_for_status()\n"
    "body = response.json()\nprint(body['NAME'])",
    "js": "const response = await fetch('https://api.acme.dev/a');\nconst body = await response.json();\nconsole.log(body.NAME);",
    "php": "<?php\n$response = curl_exec($ch);\n$body = json_decode($response, true);\necho $body['NAME'];",
    "ruby": "response = Net::HTTP.get(uri)\nbody = JSON.parse(response)\nputs body['NAME']",
}


def found(text: str) -> list[tuple[int, str]]:
    report = audit_sources([("page.md", text.encode())])
    return [(each.line, each.message) for each in report.findings if each.rule == "WP518"]


@pytest.mark.parametrize("language", READING)
def test_a_member_that_the_answer_does_not_have_is_told(language):
    def page(name: str, answer: str = ANSWER) -> str:
        return (
            f"# T\n\n```{language}\n{READING[language].replace('NAME', name)}\n```\n\nThe answer:\n\n{answer}"
        )

    ((line, message),) = found(page("token"))
    assert (
        line
        == page("token").split("\n").index(READING[language].replace("NAME", "token").split("\n")[-1]) + 1
    )
    assert "reads token" in message
    assert found(page("access_token")) == found(page("data")) == []
    assert found(page("token", ANSWER.replace("}}", "}, …}"))) == []  # there may be more in it
    assert found(page("token", "## Other\n\n" + ANSWER)) == []
    assert found(page("token", '```json\n{"error": "x"}\n```\n')) == []


def test_a_status_that_the_text_says_and_another_that_is_shown_are_told():
    page = "# T\n\nIt returns `{}` when the item was made.\n\n```http\nHTTP/1.1 200 OK\n\n{{}}\n```\n"
    assert found(page.format("201")) == [(6, "the response has 200, and the text says 201 (line 3)")]
    assert found(page.format("200")) == []
    assert found(page.format("201 items`, not `200")) == []
    assert found(page.format("201` or, where it was there, returns `200")) == []


def test_a_member_that_nearly_is_one_of_the_table_is_told():
    table = "| Field | Type |\n|---|---|\n| `expires_in` | integer |\n| `access_token` | string |\n"
    answer = '```json\n{"access_token": "<TOKEN>", "expire_in": 3600}\n```\n'
    assert [line for line, _ in found(f"# T\n\n{answer}\n{table}")] == [4]
    assert found(f"# T\n\n{answer.replace('expire_in', 'expires_in')}\n{table}") == []
    assert found(f"# T\n\n{answer.replace('expire_in', 'scope')}\n{table}") == []


TYPED = "# User\n\n```json\n{}\n```\n\n## Response\n\n| Field | Type |\n|---|---|\n| id | Integer |\n| name | String |\n| age | Number |\n"


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ('{"id": 7, "name": "Ada", "age": 36}', []),
        ('{"id": "", "name": "Ada", "age": 36}', [4]),
        ('[{"id": 7,\n"name": 5}]', [5]),
        ('{"id": "<id>", "name": "Ada"}', []),
        ('{"id": "integer", "name": "Ada"}', []),
        ('{"id": null, "name": "Ada"}', []),
        ('{"id": 7, "name": "Ada", "age": 36,\n"photo": "/a.png"}', [5]),
        (
            '{"id": 7, "name": "Ada", "photo": "/a.png", "city": "Paris", "zip": "75001"}',
            [],
        ),  # another table's
        ('{"id": ""}', []),
    ],
)
def test_a_member_of_another_type_than_its_table_gives_and_one_that_it_leaves_out_are_told(answer, lines):
    assert [line for line, _ in found(TYPED.format(answer))] == lines


def test_a_member_that_a_table_of_a_request_leaves_out_is_not_told():
    answer = '{"id": 7, "name": "Ada", "age": 36, "photo": "/a.png"}'
    assert found(TYPED.format(answer).replace("Response", "Parameters")) == []


@pytest.mark.parametrize(
    ("path", "answer", "is_told"),
    [
        ("items/3", '{"id": 2}', True),
        ("items/3", '{"id": 3}', False),
        ("items/3", '{"id": "3"}', False),
        ("items/3?page=1", '{"id": 2}', True),
        ("items/pen", '{"id": 2}', False),
        ("items/3", '{"id": "a1b2"}', False),
        ("items/{id}", '{"id": 2}', False),
    ],
)
def test_an_answer_with_another_id_than_was_asked_for_is_told(path, answer, is_told):
    page = f"# T\n\n```bash\ncurl --fail 'https://a.dev/{path}'\n```\n\n```json\n{answer}\n```\n"
    assert bool(found(page)) is is_told
    assert found(page.replace("--fail", "--fail -X DELETE")) == []


@pytest.mark.parametrize(("time", "is_told"), [("T012:45:01Z", True), ("T12:45:01Z", False), (" 9:30", True)])
def test_a_time_whose_hour_has_not_two_digits_is_told(time, is_told):
    assert bool(found(f'# T\n\n```json\n{{"at": "2016-01-30{time}"}}\n```\n')) is is_told


@pytest.mark.parametrize("titles", ["Field | Type", "Campo | Tipo", "Champ | Type", "Feld | Typ"])
def test_a_member_of_another_type_than_the_table_gives_it_in_other_languages(titles):
    table = f"{titles}\n---|---\nid | Number\nname | String\n"
    answer = '```json\n{\n  "id": %s,\n  "name": "Ada"\n}\n```\n\n'
    ((line, message),) = found("# Shop\n\n" + answer % '"123"' + table)
    assert (line, message) == (5, "id is a string here, and the table calls it a number (line 10)")
    assert found("# Shop\n\n" + answer % "123" + table) == []


LISTING = "# Widgets\n\n`GET /widgets`\n\n```bash\ncurl -fm 9 {} https://api.acme.dev/widgets\n```\n\n{}\n"


@pytest.mark.parametrize(
    ("options", "answer", "words"),
    [
        ("", "```http\nHTTP/1.1 201 Created\nContent-Type: text/plain\n\na\n```", ["201 says"]),
        ("", "Returns `201 Created`:\n\n```json\n{}\n```", ["201 says"]),
        ("", "```http\nHTTP/1.1 200 OK\n\na\n```", []),
        ("-d a=1", "```http\nHTTP/1.1 201 Created\n\na\n```", []),
        ("-X DELETE", "```http\nHTTP/1.1 204 No Content\nDate: x\n\n{}\n```", ["the answer is 204"]),
        ("-X DELETE", "The response is 204:\n\n```json\n{}\n```", ["the answer is 204"]),
        ("-X DELETE", "```http\nHTTP/1.1 204 No Content\nDate: x\n```", []),
        ("-X DELETE", "The response is 200 or 204:\n\n```json\n{}\n```", []),
        ("-X DELETE", "The response is 204.\n\n## Errors\n\n```json\n{}\n```", []),
        ("-X DELETE", "Box 204:\n\n```json\n{}\n```", []),
    ],
)
def test_an_answer_has_what_its_status_allows(options, answer, words):
    told = [message for _, message in found(LISTING.format(options, answer))]
    assert [message[: len(word)] for message, word in zip(told, words, strict=True)] == words
