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


def test_requests_of_nodes_own_modules_are_read():
    bare = rules_of("js", f"{NODE}req.end(JSON.stringify({{ name: 'pen' }}));")
    assert {"WP205", "WP603", "WP604", "WP605"} <= bare
    careful = NODE.replace(
        "headers: {}", "timeout: 5000, headers: { 'Content-Type': 'application/json' }"
    ).replace("console.log(chunk)", "console.log(res.statusCode, chunk)")
    careful += "req.on('error', console.error);\nreq.end(JSON.stringify({ name: 'pen' }));"
    assert not {"WP205", "WP603", "WP604", "WP605"} & rules_of("js", careful)


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


def test_a_get_of_node_with_a_body_is_told_and_only_that():
    code = NODE.replace("POST", "GET")
    assert "WP210" in rules_of("js", f"{code}req.write('a=1');\nreq.end();")
    assert "WP210" not in rules_of("js", f"{code}req.end();")


@pytest.mark.parametrize(
    ("header", "is_told"),
    [
        ("Postman-Token: 5f0c", True),
        ("User-Agent: PostmanRuntime/7.29.0", True),
        ("User-Agent: my-app/1.0", False),
        ("Content-Length: 48", True),
        ("Content-Length: $LENGTH", False),
        ("Host: api.acme.dev", True),
        ("Host: other.acme.dev", False),
        ("Accept-Encoding: gzip", True),
        ("Accept-Encoding: identity", False),
        ("Cookie: session=1", False),
        ("Authorization: Bearer $TOKEN' -H 'Cookie: session=1", True),
    ],
)
def test_headers_that_a_tool_left_behind_are_told(header, is_told):
    assert ("WP213" in rules_of("bash", f"curl --fail -H '{header}' https://api.acme.dev/items")) is is_told


def test_a_packed_answer_is_fine_where_it_is_unpacked():
    ask = "curl --fail -H 'Accept-Encoding: gzip' https://api.acme.dev/items"
    assert "WP213" not in rules_of("bash", f"{ask} --compressed")
    assert "WP213" not in rules_of("bash", f"{ask} | gunzip")
    assert "WP213" not in rules_of(
        "python",
        "import requests\nrequests.get('https://a.dev', headers={'Accept-Encoding': 'gzip'}, timeout=9)",
    )


@pytest.mark.parametrize(
    ("credentials", "is_told"),
    [
        ("dXNlcm5hbWU6cGFzc3dvcmQ=", True),
        ("eW91cl91c2VyOmFwaV9rZXk=", True),
        ("amFuZTpBM2RkajN3", False),
        ("$BOTH", False),
    ],
)
def test_a_placeholder_in_base64_is_told(credentials, is_told):
    command = f'curl --fail -H "Authorization: Basic {credentials}" https://api.acme.dev/items'
    assert ("WP212" in rules_of("bash", command)) is is_told


def test_a_placeholder_that_curl_takes_for_a_file_is_told():
    form = "curl --fail {} https://api.acme.dev/messages"
    assert "WP212" in rules_of("bash", form.format("-F 'token=<your token>'"))
    for fine in ("-F 'token=TOKEN'", "-F 'text=<message.txt'", "--form-string 'token=<your token>'"):
        assert "WP212" not in rules_of("bash", form.format(fine))


@pytest.mark.parametrize(
    ("url", "is_told"),
    [("items?age>=3", True), ("items/a|b", True), ("items/<item id>", False), ("items?filter=%3E3", False)],
)
def test_characters_that_no_url_has_are_told(url, is_told):
    assert ("WP202" in rules_of("bash", f'curl --fail "https://api.acme.dev/{url}"')) is is_told


