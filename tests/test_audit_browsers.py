"""What must not be in a browser: a client's secret, a token that any script may read; and what needs one."""

import pytest

from generator.auditing.auditor import audit_sources

XHR = """\
const xhr = new XMLHttpRequest();
xhr.open("POST", "https://auth.acme.dev/token");
xhr.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
xhr.send("grant_type=client_credentials&client_id=web&client_secret=<SECRET>");
"""
FETCH = """\
const code = new URLSearchParams(window.location.search).get("code");
const body = new URLSearchParams({grant_type: "authorization_code", code, client_id: "web", client_secret: "<SECRET>"});
const response = await fetch("https://auth.acme.dev/token", {method: "POST", body});
"""
AUTHORIZE = "https://auth.acme.dev/authorize?response_type=code&client_id=web&state=<STATE>"


def told(code: str, rule: str, language: str = "js") -> list[tuple[int | None, str]]:
    report = audit_sources([("page.md", f"```{language}\n{code}\n```\n".encode())])
    return [(each.line, each.severity) for each in report.findings if each.rule == rule]


@pytest.mark.parametrize(("code", "line"), [(XHR, 3), (FETCH, 4)])
def test_a_secret_in_code_for_a_browser_is_told(code, line):
    assert told(code, "WP305") == [(line, "warning")]
    assert told(code.replace("client_secret", "code_verifier"), "WP305") == []


@pytest.mark.parametrize(
    "server",
    ["const XMLHttpRequest = require('xhr2');\n", "import express from 'express';\n", "exports.get = 1;\n"],
)
def test_a_secret_on_a_server_is_none_of_a_browser(server):
    assert told(server + XHR, "WP305") == []
    assert told(server + FETCH, "WP305") == []


def test_a_secret_in_code_that_may_run_anywhere_is_left_alone():
    assert told(FETCH.replace("window.location.search", "search"), "WP305") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("localStorage.setItem('access_token', data.access_token);", [(2, "note")]),
        ("localStorage['app.refreshToken'] = data.refresh_token;", [(2, "note")]),
        ("localStorage.setItem('theme', 'dark');", []),
        ("localStorage.removeItem('access_token');", []),
        ("sessionStorage.setItem('code_verifier', verifier);", []),
    ],
)
def test_a_token_in_local_storage_is_a_note(code, expected):
    assert told(code, "WP305") == expected


@pytest.mark.parametrize(
    ("code", "language"),
    [
        (f'curl -f --max-time 9 "{AUTHORIZE}"', "bash"),
        (
            f"import requests\n\nr = requests.get('{AUTHORIZE}', timeout=3)\nr.raise_for_status()\nprint(r.text)",
            "python",
        ),
        (
            "curl -f --max-time 9 -d response_type=code -d client_id=web -d 'state=<STATE>' https://auth.acme.dev/authorize",
            "bash",
        ),
    ],
)
def test_a_program_cannot_ask_for_a_code(code, language):
    assert [severity for _, severity in told(code, "WP308", language)] == ["note"]


@pytest.mark.parametrize(
    ("code", "language"),
    [
        (f'curl -f -H "Authorization: Bearer $TOKEN" "{AUTHORIZE}"', "bash"),
        (f'curl -f -H "Cookie: session=$S" "{AUTHORIZE}"', "bash"),
        (f'curl -f -u "ann:$PASSWORD" "{AUTHORIZE}"', "bash"),
        (f'curl -f "{AUTHORIZE}&username=ann&password=<PASSWORD>"', "bash"),
        (f"window.location = '{AUTHORIZE}';", "js"),
        (AUTHORIZE, ""),
        (f"GET {AUTHORIZE} HTTP/1.1", "http"),
    ],
)
def test_who_says_who_the_user_is_or_sends_the_browser_is_left_alone(code, language):
    assert told(code, "WP308", language) == []


CALLBACKS = [
    ("js", "app.get('/back', async (req, res) => {{\n  const token = await oauth.getToken({{code: req.query.code}});\n{}}});"),
    ("python", "code = request.args.get('code')\n{}token = exchange(grant_type='authorization_code', code=code)"),
    ("php", "<?php\n$code = $_GET['code'];\n{}$body = ['grant_type' => 'authorization_code', 'code' => $code];"),
    ("go", 'code := r.URL.Query().Get("code")\n{}token, err := config.Exchange(ctx, code)'),
]  # fmt: skip


@pytest.mark.parametrize(("language", "code"), CALLBACKS)
@pytest.mark.parametrize("guard", ["// the state is compared above\n", "# verifier\n"])
def test_a_code_that_is_taken_without_its_state(language, code, guard):
    assert [severity for _, severity in told(code.format(""), "WP308", language)] == ["note"]
    assert told(code.format(guard), "WP308", language) == []
    assert told(code.format("").replace("code", "page"), "WP308", language) == []
