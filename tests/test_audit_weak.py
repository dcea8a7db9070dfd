"""When is a word in the place of a password a placeholder, and when a published password?"""

import pytest

from generator.auditing.auditor import audit_sources


def notes(command: str, language: str = "bash") -> list[int]:
    report = audit_sources([("page.md", f"```{language}\n{command}\n```\n".encode())])
    return [each.line for each in report.findings if each.rule == "WP301" and each.severity == "note"]


@pytest.mark.parametrize("value", ["secret123", "hunter2", "admin", "Sommer2024!", "correcthorse", "letmein"])
def test_a_word_of_its_own_is_told(value):
    assert notes(f"curl -d 'name=ann&password={value}' https://api.acme.dev/login") == [2]
    assert notes(f"curl -u 'admin:{value}' https://api.acme.dev/login") == [2]
    json = f'{{"grant": 1, "client_secret": "{value}"}}'
    assert notes(f"curl --json '{json}' https://api.acme.dev/login") == [2]


@pytest.mark.parametrize(
    "value",
    ["password", "Passw0rd!", "s3cr3t", "PASSWORD", "secret", "client-secret", "userpassword", "your-password", "<password>", "$PASSWORD",
     "{password}", "xxxx", "****", "...", "s", "A3ddj3w", "my_secret", "CLIENT_SECRET_HERE", "changeme", "example"],
)  # fmt: skip
def test_what_says_what_belongs_there_is_a_placeholder(value):
    assert notes(f'curl -d "name=ann&password={value}" https://api.acme.dev/login') == []
    assert notes(f'curl -u "admin:{value}" https://api.acme.dev/login') == []


def test_the_value_is_told_where_it_is_written_and_once_on_a_page():
    python = (
        "import requests\n\nSECRET = 'hunter2'\nfor n in range(2):\n"
        "    requests.post('https://api.acme.dev/token', data={'client_secret': SECRET})\n"
        "    requests.post('https://api.acme.dev/other', data={'client_secret': SECRET})"
    )
    assert notes(python, "python") == [4]


def test_a_fresh_server_on_this_machine_and_a_message_that_is_shown_are_left_alone():
    assert notes("curl -u admin:admin http://localhost:9000/api") == []
    message = "POST /login HTTP/1.1\nHost: api.acme.dev\nContent-Type: application/x-www-form-urlencoded\n\npassword=hunter2"
    assert notes(message, "http") == []


@pytest.mark.parametrize(
    "json",
    ['{"name": "ann" "password": "hunter2"}', '{"a": {"b": 1}, "password": "hunter2",}', "{'password': 'hunter2'}",
     '{"name": $NAME, "password": "hunter2", …}'],
)  # fmt: skip
def test_json_with_a_slip_in_it_is_read_nevertheless(json):
    assert notes(f"curl --json @- https://api.acme.dev/login <<'END'\n{json}\nEND") == [3]


def test_what_broken_json_may_hide_is_not_missed():
    body = '{"name": "ann", "limit": 1,}'
    curl = "```bash\ncurl --json '{}' https://api.acme.dev/items\n```\n"
    node = "```js\nawait fetch('https://api.acme.dev/items', {method: 'POST', body: JSON.stringify({name: 'ann', limit: 1, page: 2})});\n```\n"

    def told(text: str) -> list[str]:
        page = f"# T\n\n{curl.replace('{}', text)}\n{node}"
        report = audit_sources([("page.md", page.encode())])
        return [each.message for each in report.findings if each.rule == "WP504"]

    assert [message.partition(", ")[0] for message in told(body)] == ["this sample has page"]
    assert told(body.replace(",}", ", ...}")) == []


@pytest.mark.parametrize(
    ("query", "is_told"),
    [
        ("key=YOUR_API_KEY", True),
        ("appid={api_key}", True),
        ("key=$ACME_API_KEY", True),
        ("key=a8Fk2LmQ9zXw71PbVn35", True),
        ("apiKey=abc", True),
        ("key=name", False),
        ("key=<order-key>", False),
        ("page_token=$NEXT", False),
        ("fields=password_hint", False),
    ],
)
def test_a_key_in_the_url_is_told_by_its_name_or_its_value(query, is_told):
    page = f'```bash\ncurl --fail "https://api.acme.dev/items?{query}"\n```\n'
    rules = {each.rule for each in audit_sources([("page.md", page.encode())]).findings}
    assert ("WP302" in rules) is is_told


@pytest.mark.parametrize(
    ("language", "code", "secret"),
    [
        ("python", "requests.get('https://api.acme.dev/items', params={'key': NAME}, timeout=3)", "API_KEY"),
        ("python", "requests.get(f'https://api.acme.dev/items?key={NAME}', timeout=3)", "config.api_key"),
        ("js", "await fetch(`https://api.acme.dev/items?appid=${NAME}`);", "apiKey"),
        ("bash", 'curl -f "https://api.acme.dev/items?k=${NAME}"', "SECRET_KEY"),
    ],
)
def test_a_key_in_the_url_is_told_by_the_variable_that_it_is_in(language, code, secret):
    def rules(name: str) -> set[str]:
        page = f"```{language}\n{code.replace('NAME', name)}\n```\n"
        return {each.rule for each in audit_sources([("page.md", page.encode())]).findings}

    assert "WP302" in rules(secret)
    assert "WP302" not in rules("order")
