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


def test_a_get_of_node_with_a_body_is_told_and_only_that():
    code = NODE.replace("POST", "GET")
    assert "WP210" in rules_of("js", f"{code}req.write('a=1');\nreq.end();")
    assert "WP210" not in rules_of("js", f"{code}req.end();")


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


def test_a_list_of_endpoints_is_no_message():
    listed = "GET /items?query=<query>\n    search\n\nPOST /items\n    create one\n"
    assert not {"WP210", "WP212"} & rules_of("", listed)
    described = "GET /items?query=1\n    what is found\n\nThis is all."
    assert "WP210" not in rules_of("", described)
    assert "WP210" in rules_of("http", "GET /items HTTP/1.1\nHost: api.acme.dev\n\na=1&b=2")


def test_an_answer_is_found_behind_a_command_without_backslashes():
    command = "curl --fail -X PUT\n  -d 'a=1'\n  'https://api.acme.dev/items'\n\n{}"
    assert {"WP109", "WP113"} <= rules_of("bash", command.format('[["20", "done"]]'))
    assert "WP113" not in rules_of("bash", command.format("echo done"))


def test_bodies_that_are_no_json_are_told():
    command = "curl --fail -H 'Content-Type: application/json' -d '{}' https://api.acme.dev/items"
    assert "WP206" in rules_of("bash", command.format("This is a comment"))
    for fine in ("$BODY", "@body.json", '{"a": 1}', "<your JSON>", "12"):
        assert "WP206" not in rules_of("bash", command.format(fine).replace("'$BODY'", '"$BODY"'))
    part = "curl --fail -F 'meta={};type=application/json' https://api.acme.dev/items"
    assert "WP207" in rules_of("bash", part.format('{"a" => 1}'))
    assert "WP207" not in rules_of("bash", part.format('{"a": 1}'))


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


def test_an_answer_with_bare_names_is_one():
    command = "curl --fail https://api.acme.dev/logout\n\n# Response\n{\n    "
    assert "WP113" in rules_of("bash", f'{command}logout: "OK"\n}}')
    assert "WP113" not in rules_of("bash", f"{command}echo done\n}}")


def test_a_password_may_have_any_character():
    command = 'curl --fail --json \'{{"user": "jane", "password": "{}"}}\' https://api.acme.dev/login'
    assert "WP301" in rules_of("bash", command.format("M38&pzQfWNZeBSq$*Qtnzd*f^d8P8RNz"))
    assert "WP301" not in rules_of("bash", command.format("your-password-here"))


def test_samples_beside_each_other_send_one_kind_of_body():
    def of_page(option: str) -> set[str]:
        text = (
            f"# Send\n\n```bash\ncurl --fail {option} 'to=1' https://api.acme.dev/send\n```\n\n"
            "```python\nimport requests\nrequests.post('https://api.acme.dev/send', data={'to': '1'}, timeout=9)\n```\n\n"
            "```js\nfetch('https://api.acme.dev/send', { method: 'POST', body: new URLSearchParams({ to: '1' }) })\n```\n"
        )
        return {finding.rule for finding in audit_sources([("page.md", text.encode())]).findings}

    assert "WP504" in of_page("-F")
    assert "WP504" not in of_page("-d")


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


@pytest.mark.parametrize(
    ("file", "is_told"), [("input.files[0]", True), ("{ type: 'image/png', uri, name: 'a.png' }", False)]
)
def test_fetch_of_react_native_writes_the_boundary_of_a_form(file, is_told):
    code = f"""const form = new FormData();
form.append("file", {file});
const headers = {{ "Content-Type": "multipart/form-data" }};
const response = await fetch("https://api.acme.dev/items", {{ method: "POST", headers, body: form }});
console.log(response.status);
"""
    assert ("WP206" in rules_of("js", code)) is is_told


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


def test_the_content_comes_first_in_okhttp_4():
    assert "WP602" in rules_of("java", 'RequestBody body = RequestBody.create(mediaType, "{}");')
    assert "WP602" not in rules_of("java", 'RequestBody body = RequestBody.create("{}", mediaType);')


