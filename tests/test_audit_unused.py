"""What is made and not used, forgotten or named too early; token responses; paths found by their segments."""

import random

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.pages import Block
from generator.auditing.rules.pages.path_index import PathIndex, same_path
from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Call


def findings(text: str) -> list[tuple[int, str, str]]:
    report = audit_sources([("a.md", text.encode())])
    return [(each.line, each.rule, each.fix or "") for each in report.findings]


def rules(language: str, code: str) -> set[str]:
    return {rule for _, rule, _ in findings(f"```{language}\n{code}\n```\n")}


KEPT = [
    ("python", 'headers = {"A": "b"}\nr = requests.get("https://a.dev/x", {}timeout=9)\nprint(r.ok)', "headers=headers, "),
    ("js", "const headers = { A: 'b' };\nconst r = await fetch('https://a.dev/x', {{ {}}});\nshow(r.ok);", "headers "),
    ("php", "$headers = ['A: b'];\n$ch = curl_init('https://a.dev/x');\ncurl_setopt($ch, CURLOPT_HTTPHEADER, {});\ncurl_exec($ch);", "$headers"),
    ("ruby", "headers = { 'A' => 'b' }\nr = HTTParty.get('https://a.dev/x'{})\nputs r.code", ", headers: headers"),
    ("csharp", 'var body = "a";\nvar r = await client.GetAsync("https://a.dev/x{}");\nConsole.WriteLine(r);', '" + body + "'),
    ("java", 'String body = "a";\nRequest r = new Request.Builder().url("https://a.dev/x"{}).build();\nclient.newCall(r).execute();', " + body"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "code", "use"), KEPT)
def test_a_value_that_nothing_reads_is_told(language, code, use):
    code = code.replace("{{", "{").replace("}}", "}")
    assert "WP118" in rules(language, code.replace("{}", ""))
    assert "WP118" not in rules(language, code.replace("{}", use))


def test_a_value_that_a_sample_below_or_the_text_uses_is_none():
    first = 'import requests\n\nreply = requests.get("https://a.dev/x", timeout=9)'
    page = "```python\n{}\n```\n\n{}\n\n```python\nimport requests\n\n{}\n```\n"

    def of(text: str, below: str) -> set[str]:
        return {rule for _, rule, _ in findings(page.format(first, text, below))}

    assert "WP118" in of("Text.", "print(requests.get(URL, timeout=9).ok)")
    assert "WP118" not in of("Text.", "print(reply.ok)")
    assert "WP118" not in of("The `reply` has a status.", "print(requests.get(URL, timeout=9).ok)")
    own = "reply = requests.get(URL, timeout=9)\nprint(reply.ok)"
    assert "WP118" in of("Text.", own)  # that is another one


def test_a_name_that_is_misspelt_where_it_gets_its_value_is_told_with_the_name_that_is_meant():
    code = "```python\nimport requests\n\nreponse = requests.get(URL, timeout=9)\nprint(response.ok)\n```\n"
    assert (4, "WP118", "Did you mean response?") in findings(code)


@pytest.mark.parametrize(
    "code",
    [
        "const run = async () => fetch('https://a.dev/x');",
        "export const answer = await fetch('https://a.dev/x');",
        "const _ = await fetch('https://a.dev/x');",
        "const answer = await fetch('https://a.dev/x');\n...",
    ],
)
def test_functions_exports_and_elided_samples_keep_what_they_like(code):
    assert "WP118" not in rules("js", code)


SECOND = "curl --fail -H 'Authorization: Bearer <token>' https://a.dev/items\n{}curl --fail {}"


def test_a_later_request_without_the_credentials_of_the_first_is_told():
    assert "WP513" in rules("bash", SECOND.format("", "https://a.dev/items/1"))
    assert "WP513" not in rules(
        "bash", SECOND.format("", "-H 'Authorization: Bearer <token>' https://a.dev/items/1")
    )
    assert "WP513" not in rules("bash", SECOND.format("", "https://b.dev/items/1"))
    assert "WP513" not in rules("bash", SECOND.format("", "https://a.dev/status"))
    assert "WP513" not in rules("bash", SECOND.format("", "-d grant_type=password https://a.dev/more"))
    assert "WP513" not in rules("bash", SECOND.format("# this one is public\n", "https://a.dev/items/1"))
    assert "WP513" not in rules("bash", SECOND.format("", "-b cookies.txt https://a.dev/items/1"))


