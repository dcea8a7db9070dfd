"""What a page announces and does not have, and spans of time without a unit."""

import pytest

from generator.auditing.auditor import audit_sources

CURL = '```bash\ncurl -f --max-time 9 -d grant_type=client_credentials -u "$ID:$SECRET" https://auth.acme.dev/token\n```\n\n'


def told(page: str, rule: str) -> list[int | None]:
    report = audit_sources([("page.md", page.encode())])
    words = ("stands nowhere", "in which unit")
    return [
        each.line
        for each in report.findings
        if each.rule == rule and any(word in each.message for word in words)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Also included in the response are:",
        "Send the following fields:",
        "The error codes are:",
        "For example:",
        "**The parameters are:**",
    ],
)
def test_a_list_that_is_announced_and_is_nowhere(text):
    page = f"# Token\n\n### Ask\n\n{CURL}{text}\n\n\n## Revoke\n\nSend it back.\n"
    assert told(page, "WP507") == [page[: page.index(text)].count("\n") + 1]
    assert told(page.partition("## Revoke")[0], "WP507") != []


@pytest.mark.parametrize(
    "rest",
    [
        "- `scope`\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "### Fields\n\n",
        "![fields](fields.png)\n",
        "<Fields />\n",
        "`scope`\n",
        "### Scope\n\n",
    ],
)
def test_what_stands_below_a_colon_may_be_what_it_announces(rest):
    page = f"# Token\n\n### Ask\n\n{CURL}Send the following fields:\n\n{rest}\n## Revoke\n\nSend it back.\n"
    assert told(page, "WP507") == []


@pytest.mark.parametrize(
    "text",
    ["Note:", "Add the following section:", "Ask them first: they know.", "`GET /items`:", "The time is 12:"],
)
def test_a_colon_alone_announces_nothing(text):
    assert told(f"# Token\n\n### Ask\n\n{CURL}{text}\n\n## Revoke\n\nSend it back.\n", "WP507") == []


HEAD = f"# Token\n\n{CURL}## Response\n\n| Field | Type | Description |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        ("| `expires_in` | int | The TTL of the access token |", True),
        ("| ttl | integer | how long the token is valid |", True),
        ("| `expires_in` | int | The TTL of the access token in seconds |", False),
        ("| `expires_in` | int | When the token expires, as a Unix timestamp |", False),
        ("| `expires_in` | string | The TTL of the access token |", False),
        ("| `ttl_seconds` | int | The TTL of the access token |", False),
        ("| `expires_in` | int | |", False),
    ],
)
def test_a_span_of_time_without_its_unit(row, is_told):
    assert bool(told(f"{HEAD}{row}\n", "WP508")) is is_told


def test_the_unit_of_a_span_may_stand_in_the_text_or_beside_the_value():
    row = "| `expires_in` | int | The TTL of the access token |\n"
    assert told(f"{HEAD}{row}\n`expires_in` counts the seconds.\n", "WP508") == []
    assert told(f'{HEAD}{row}\n```json\n{{"expires_in": 3600}} // expires_in: seconds\n```\n', "WP508") == []


@pytest.mark.parametrize(("text", "is_told"), [("To refresh a token,", True), ("To refresh a token:", False)])
def test_a_sentence_that_breaks_off(text, is_told):
    def broken(page: str) -> bool:
        report = audit_sources([("page.md", page.encode())])
        return any("breaks off" in each.message for each in report.findings)

    page = f"# Token\n\n## Ask\n\n{CURL}{text}\n"
    assert broken(page) is is_told
    assert broken(f"{page}\n## Revoke\n\nSend it back.\n") is is_told
    assert not broken(f"{page}\n{CURL}")
    assert not broken(f"{page}\n- send it\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Refresh tokens never expire.", 3),
        ("A refresh token has an infinite lifetime.", 3),
        ("The access token does not expire.", 3),
        ("The access token does not expire before the session ends.", None),
        ("Never send expired tokens.", None),
        ("The code never expires.", None),
    ],
)
def test_a_token_that_never_expires_and_does(text, line):
    answer = (
        '```json\n{"access_token": "<TOKEN>", "expires_in": 3600, "refresh_token_expires_in": 86400}\n```\n'
    )

    def told(page: str) -> list[int | None]:
        report = audit_sources([("page.md", page.encode())])
        return [each.line for each in report.findings if "never expires, and" in each.message]

    assert told(f"# T\n\n{text}\n\n{answer}") == ([line] if line else [])
    assert told(f"# T\n\n{text}\n\n" + answer.replace("expires_in", "size")) == []