def test_a_status_that_is_kept_and_not_read_is_not_looked_at():
    python = (
        "import requests\n\nr = requests.get('https://api.acme.dev', timeout=9)\nstatus = r.status_code\n"
    )
    assert "WP604" in rules_of("python", python)
    assert "WP604" not in rules_of("python", f"{python}print(status)\n")
    php = "$ch = curl_init('https://api.acme.dev');\n$body = curl_exec($ch);\n"
    kept = f"{php}$status = curl_getinfo($ch, CURLINFO_HTTP_CODE);\n"
    assert "WP604" in rules_of("php", kept)
    assert "WP604" not in rules_of("php", f"{kept}echo $status;\n")


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


def test_comments_are_no_json_where_they_are_sent():
    sent = "curl --fail --json '{}' https://api.acme.dev/items"
    assert "WP207" in rules_of("bash", sent.format('{"a": 1 // one\n}'))
    assert "WP207" not in rules_of("bash", sent.format('{"a": "http://acme.dev/#one"}'))
    assert "WP510" not in rules_of("json", '{\n  "a": 1 // one\n}')
    assert "WP510" in rules_of("json", '{\n  "a": 1, // one\n}')
    assert "WP510" in rules_of("", '{\n  "a": 1,\n}')
    assert "WP510" not in rules_of("", "{\n  a: 1,\n}")


@pytest.mark.parametrize(
    ("language", "imports", "use"),
    [
        (
            "python",
            "import json\nimport requests",
            "r = requests.get('https://api.acme.dev', timeout=9)\n{}(r.text)",
        ),
        (
            "js",
            "const json = require('fs');\nconst axios = require('axios');",
            "axios.get('https://a.dev').then({});",
        ),
        ("ts", "import { json } from './own';", "const r = await fetch('https://a.dev');\n{}(r.ok);"),
        (
            "java",
            "import a.json.Json;\nimport okhttp3.Request;",
            'Request r = new Request.Builder().url("https://a.dev").build();\nclient.newCall(r).execute();\n{}.x();',
        ),
    ],
)
def test_imports_that_nothing_uses_are_told(language, imports, use):
    name = "Json" if language == "java" else "json"
    assert "WP117" in rules_of(language, f"{imports}\n\n{use.format('show')}")
    assert "WP117" not in rules_of(language, f"{imports}\n\n{use.format(name)}")
    below = f"{imports}\n\n{use.format('show')}\n```\n\n```{language}\n{name}.more();"
    assert "WP117" not in rules_of(language, below)


def test_one_sample_names_one_client():
    code = (
        "import requests\n\nsession = requests.Session()\n"
        "session.get('https://a.dev/1', params={'client_id': '8d2adf38', 'state': 'x'}, timeout=9)\n"
        "s.get('https://a.dev/2', headers={'client_id': '%s'}, timeout=9)\n"
    )
    assert "WP513" in rules_of("python", code % "02b4841b")
    assert "WP513" not in rules_of("python", code % "8d2adf38")
    assert "WP513" not in rules_of("python", code % "<client id>")


def test_java_is_recognised_by_its_clients():
    code = 'HttpResponse<String> response = Unirest.get("https://api.acme.dev/items")\n  .asString();'
    assert "WP604" in rules_of("", code)


def test_words_for_the_readers_own_host_have_one_scheme():
    def page_of(first: str, second: str) -> set[str]:
        return rules_of("bash", f"curl --fail {first}/login\n```\n\n```bash\ncurl --fail {second}/items")

    assert "WP501" in page_of("https://yourserver", "http://server")
    assert "WP501" not in page_of("https://yourserver", "http://localhost")
    assert "WP501" not in page_of("http://yourserver", "http://server")


@pytest.mark.parametrize(
    ("value", "is_told"), [("MY_KEY", True), ("Bearer", False), ("$KEY", False), ("Key abc", False)]
)
def test_credentials_without_a_scheme_are_told(value, is_told):
    code = f'new HttpClient().DefaultRequestHeaders.Add("Authorization", "{value}");'
    command = f'curl --fail -H "Authorization: {value}" https://api.acme.dev/items'
    if value == "Bearer":
        assert "WP211" in rules_of("bash", command)  # which ends there
        assert "WP211" not in rules_of("csharp", code)
    else:
        assert ("WP211" in rules_of("bash", command)) is is_told