def test_what_is_used_above_its_declaration_is_told():
    use = "axios.get(url, { timeout: 9 });\n"
    assert "WP102" in rules("js", f"{use}const url = 'https://a.dev';")
    assert "WP102" not in rules("js", f"const url = 'https://a.dev';\n{use}")
    assert "WP102" not in rules("js", f"function run() {{ {use} }}\nconst url = 'https://a.dev';\nrun();")
    assert "WP102" not in rules("js", f"{use}var url = 'https://a.dev';")
    assert "WP102" not in rules(
        "js", "list.map(url => open(url));\nconst url = 'https://a.dev';\nopen(url, list);"
    )


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("ruby", "id = 1\nHTTParty.get('https://a.dev/{id}')", 'id = 1\nHTTParty.get("https://a.dev/#{id}")'),
        ("js", "const id = 1;\nfetch('https://a.dev/{id}')", "const id = 1;\nfetch(`https://a.dev/${id}`)"),
        ("js", "const id = 1;\nfetch('https://a.dev/{id}')", "fetch('https://a.dev/{id}')"),
        ("js", "const id = 1;\nfetch('https://a.dev/{id}')", "const id = 1;\nfetch('https://a.dev/{id}'.replace('{id}', id))"),
        ("bash", "curl -H 'Authorization: Bearer $token' https://a.dev", 'curl -H "Authorization: Bearer $token" https://a.dev'),
        ("bash", "curl 'https://a.dev/items/$item_id'", "curl 'https://a.dev/items/$count'"),
    ],
)  # fmt: skip
def test_a_name_in_braces_or_quotes_that_nothing_fills_in_is_told(language, wrong, right):
    assert "WP115" in rules(language, wrong)
    assert "WP115" not in rules(language, right)


def test_requests_of_httplib2_are_read():
    code = 'import httplib2\n\nh = httplib2.Http({})\nanswer, content = h.request("http{}://a.dev/x", "POST", body=\'{{"a": 1}}\'{})\nprint(content)'
    headers = ', headers={"Content-Type": "application/json"}'
    assert {"WP605", "WP205"} <= rules("python", code.format("", "s", ""))
    assert rules("python", code.format("timeout=9", "s", headers)).isdisjoint({"WP605", "WP205", "WP201"})
    assert "WP306" in rules("python", code.format("disable_ssl_certificate_validation=True", "s", headers))


ASKED = (
    '```bash\ncurl --fail -u "$ID:$SECRET" -d grant_type={} https://a.dev/token\n```\n\n```json\n{}\n```\n'
)


@pytest.mark.parametrize(
    ("response", "is_told"),
    [
        ('{"access_token": "x", "expires_in": 3600}', True),
        ('{"access_token": "x", "token_type": "Bearer", "expires_in": "3600"}', True),
        ('{"access_token": "x", "token_type": "Bearer", "expires_in": 3600}', False),
        ('{"access_token": "x", "expires_in": 3600, ...}', False),
        ('{"access_token": "x"}', False),
    ],
)
def test_token_responses_are_held_against_oauth(response, is_told):
    asked = {rule for _, rule, _ in findings(ASKED.format("client_credentials", response))}
    assert ("WP516" in asked) is is_told
    own = ASKED.replace("grant_type=", "kind=").format("own", response)
    assert "WP516" not in {rule for _, rule, _ in findings(own)}


def test_a_habit_of_a_page_is_told_once_with_its_lines():
    sample = "```bash\ncurl --fail -H 'Content-Type: application/json' https://a.dev/x\n```\n\n"
    told = [each for each in findings(sample * 3) if each[1] == "WP213"]
    assert len(told) == 1
    assert told[0][0] == 2
    assert told[0][2].endswith("So too on lines 6 and 10.")


def test_paths_are_found_by_their_segments_as_if_each_was_asked():
    rnd = random.Random(3)
    words = ["a", "b", "c", "{id}", "*", "$x"]

    def path() -> str:
        return "/" + "/".join(rnd.choice(words) for _ in range(rnd.randint(1, 4)))

    sample = Sample(Block("", "a.md", 1), "bash", "")
    calls = [Placed(sample, Call("curl", "GET", "", 0, 0), 0, "https", "a.dev", path()) for _ in range(200)]
    index = PathIndex(calls)
    for _ in range(300):
        wanted = path()
        asked = [each for each in calls[20:180] if same_path(wanted, shape("/" + each.path.strip("/")))]
        assert index.like(wanted, 20, 180) == asked


