"""What the samples of one client say about their request, read as that client has it."""

import pytest

from generator.auditing.auditor import audit_sources


def rules_of(language: str, code: str) -> set[str]:
    report = audit_sources([("page.md", f"```{language}\n{code}\n```\n".encode())])
    return {finding.rule for finding in report.findings}


NODE = """const https = require('https');
const req = https.request({ hostname: 'api.acme.dev', path: '/items', method: 'POST', headers: {} }, (res) => {
  res.on('data', (chunk) => console.log(chunk));
  res.on('error', console.error);
});
"""


@pytest.mark.parametrize(
    ("code", "is_clear"),
    [
        ("const http = require('https');\nhttp.get({ host: 'api.acme.dev', path: '/' }, show);", False),
        ("const http = require('node:http');\nhttp.get({ host: 'api.acme.dev', path: '/' }, show);", True),
        ("import web from 'http';\nweb.get('http://api.acme.dev/items', show);", True),
        ("const { request } = require('./http');\nclient.request('http://api.acme.dev');", False),
    ],
)
def test_the_scheme_of_a_request_of_node_is_its_modules(code, is_clear):
    assert ("WP201" in rules_of("js", code)) is is_clear


@pytest.mark.parametrize(
    ("credentials", "is_told"),
    [
        ("amFuZTpBM2RkajN3", False),
        ("$BOTH", False),
    ],
)
def test_a_placeholder_in_base64_is_told(credentials, is_told):
    command = f'curl --fail -H "Authorization: Basic {credentials}" https://api.acme.dev/items'
    assert ("WP212" in rules_of("bash", command)) is is_told


def test_a_query_that_php_builds_is_read():
    php = "$url = 'https://api.acme.dev/send?' . http_build_query(array('token' => $token, 'to' => $to));\n"
    assert "WP302" in rules_of("php", f"{php}echo file_get_contents($url);\n")
    assert "WP302" not in rules_of("php", f"{php.replace('token', 'lang')}echo file_get_contents($url);\n")


def test_a_command_whose_backslash_is_missing_is_read_to_its_end():
    command = (
        "curl --fail -X POST https://api.acme.dev/items\n  -H 'Content-Type: application/json'\n  -d '{}'"
    )
    assert {"WP109", "WP207"} <= rules_of("bash", command.format('{"a": 1,}'))
    assert "WP207" not in rules_of("bash", command.format('{"a": 1}'))
    assert "WP205" not in rules_of("bash", command.format('{"a": 1}'))  # the header is of the command


def test_bodies_that_are_no_json_are_told():
    command = "curl --fail -H 'Content-Type: application/json' -d '{}' https://api.acme.dev/items"
    assert "WP206" in rules_of("bash", command.format("This is a comment"))
    for fine in ("$BODY", "@body.json", '{"a": 1}', "<your JSON>", "12"):
        assert "WP206" not in rules_of("bash", command.format(fine).replace("'$BODY'", '"$BODY"'))


def test_a_command_without_a_host_is_told():
    assert "WP208" in rules_of("bash", "curl --fail /v1/items")
    assert "WP208" not in rules_of("bash", "curl --fail $BASE/v1/items")


def test_a_query_without_its_question_mark_is_told():
    assert "WP203" in rules_of("bash", "curl --fail 'https://api.acme.dev/items&page=2'")
    assert "WP203" not in rules_of("bash", "curl --fail 'https://api.acme.dev/items?page=2&size=5'")
    code = "import requests\nrequests.get('https://%s/items{}key=%s' % ('api.acme.dev', key), timeout=9)"
    assert "WP203" in rules_of("python", code.format("&"))
    assert "WP203" not in rules_of("python", code.format("?"))


def test_what_python_formats_is_read():
    code = "import requests\nhost = '{}'\nrequests.get('http://%s/items' % host, timeout=9)"
    assert "WP201" in rules_of("python", code.format("api.acme.dev"))
    assert "WP201" not in rules_of("python", code.format("localhost"))