def test_user_name_and_password_belong_to_another_grant_than_client_credentials():
    token = "curl --fail -u $ID:$KEY -d grant_type={} -d username=a -d password=$P https://a.dev/token"
    assert "WP506" in rules_of("bash", token.format("client_credentials"))
    assert "WP506" not in rules_of("bash", token.format("password"))


def test_what_readers_write_over_a_placeholder_in_a_form_is_not_encoded():
    assert "WP202" in rules_of("bash", "curl --fail -d 'username=<user>&password=<password>' https://a.dev/x")
    encoded = "curl --fail --data-urlencode 'password=<password>' https://a.dev/x"
    assert "WP202" not in rules_of("bash", encoded)
    assert "WP202" not in rules_of("bash", "curl --fail -d 'page=<page>' https://a.dev/x")
    assert "WP202" not in rules_of("http", "POST /x HTTP/1.1\nHost: a.dev\n\npassword=<password>&a=b")


@pytest.mark.parametrize(
    ("header", "is_told"),
    [
        ("Accept-Encoding: application/json", True),
        ("Accept-Encoding: gzip", False),
        ("Accept: json", True),
        ("Accept: application/json", False),
        ("X-Version:", True),
        ("X-Version: 1", False),
        ("X-Version;", False),
        ("Expect:", False),  # which keeps curl from sending its own
        ("X-Version: $VERSION", False),
        ("Authorization: {token}", True),
        ("Authorization: Bearer {token}", False),
    ],
)
def test_headers_whose_value_is_none_or_anothers_are_told(header, is_told):
    assert ("WP211" in rules_of("bash", f'curl --fail --compressed -H "{header}" https://a.dev/x')) is is_told


def test_a_header_without_a_value_is_not_sent_by_php_either():
    code = "<?php\n$ch = curl_init('https://a.dev/x');\ncurl_setopt($ch, CURLOPT_HTTPHEADER, ['%s']);\ncurl_exec($ch);"
    assert "WP211" in rules_of("php", code % "X-Version: ")
    assert "WP211" not in rules_of("php", code % "X-Version: 1")


def test_nothing_continues_the_last_line():
    assert "WP109" in rules_of("bash", "curl --fail \\\n  https://a.dev/x \\")
    assert "WP109" not in rules_of("bash", "curl --fail \\\n  https://a.dev/x")


def test_an_angle_before_a_command_is_a_prompt():
    assert "WP106" in rules_of("bash", "> curl --fail https://a.dev/x")
    assert "WP106" not in rules_of("bash", "curl --fail https://a.dev/x \\\n  > answer.json")


@pytest.mark.parametrize("scheme", ["ApiKey ", "Token token=", "OAuth ", "apikey "])
def test_credentials_of_any_scheme_look_real(scheme):
    value = f"{scheme}c42aaacd-45b2-4f76-8574-ce36981cf488"
    assert "WP301" in rules_of("bash", f"curl --fail -H 'Authorization: {value}' https://a.dev/x")
    report = audit_sources([("page.md", f"Send `Authorization: {value}`.\n".encode())])
    assert "WP301" in {finding.rule for finding in report.findings}


def test_a_space_beside_a_placeholder_is_not_encoded():
    assert "WP202" in rules_of("bash", "curl --fail -d 'scope=tenant:<id> zones' https://a.dev/x")
    assert "WP202" not in rules_of("bash", "curl --fail -d 'scope=<tenant id>' https://a.dev/x")


def test_a_name_that_stands_for_an_address_is_told():
    assert "WP212" in rules_of("bash", 'curl --fail "api_endpoint_here"')
    assert "WP212" not in rules_of("bash", "curl --fail https://a.dev/endpoint")


def test_a_secret_in_an_address_that_is_shown_alone_is_told():
    page = "Then:\n\n```\nhttps://app.acme.dev/back?{}=xyz&state=1\n```\n"
    for name, is_told in (("access_token", True), ("code", False)):
        report = audit_sources([("page.md", page.format(name).encode())])
        assert ("WP302" in {finding.rule for finding in report.findings}) is is_told