@pytest.mark.parametrize(
    ("language", "wrong", "right", "rule"),
    [
        ("python", "import httpx\n\nasync def main():\n    r = await httpx.get(URL)\n    print(r.text)",
         "import httpx\n\nasync def main():\n    async with httpx.AsyncClient() as c:\n        r = await c.get(URL)", "WP112"),
        ("pycon", ">>> r = client.get(url)\n<Response [200]>", ">>> client.get(url)\n<Response [200]>", "WP113"),
        ("pycon", ">>> r = client.get(url)\n<Response [200]>", ">>> r = client.get(url)\n>>> r\n<Response [200]>", "WP113"),
        ("bash", "curl --fail https://a.dev/items?id=1", "curl --fail 'https://a.dev/items?id=1'", "WP114"),
        ("bash", "curl --fail https://a.dev/items?id=1", "curl --fail https://a.dev/items\\?id=1", "WP114"),
        ("python", '{"a": 1}', 'x = {"a": 1}', "WP101"),
        ("json", "204 No content", '"No content"', "WP510"),
        ("json", '{"a": [\n1,\n],\n...\n}', '{"a": [\n1,\n...\n]}', "WP510"),
        ("ruby", "require 'json'\nrequire 'http'\nputs HTTP.get(url).status", "require 'json'\nrequire 'http'\nputs JSON.parse(HTTP.get(url))", "WP117"),
        ("ruby", "require 'http'\nHTTP.auth(t).post(url, name: 1)", "require 'http'\nHTTP.auth(t).post(url, json: { name: 1 })", "WP111"),
        ("ruby", "HTTP.get('https://a.dev')", "HTTP.timeout(9).get('https://a.dev')", "WP605"),
        ("bash", "curl --fail -H 'X-Key: inv_0192ac4e8b1d-paid' https://a.dev", "curl --fail -H 'Idempotency-Key: inv_0192ac4e8b1d-paid' https://a.dev", "WP301"),
    ],
)  # fmt: skip
def test_what_a_reader_cannot_use_as_it_is_shown_is_told(language, wrong, right, rule):
    assert rule in rules(language, wrong)
    assert rule not in rules(language, right)


def test_an_address_in_the_text_without_the_start_of_the_path_is_told():
    page = (
        "# Find\n\nSend a GET request to `{}`.\n\n```bash\ncurl --fail 'https://a.dev/v1/search?q=x'\n```\n"
    )

    def of(address: str) -> bool:
        return "WP503" in {rule for _, rule, _ in findings(page.format(address))}

    assert of("https://a.dev/search?q={query}")
    assert not any(
        map(of, ["https://a.dev/v1/search", "https://a.dev/v1", "https://a.dev", "https://b.dev/search"])
    )


def test_two_sections_authenticate_the_client_in_one_way():
    ask = "## One\n\n```bash\ncurl --fail -u i:s -d grant_type=client_credentials https://a.dev/token\n```\n\n{}\n\n"
    again = "## Two\n\n```bash\ncurl --fail -d 'grant_type=refresh_token&refresh_token=x&client_id=i{}' https://a.dev/token\n```\n"

    def of(text: str, secret: str) -> bool:
        return "WP512" in {rule for _, rule, _ in findings(ask.format(text) + again.format(secret))}

    assert of("Text.", "&client_secret=s")
    assert not of("Text.", "")  # of a public client
    assert not of("Use Basic authentication or send both in the form.", "&client_secret=s")


@pytest.mark.parametrize(
    ("language", "wrong", "right", "rule"),
    [
        ("js", "import Axios from 'axios';\nawait Axios.get('https://a.dev');", "import Axios from 'axios';\nawait Axios.get('https://a.dev', { timeout: 9 });", "WP605"),
        ("js", "$.ajax({ url: 'https://a.dev' });", "$.ajax({ url: 'https://a.dev', timeout: 9 });", "WP605"),
        ("python", "import requests\nimport json\nr = requests.post(URL, json=form, headers={'A': 'application/json'}, timeout=9)\nprint(r.json())",
         "import requests\nimport json\nr = requests.post(URL, json=form, timeout=9)\nprint(json.loads(r.text))", "WP117"),
        ("python", "import requests\nr = requests.get(URL, timeout=9)\nr.json()", "import requests\nr = requests.get(URL, timeout=9)\nprint(r.json())", "WP118"),
        ("ruby", "RestClient.get 'https://a.dev', params: { a: 1 }, headers: h", "RestClient.get 'https://a.dev', { params: { a: 1 } }.merge(h)", "WP111"),
        ("ruby", "RestClient.get 'https://a.dev', headers: h", "RestClient::Request.execute(method: :get, url: 'https://a.dev', headers: h)", "WP111"),
    ],
)  # fmt: skip
def test_what_clients_do_with_their_arguments_is_told(language, wrong, right, rule):
    assert rule in rules(language, wrong)
    assert rule not in rules(language, right)