def test_a_command_in_running_text_is_judged_as_one():
    def of_page(text: str) -> set[str]:
        return {finding.rule for finding in audit_sources([("page.md", text.encode())]).findings}

    assert "WP304" in of_page(
        "1. curl -u a:b https://a.dev/token -d 'grant_type=client_credentials&client_secret=b'\n"
    )
    assert not of_page("curl is a command, and https://curl.se tells of it.\n")


def test_a_query_on_lines_of_its_own_is_the_querys():
    shown = "POST https://auth.acme.dev/token\n\t?grant_type=refresh_token\n\t&{}=<your secret>\n"
    assert "WP302" in rules_of("", shown.format("client_secret"))
    assert not {"WP302", "WP212"} & rules_of("", shown.replace("secret", "scope").format("scope"))


def test_a_password_may_have_any_character():
    command = 'curl --fail --json \'{{"user": "jane", "password": "{}"}}\' https://api.acme.dev/login'
    assert "WP301" in rules_of("bash", command.format("M38&pzQfWNZeBSq$*Qtnzd*f^d8P8RNz"))
    assert "WP301" not in rules_of("bash", command.format("your-password-here"))


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("SECRET=hV8FgjyJtpvVeAcMAgzgAFQCN36wmbWuN7o3WPcY", True),
        ("API_SECRET=hV8FgjyJtpvVeAcMAgzgAFQCN36wmbWuN7o3WPcY", True),
        ("SECRET, OAUTH_SIG_METHOD_HMACSHA1", False),
        ("SECRET=your-secret-of-the-dashboard", False),
    ],
)
def test_secrets_are_told_by_whatever_name(line, is_told):
    assert ("WP301" in rules_of("bash", f"{line}\ncurl --fail https://api.acme.dev/items")) is is_told


def test_headers_that_are_appended_are_read():
    code = """const headers = new Headers(%s);
%s
const form = new URLSearchParams();
form.append("name", "pen");
const response = await fetch("https://api.acme.dev/items", { method: "POST", headers, body: form });
console.log(response.status);
"""
    appended = 'headers.append("Content-Type", "application/json");'
    assert "WP206" in rules_of("js", code % ("", appended))
    assert "WP206" in rules_of("js", code % ('{ "Content-Type": "application/json" }', ""))
    assert "WP206" not in rules_of("js", code % ("", appended.replace("json", "x-www-form-urlencoded")))
    assert "WP206" not in rules_of("js", code % ("given", ""))


@pytest.mark.parametrize(
    ("language", "code", "is_told"),
    [
        ("bash", "curl --fail https://api,acme,dev/items", True),
        ("bash", "curl --fail https://api..acme.dev/items", True),
        ("bash", "curl --fail 'https://{api,eu}.acme.dev/items'", False),
        ("bash", "curl --fail https://...acme.dev/items", False),
        (
            "python",
            "import http.client\nc = http.client.HTTPSConnection('a.dev')\nc.request('GET', '/items')",
            False,
        ),
        (
            "python",
            "import http.client\nc = http.client.HTTPSConnection('a.dev')\nc.request('GET', path)",
            False,
        ),
        ("js", "require('https').get({ host: 'a.dev', path: 'items' }, show)", False),
        ("js", "const https = require('https');\nhttps.get({ host: 'a.dev', path: '/items' }, show)", False),
    ],
)
def test_a_host_is_a_name_and_what_it_is_asked_for_begins_with_a_slash(language, code, is_told):
    assert ("WP208" in rules_of(language, code)) is is_told


def test_an_angle_before_a_command_is_a_prompt():
    assert "WP106" in rules_of("bash", "> curl --fail https://a.dev/x")
    assert "WP106" not in rules_of("bash", "curl --fail https://a.dev/x \\\n  > answer.json")


@pytest.mark.parametrize("scheme", ["ApiKey ", "Token token=", "OAuth ", "apikey "])
def test_credentials_of_any_scheme_look_real(scheme):
    value = f"{scheme}c42aaacd-45b2-4f76-8574-ce36981cf488"
    assert "WP301" in rules_of("bash", f"curl --fail -H 'Authorization: {value}' https://a.dev/x")