def test_a_table_of_headers_is_held_against_the_samples_of_its_section():
    page = (
        "# Api\n\n## Find\n\n### Headers\n\n| Name | Value |\n|---|---|\n| Authorization | `Bearer <token>` |\n\n"
        "### Request\n\n```bash\ncurl --fail {}https://a.dev/items\n```\n\n## Other\n\n```bash\ncurl --fail https://a.dev/open\n```\n"
    )

    def told(options: str) -> list[int]:
        return [line for line, rule, _ in findings(page.format(options)) if rule == "WP513"]

    assert told("") == [14]
    assert told("-H 'Authorization: Token x' ") == [14]
    assert told("-H 'Authorization: Bearer x' ") == []
    assert told("-u name:password ") == []


def test_php_is_told_from_a_shell_by_its_tag():
    told = findings("```shell\n<?php\n\n$ch = curl_init('https://a.dev');\ncurl_exec($ch);\n```\n")
    assert [fix for _, rule, fix in told if rule == "WP101"] == ["Name the block's language php."]


def test_names_with_brackets_are_read_as_they_are_written():
    js = "```js\nawait axios.get('https://a.dev/x', {{ params: {{ '{}': 1 }} }});\n```\n\n"
    page = js.format("ids[]") + "```bash\ncurl --fail --globoff 'https://a.dev/x?ids[]=1'\n```\n"
    assert "WP504" not in {rule for _, rule, _ in findings("# Find\n\n" + page)}
    other = page.replace("'ids[]'", "'names[]'")
    assert "WP504" in {rule for _, rule, _ in findings("# Find\n\n" + other)}


def test_a_line_right_below_a_table_is_no_parameter():
    table = "# Find\n\n## Parameters\n\n| Parameter | Type |\n|---|---|\n| id | string |\n{}\n\n```bash\ncurl --fail https://a.dev\n```\n"
    assert "WP508" not in {rule for _, rule, _ in findings(table.format("*Required parameters*"))}
    assert "WP508" in {
        rule
        for _, rule, _ in findings(
            table.replace("| Type |", "| Type | Text |")
            .replace("|---|\n", "|---|---|\n")
            .format("| name | | the name |")
        )
    }


@pytest.mark.parametrize(
    ("answer", "is_told"),
    [
        ('```json\n{"access_token": "abc"}\n```', True),
        ('```php\n<?php echo $answer; ?>\n<!-- {"access_token": "abc"} -->\n```', True),
        ('```json\n{"error": {"code": "invalid_grant"}}\n```', True),
        ('```json\n{"access_token": "abc", "token_type": "Bearer"}\n```', False),
        ('```json\n{"error": "invalid_grant"}\n```', False),
        ('```python\nsession = OAuth2Session("id", token={"access_token": "abc"})\n```', False),
    ],
)
def test_token_responses_hold_what_oauth_requires(answer, is_told):
    page = (
        ASKED.format("client_credentials", "{}").partition("```json")[0] + "By OAuth 2.0.\n\n" + answer + "\n"
    )
    assert ("WP516" in {rule for _, rule, _ in findings(page)}) is is_told


SIGNED = """\
import hashlib
import hmac

sum = hmac.new(KEY, MESSAGE, hashlib.sha256).hexdigest()
headers = {"X-Sum": sum}
"""


def test_headers_that_are_signed_and_never_sent_are_told():
    page = (
        '# T\n\n```bash\ncurl -f --max-time 9 -H "X-Sum: $SUM" https://a.dev/x\n```\n\n```python\n{}\n```\n'
    )

    def told(code: str) -> list[int]:
        return [line for line, rule, _ in findings(page.format(code)) if rule == "WP118"]

    assert told(SIGNED) == [12]
    assert told(f"{SIGNED}print(headers)\n") == []
    assert told(SIGNED.replace("hmac", "zlib")) == []
    assert told(f"{SIGNED}```\n\n```python\nsend(headers)") == []
