"""Whole pages: where the code is, on which line, and what a page as a whole gets wrong."""

import json
from pathlib import Path

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.extracting import page
from generator.auditing.recognising import recognised

CASES = Path(__file__).parent / "cases" / "audit"


def found(text: str, name: str = "page.md") -> set[tuple[int, str]]:
    report = audit_sources([(name, text.encode())])
    return {(finding.line, finding.rule) for finding in report.findings}


def blocks(text: str, name: str) -> list[tuple[int, str, str, str]]:
    read = page(name, text.encode())
    assert read is not None
    return [(block.line, recognised(block), block.tab, block.text) for block in read.blocks]


def test_the_page_with_every_class_of_defect_gets_a_line_and_a_fix_for_each():
    text = (CASES / "pages" / "oauth.md").read_text("utf-8")
    report = audit_sources([("oauth.md", text.encode())])
    by_rule = {finding.rule for finding in report.findings}
    promised = {
        "WP103", "WP106", "WP110", "WP112", "WP202", "WP203", "WP205", "WP301", "WP303", "WP305", "WP307", "WP501",
        "WP504", "WP505", "WP507", "WP508", "WP509", "WP602", "WP603", "WP604", "WP605",
    }  # fmt: skip
    assert promised <= by_rule
    assert all(finding.fix for finding in report.findings)
    assert all(1 <= finding.line <= text.count("\n") + 1 for finding in report.findings)


def test_material_tabs_give_titles_and_the_lines_of_the_file():
    text = '=== "cURL"\n\n    ```bash\n    curl https://x.io\n    ```\n\n=== "Go"\n\n    ```\n    x := 1\n    ```\n\nEnd.\n\n```py\nx = 1\n```\n'
    assert blocks(text, "a.md") == [
        (4, "bash", "cURL", "curl https://x.io\n"),
        (10, "go", "Go", "x := 1\n"),
        (16, "python", "", "x = 1\n"),
    ]


def test_mdx_tabs_and_code_groups_give_titles():
    text = (
        '<Tabs>\n  <TabItem value="py" label="Python">\n\n    ```py\n    a = 1\n    ```\n\n  </TabItem>\n</Tabs>\n\n'
        "::: code-group\n\n```sh [npm]\nnpm i\n```\n\n:::\n"
    )
    assert [(line, tab) for line, _, tab, _ in blocks(text, "a.mdx")] == [(5, "Python"), (14, "npm")]


def test_indented_code_and_fences_in_lists_and_quotes_are_code():
    text = (
        "Run:\n\n    curl https://x.io\n\n1. then\n\n   ```go\n   x := 1\n   ```\n\n> ```js\n> let a\n> ```\n"
    )
    assert [(line, code) for line, _, _, code in blocks(text, "a.md")] == [
        (3, "curl https://x.io\n"),
        (8, "x := 1\n"),
        (12, "let a\n"),
    ]


def test_crlf_and_a_byte_order_mark_change_no_line():
    text = "\ufeff# T\r\n\r\n```bash\r\ncurl https://x.io \\ \r\n  -I\r\n```\r\n"
    assert (4, "WP109") in found(text)


@pytest.mark.parametrize(
    ("html", "line", "language", "code"),
    [
        ('<p>x\n<pre><code class="language-bash">curl &quot;a&quot; &amp;&amp; b\nc</code></pre>', 2, "bash", 'curl "a" && b\nc\n'),
        ('<div class="highlight-python"><pre><span class="k">import</span> a\nb</pre></div>', 1, "python", "import a\nb\n"),
        ('<pre class="prism-code language-js"><code><span class="token-line">let a</span><br><span class="token-line">a()</span><br></code></pre>', 1, "javascript", "let a\na()\n"),
        ('<pre class="shiki"><code><span class="line">GET /a</span>\n<span class="line"></span>\n<span class="line">x</span></code></pre>', 1, "http", "GET /a\n\nx\n"),
        ('<table><tr><td class="linenos"><pre>1\n2</pre></td><td class="code"><pre data-lang="go">\nx := 1\ny := 2</pre></td></tr></table>', 3, "go", "x := 1\ny := 2\n"),
        ("<pre><code class='hljs bash'>1 curl a\n2 curl b\n3 curl c</code></pre>", 1, "bash", "curl a\ncurl b\ncurl c\n"),
    ],
)  # fmt: skip
def test_published_html_gives_the_code_without_its_markup(html, line, language, code):
    assert [(at, kind, text) for at, kind, _, text in blocks(html, "a.html")] == [(line, language, code)]


def test_html_tabs_name_the_language_of_their_panels():
    html = (
        '<ul role="tablist"><li role="tab" aria-controls="p1">cURL</li><li role="tab" aria-controls="p2">C#</li></ul>\n'
        '<div role="tabpanel" id="p1"><pre>ls</pre></div>\n<div role="tabpanel" id="p2"><pre>var x = 1;</pre></div>'
    )
    assert [(kind, tab) for _, kind, tab, _ in blocks(html, "a.html")] == [("bash", "cURL"), ("csharp", "C#")]


def test_rest_notebooks_and_descriptions_keep_their_lines():
    rest = "Title\n=====\n\nRun::\n\n    curl x\n\n.. code-block:: python\n   :linenos:\n\n   import a\n"
    assert [(line, kind) for line, kind, _, _ in blocks(rest, "a.rst")] == [(6, "bash"), (11, "python")]
    notebook = json.dumps(
        {"cells": [{"cell_type": "code", "source": ["import os\n", "print os\n"]}], "metadata": {}}, indent=1
    )
    assert (7, "WP110") in found(notebook, "a.ipynb")
    openapi = (
        "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      x-codeSamples:\n        - lang: Shell\n"
        "          source: |\n            curl -X POST https://api.acme.dev/a \\ \n              -I\n"
    )
    assert {(5, "WP505"), (8, "WP109")} <= found(openapi, "openapi.yaml")


def test_samples_of_one_page_that_disagree_are_reported_where_they_differ():
    text = (
        "# Create\n\n```bash\ncurl -d a=1 -d b=2 http://api.acme.dev/v1/items\n```\n\n"
        "```python\nimport requests\nrequests.post('https://api.acme.dev/v1/item', data={'a': 1})\n```\n\n"
        "```js\nfetch('https://api.acme.dev/v1/items', {method: 'POST', body: new URLSearchParams({a: '1', b: '2'})})\n```\n"
    )
    assert {(4, "WP501"), (9, "WP503"), (9, "WP504")} <= found(text)


def test_headings_and_prose_are_held_against_the_samples():
    text = (
        "# Tokens\n\n## Client credentials grant\n\n```bash\ncurl -u a:b -d grant_type=password https://api.acme.dev/token\n```\n\n"
        "## GET /v1/users/{id}\n\n```bash\ncurl -X DELETE https://api.acme.dev/v1/users/42\n```\n\n## Errors\n\n"
        '```json\n{"error": "invalid_grant"}\n```\n\n## Refresh token flow\n\nUse it.\n'
    )
    assert {(6, "WP506"), (9, "WP505"), (18, "WP509"), (21, "WP507")} <= found(text)


def test_a_good_page_with_the_same_parts_has_none_of_these():
    text = (
        "# Tokens\n\n## Client credentials grant\n\n```bash\ncurl -u a:b -d grant_type=client_credentials https://api.acme.dev/token\n```\n\n"
        "| Parameter | Type | Description |\n|---|---|---|\n| grant_type | string | the grant |\n\n"
        "## GET /v1/users/{id}\n\n```bash\ncurl https://api.acme.dev/v1/users/42\n```\n\n## Errors\n\nStatus 400:\n\n"
        '```json\n{"error": "invalid_grant"}\n```\n'
    )
    assert not {rule for _, rule in found(text) if rule.startswith("WP5")}


def test_a_name_of_an_earlier_block_is_known_below():
    text = "```python\nclient = object()\n```\n\n```python\nimport os\nclient.call(os)\n```\n"
    assert not {rule for _, rule in found(text) if rule == "WP102"}


def test_an_ignore_comment_holds_for_the_block_below_it():
    text = "<!-- wireproof: ignore WP201 the demo server has no TLS -->\n```bash\ncurl http://api.acme.dev/a\n```\n\n```bash\ncurl http://api.acme.dev/a\n```\n"
    assert [(line, rule) for line, rule in sorted(found(text)) if rule == "WP201"] == [(7, "WP201")]


def curl(method: str, url: str) -> str:
    return f"```bash\ncurl -X {method} {url}\n```\n\n"


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        (curl("GET", "https://api.acme.dev/v1/items") * 2 + curl("GET", "https://api.acme.dev/v1/items/"), 10, "WP503"),
        (curl("POST", "https://api.acme.dev/oauth/token") * 3 + curl("POST", "https://api.acme.dev/OAuth/token"), 14, "WP503"),
        (curl("GET", "https://accounts.acme.dev/a") * 3 + curl("GET", "https://acounts.acme.dev/b"), 14, "WP502"),
        ("# A\n\nTo get one, send a `GET` request to `/o/token/`.\n\n" + curl("POST", "https://api.acme.dev/o/token/"), 3, "WP505"),
        ("# A\n\nMake a DELETE request.\n\n" + curl("POST", "https://api.acme.dev/a") * 2, 3, "WP505"),
    ],
)  # fmt: skip
def test_a_slip_in_samples_of_one_language_or_in_a_sentence_is_found(text, line, rule):
    assert (line, rule) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        curl("GET", "https://api.acme.dev/users") * 3 + curl("GET", "https://api.acme.dev/user"),
        curl("GET", "https://api.acme.dev/users/42") + curl("GET", "https://api.acme.dev/users/43/"[:-1]),
        curl("GET", "https://eu.acme.dev/a") * 3 + curl("GET", "https://us.acme.dev/a"),
        curl("GET", "https://storage1.acme.dev/a") * 3 + curl("GET", "https://storage2.acme.dev/a"),
        curl("GET", "https://api.acme.dev/a") * 3 + curl("GET", "https://accounts.acme.dev/a"),
        curl("POST", "https://api.acme.dev/a") + curl("PUT", "https://api.acme.dev/a/"),
        "# A\n\nDo not send a GET request to `/a`: use the body.\n\n" + curl("POST", "https://api.acme.dev/a"),
        "# A\n\nSend a GET request, or a POST request with a body.\n\n" + curl("POST", "https://api.acme.dev/a"),
        "# A\n\nSend a GET request to `/status` to see it.\n\n" + curl("POST", "https://api.acme.dev/jobs"),
        "# A\n\nWe send a POST request to your server.\n\n" + curl("GET", "https://api.acme.dev/jobs"),
        "# A\n\nMake a POST request.\n\n" + curl("POST", "https://api.acme.dev/a") + curl("GET", "https://api.acme.dev/a"),
    ],
)  # fmt: skip
def test_calls_that_differ_on_purpose_are_no_slip(text):
    assert not {rule for _, rule in found(text) if rule in ("WP502", "WP503", "WP505")}


def test_one_call_that_has_no_counterpart_in_the_other_languages_is_found():
    def section(path: str) -> str:
        return (
            "```bash\ncurl https://api.acme.dev/v1/items\ncurl https://api.acme.dev/v1/orders\n```\n\n"
            "```js\nawait fetch('https://api.acme.dev/v1/items')\nawait fetch('https://api.acme.dev/v1/orders')\n```\n\n"
            "```python\nimport requests\n\nrequests.get('https://api.acme.dev/v1/items')\n"
            f"requests.get('https://api.acme.dev{path}')\n```\n"
        )

    assert (15, "WP503") in found(section("/v2/orders"))
    assert not {rule for _, rule in found(section("/v1/orders")) if rule.startswith("WP50")}


def test_other_requests_of_one_section_and_clients_of_the_reader_are_not_compared():
    text = (
        "# Stream\n\n```bash\ncurl -d '{}' -H 'Content-Type: application/json' https://api.acme.dev/v1/chat/completions\n```\n\n"
        "```js\nconst r = await fetch('https://api.acme.dev/v1/items')\n```\n\n"
        '```go\nfunc (c *Client) do(req *http.Request) (*http.Response, error) {\n\treq2, err := http.NewRequest("GET", c.url, nil)\n'
        "\tif err != nil {\n\t\treturn nil, err\n\t}\n\treturn c.http.Do(req2)\n}\n```\n"
    )
    lines = {(line, rule) for line, rule in found(text) if rule in ("WP503", "WP505")}
    assert not lines
    assert not {(line, rule) for line, rule in found(text) if line > 10 and rule in ("WP604", "WP605")}


def test_rust_that_says_nothing_of_its_language_is_not_taken_for_javascript():
    text = "    fn contains(dfa: &DFA, haystack: &[u8]) -> bool {\n        let mut state = dfa.start;\n        state => {}\n    }\n"
    assert [kind for _, kind, _, _ in blocks("Words:\n\n" + text, "a.md")] == ["plain code"]


def test_a_class_that_only_a_sample_below_imports_is_told():
    first = "```python\nclient = Client()\n```\n"
    second = "```python\nfrom acme import Client\n```\n"
    assert (2, "WP103") in found(first + second)
    assert (6, "WP103") not in found(second + first)
    assert (2, "WP103") not in found(first + "```python\nfrom acme import Server\n```\n")


def test_what_is_wrong_above_an_unclosed_quote_is_told_too():
    text = "```bash\ncurl -u $a7850381222a4e2cb595664dfd57d083: https://x.io\ncurl -d '{ https://x.io\n```\n"
    assert {(2, "WP114"), (3, "WP101")} <= found(text)


def test_a_placeholder_is_an_error_only_where_the_shell_refuses_it():
    commands = {
        "curl https://x.io/<id>": "error",
        "curl https://x.io/<id> | jq .": "error",
        "curl https://x.io/<id> # one": "error",
        "curl https://x.io/<id>/a": "warning",
        "curl https://x.io/<id> \\\n  -H 'A: b'": "warning",
    }
    for command, severity in commands.items():
        report = audit_sources([("page.md", f"```bash\n{command}\n```\n".encode())])
        assert [each.severity for each in report.findings if each.rule == "WP105"] == [severity], command


def test_a_name_that_a_template_only_uses_is_not_defined_for_the_samples_below():
    sample = "```js\nimport { Client } from 'acme';\nnew Client(`http://localhost:${port}/`);\n```\n"
    assert {(3, "WP102"), (7, "WP102")} <= found(sample + sample)


def test_credentials_that_are_encoded_well_are_not_complained_of():
    text = "```bash\nid=$(printf '%s' \"$A:$B\" | base64 | tr -d '\\n')\ncurl -H \"Authorization: Basic $id\" https://x.io\n```\n"
    assert "WP114" not in {rule for _, rule in found(text)}


def test_a_sample_that_lacks_a_token_is_judged_as_if_it_had_it():
    text = (
        "```csharp\nusing System.Net.Http;\n\nvar client = new HttpClient()\n"
        'var response = await client.GetAsync("http://api.acme.dev/v1/items?key=" + secret);\n'
        "Console.WriteLine(await response.Content.ReadAsStringAsync());\n```\n"
    )
    assert {(4, "WP101"), (5, "WP102"), (5, "WP201"), (5, "WP604")} <= found(text)


def test_python_with_slips_is_read_to_its_end():
    text = (
        '```python\nimport requests\n\nbody = {\n    "from": "a"\n    "until": "b",\n}\n'
        'response = requests.post("http://api.acme.dev/v1/items", json=body, verify=False)\n'
        "if response.status_code = 201\n    print(respons.json())\n```\n"
    )
    assert {(8, "WP201"), (8, "WP306"), (8, "WP605"), (10, "WP102")} <= found(text)
    assert {line for line, rule in found(text) if rule == "WP101"} in ({5}, {6})


def test_a_line_that_is_left_out_takes_no_name_with_it():
    text = "```python\nimport requests\n\nurl = = 'https://api.acme.dev'\nrequests.get(url, timeout=3).raise_for_status()\n```\n"
    assert "WP102" not in {rule for _, rule in found(text)}


def notebook(*cells: tuple[str, str]) -> str:
    made = [
        {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
        for kind, source in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}, indent=1)


def at(text: str, part: str) -> int:
    return next(number for number, row in enumerate(text.split("\n"), 1) if part in row)


def test_the_cells_of_a_notebook_are_one_program_and_its_text_is_a_page():
    text = notebook(
        (
            "markdown",
            "## `GET /items`\n\n| field | meaning |\n|---|---|\n| `limit` | how many |\n\n```sh\ncurl https://api.acme.dev/v1/items?a=1&b=2\n```",
        ),
        ("code", "import requests\nBASE = 'http://api.acme.dev/v1'"),
        ("code", "print(requests.get(f'{BASE}/items', timeout=3).status_code)\ntable = pd.DataFrame()"),
        ("code", "!curl --max-time 3 $BASE/items?api_key={KEY}"),
    )
    rules = found(text, "a.ipynb")
    assert {
        (at(text, "| field"), "WP508"),
        (at(text, "&b=2"), "WP114"),
        (at(text, "print("), "WP501"),
    } <= rules
    assert {
        (at(text, "DataFrame"), "WP102"),
        (at(text, "!curl"), "WP302"),
        (at(text, "!curl"), "WP604"),
    } <= rules
    assert (at(text, "print("), "WP102") not in rules


def test_a_sample_without_the_credentials_of_its_siblings_is_told():
    def section(headers: str) -> str:
        return (
            "# Items\n\n```bash\ncurl -H 'Authorization: Bearer $T' https://api.acme.dev/items\n```\n\n"
            "```js\nawait fetch('https://api.acme.dev/items', { headers: { Authorization: `Bearer ${t}` } })\n```\n\n"
            f"```python\nimport requests\n\nrequests.get('https://api.acme.dev/items'{headers})\n```\n"
        )

    assert (14, "WP513") in found(section(""))
    assert (14, "WP513") in found(section(", headers={'Authorization': 'Token ' + t}"))
    for same in (
        ", headers={'Authorization': 'Bearer ' + t}",
        ", headers=headers",
        ", headers={'Authorization': t}",
    ):
        assert "WP513" not in {rule for _, rule in found(section(same))}


def test_values_and_names_are_held_against_the_lists_of_the_page():
    def page_of(sentence: str, query: str) -> set[str]:
        text = f"# Items\n\n{sentence}\n\n```bash\ncurl --fail 'https://api.acme.dev/items?{query}'\n```\n"
        return {rule for _, rule in found(text)}

    lists = "`sort` is one of `asc`, `desc` or `none`."
    assert "WP514" in page_of(lists, "sort=up")
    for query in ("sort=asc", "sort=DESC", "sort=asc,none", "sort=$SORT", "sort=<sort>", "order=up"):
        assert "WP514" not in page_of(lists, query)
    assert "WP514" not in page_of("`sort` is, for example, `asc` or `desc`.", "sort=up")
    table = "| Parameter | Description |\n|---|---|\n| `customer_id` | string, who pays |\n| `kind` | string: `a`, `b` |\n"
    assert "WP514" in page_of(table, "customer=3")
    assert "WP514" in page_of(table, "kind=c")
    for query in ("customer_id=3", "expand=3", "kind=a"):
        assert "WP514" not in page_of(table, query)


def test_a_grant_that_is_nearly_one_of_oauth_is_told():
    def sent(grant: str) -> set[str]:
        text = f"```bash\ncurl -d grant_type={grant} -d client_id=a https://auth.acme.dev/token\n```\n"
        return {rule for _, rule in found(text)}

    assert "WP514" in sent("client_credential")
    assert not {"WP514"} & (sent("client_credentials") | sent("urn:ietf:params:oauth:grant-type:device_code"))


def test_the_kind_of_body_is_held_against_the_text():
    def page_of(sentence: str, body: str) -> set[str]:
        text = f"# Items\n\n{sentence}\n\n```python\nimport requests\n\nrequests.post('https://api.acme.dev/items', {body})\n```\n"
        return {rule for _, rule in found(text)}

    assert "WP515" in page_of("The body is sent as JSON.", "data={'a': 1}")
    assert "WP515" in page_of("Parameters are form-encoded.", "json={'a': 1}")
    assert "WP515" not in page_of("The body is sent as JSON.", "json={'a': 1}")
    assert "WP515" not in page_of("The response is JSON.", "data={'a': 1}")
    assert "WP515" not in page_of("The body is JSON or form-encoded.", "data={'a': 1}")


def test_a_method_or_a_path_in_a_sentence_is_held_against_the_samples():
    def page_of(sentence: str, method: str, path: str = "/alerts") -> set[tuple[int, str]]:
        return found(
            f"# Alerts\n\n{sentence}\n\n```bash\ncurl --fail -X {method} https://api.acme.dev{path}\n```\n"
        )

    assert (3, "WP505") in page_of("`POST /alerts` subscribes.", "PUT")
    assert (3, "WP505") in page_of(
        "The address `https://api.acme.dev/alerts` only accepts `GET` requests.", "POST"
    )
    assert (6, "WP503") in page_of("`POST /alert` subscribes.", "POST")
    for sentence in ("`POST /alerts` subscribes.", "`POST /users` makes a user, `POST /alerts` an alert."):
        assert not {rule for _, rule in page_of(sentence, "POST") if rule in ("WP503", "WP505")}


def test_an_address_in_the_text_or_alone_in_a_block_may_not_be_of_another_scheme():
    sample = "```bash\ncurl --fail https://api.acme.dev/items\n```\n"
    assert (1, "WP501") in found(f"The base is `http://api.acme.dev/v1`.\n\n{sample}")
    assert (2, "WP501") in found(f"```\nhttp://api.acme.dev/items\n```\n\n{sample}")
    assert (4, "WP501") in found("The base is `https://api.acme.dev`.\n\n" + sample.replace("https", "http"))
    for other in ("http://localhost:80/x", "http://www.w3.org/ns"):
        assert "WP501" not in {rule for _, rule in found(f"See `{other}`.\n\n{sample}")}


def test_other_spellings_of_tables_without_types_are_told():
    def page_of(header: str, cell: str) -> set[str]:
        rule = "|".join("---" for _ in header.split("|"))
        return {
            rule
            for _, rule in found(f"# Items\n\n`GET /items`\n\n| {header} |\n|{rule}|\n| `scope` | {cell} |\n")
        }

    assert "WP508" in page_of("Parameter | Description", "A list of scopes")
    assert "WP508" in page_of("Field | Meaning", "The number, in E.164")
    for typed in ("string, the scopes", "The scopes (array)", "`string`", "Optional string. The scopes"):
        assert "WP508" not in page_of("Parameter | Description", typed)
    values = "# Kinds\n\n| Name | Description |\n|---|---|\n| `CARD` | A card |\n| `CASH` | Money |\n"
    assert "WP508" not in {rule for _, rule in found(values)}


def test_more_of_what_curl_sends_is_told():
    def rules_of(command: str) -> set[str]:
        return {rule for _, rule in found(f"```bash\n{command}\n```\n")}

    assert "WP201" in rules_of("curl --fail api.acme.dev/items")
    assert "WP201" not in rules_of("curl --fail localhost:8080/items") | rules_of("curl --fail db:8080")
    assert "WP202" in rules_of("curl --fail -d to=+15551230001 https://api.acme.dev/m")
    assert "WP202" not in rules_of("curl --fail --data-urlencode to=+15551230001 https://api.acme.dev/m")
    assert "WP301" in rules_of(
        "curl --fail -u AC5e1b2f7d:4f1d2c3b5a69788796a5b4c3d2e1f098 https://api.acme.dev/m"
    )
    assert "WP301" not in rules_of("curl --fail -u user:passw0rd https://api.acme.dev/m")
    grant = "curl --fail app:s3cret@api.acme.dev/token -d grant_type=client_credentials"
    assert "WP302" in rules_of(grant)
    assert "WP303" not in rules_of(grant)
    assert "WP304" in rules_of("curl --fail -u a:b -H 'Authorization: Bearer c' https://api.acme.dev/m")
    assert "WP604" in rules_of("$ curl https://api.acme.dev/items")


def test_a_shell_command_in_a_block_of_another_language_is_told():
    assert (2, "WP101") in found("```java\ncurl --fail https://api.acme.dev\n```\n")
    assert "WP101" not in {rule for _, rule in found("```js\nexport * from './a.js';\n```\n")}


def test_clients_of_javascript_other_than_fetch_are_read():
    def rules_of(code: str) -> set[str]:
        return {rule for _, rule in found(f"```js\n{code}\n```\n")}

    old = "const request = require('request');\n"
    assert {"WP201", "WP604"} <= rules_of(
        old + "request({ url: 'http://api.acme.dev' }, (e, r, b) => console.log(b))"
    )
    checked = (
        old + "request.post('https://api.acme.dev', { json: { a: 1 } }, (e, r) => console.log(r.statusCode))"
    )
    assert not {"WP201", "WP205", "WP604"} & rules_of(checked)
    assert {"WP201", "WP604"} <= rules_of("$.ajax({ url: 'http://api.acme.dev' }).done(show)")
    assert "WP604" not in rules_of("$.ajax({ url: 'https://api.acme.dev' }).done(show).fail(tell)")
    assert "WP604" in rules_of("fetch('https://api.acme.dev', { method: 'POST' });")
    assert "WP604" not in rules_of("export const get = (url) => fetch(url);")


def rules_of(language: str, code: str) -> set[str]:
    return {rule for _, rule in found(f"```{language}\n{code}\n```\n")}


def test_a_message_of_http_is_judged_like_the_request_of_a_client():
    head = "POST /oauth/token HTTP/1.1\nHost: auth.acme.dev\n"
    assert {"WP205", "WP303", "WP307"} <= rules_of(
        "http", f"{head}\ngrant_type=password&username=a&password=b"
    )
    form = f"{head}Content-Type: application/x-www-form-urlencoded\n"
    sound = f"{form}\ngrant_type=client_credentials&client_id=a&client_secret=b"
    assert not rules_of("http", sound)
    assert rules_of("http", sound.replace("&", "\n&")) == {"WP202"}
    assert "WP206" in rules_of("http", f"{form}\n" + '{"a": 1}')
    assert "WP207" in rules_of("http", f"{head}Content-Type: application/json\n\n" + '{"a": 1,}')
    assert not rules_of("http", "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{}")
    text = f"```http\n{sound}\n```\n\n```bash\ncurl --fail http://auth.acme.dev/items\n```\n"
    assert "WP501" not in {rule for _, rule in found(text)}


def test_a_scheme_and_its_token_want_a_space_between_them():
    for language, code in {
        "bash": 'curl --fail -H "Authorization: Bearer$TOKEN" https://api.acme.dev',
        "python": "import requests\nrequests.get('https://api.acme.dev', headers={'Authorization': 'Bearer' + token})",
        "go": 'req.Header.Set("Authorization", "Bearer"+token)',
        "php": "$headers = ['Authorization: ' . 'Bearer' . $token];",
    }.items():
        assert "WP211" in rules_of(language, code), language
    assert "WP211" not in rules_of("go", 'req.Header.Set("Authorization", "Bearer "+token)')
    assert "WP211" not in rules_of("csharp", 'var header = new AuthenticationHeaderValue("Bearer", token);')


def test_a_misspelt_header_is_told_and_a_header_of_an_api_is_not():
    for name, is_wrong in {
        "Autorization": True, "ContentType": True, "Acept": True, "Content-type": False, "X-Authorization": False,
        "Accept-Charset": False, "Authorization-Token": False, "Originator": False,
    }.items():  # fmt: skip
        rules = rules_of("bash", f"curl --fail -H '{name}: a' https://api.acme.dev")
        assert ("WP211" in rules) is is_wrong, name


def test_json_is_decoded_into_an_address():
    start = "var list []Item\n"
    assert "WP111" in rules_of("go", start + "json.Unmarshal(body, list)")
    assert "WP111" in rules_of("go", start + "json.NewDecoder(resp.Body).Decode(list)")
    for sound in (
        start + "json.Unmarshal(body, &list)",
        "list := &Item{}\njson.Unmarshal(body, list)",
        "list := new(Item)\njson.Unmarshal(body, list)",
        "var list *Item\njson.Unmarshal(body, list)",
        "func read(body []byte, list any) error { return json.Unmarshal(body, list) }",
    ):
        assert "WP111" not in rules_of("go", sound), sound


def test_promises_constants_and_arguments_of_javascript():
    start = "const r = await fetch('https://api.acme.dev');\nif (!r.ok) throw new Error(r.status);\n"
    assert "WP112" in rules_of("js", start + "const data = r.json();\nconsole.log(data.items);")
    assert "WP112" not in rules_of("js", start + "const data = await r.json();\nconsole.log(data.items);")
    assert "WP112" not in rules_of("js", start + "const data = r.json();\ndata.then(console.log);")
    assert "WP111" in rules_of("js", "const token = '';\ntoken = read();")
    for sound in ("let token = '';\ntoken = read();", "const token = '';\nfunction f(token) { token = 1; }",
                  "const token = {};\ntoken.value = 1;", "for (const a of b) { let a2 = a; a2 = 3; }"):  # fmt: skip
        assert "WP111" not in rules_of("js", sound), sound
    assert "WP111" in rules_of("js", "axios.post(url, { headers: { a: 'b' } });")
    assert "WP111" not in rules_of("js", "axios.post(url, null, { headers: { a: 'b' } });")
    assert "WP111" in rules_of("js", "await fetch(url, { method: 'patch' });")
    assert "WP603" in rules_of("js", "axios.get('https://api.acme.dev').then((r) => show(r.data));")
    assert "WP603" not in rules_of(
        "js", "axios.get('https://api.acme.dev').then((r) => show(r.data)).catch(tell);"
    )


def test_a_response_of_go_is_closed_after_its_error_is_looked_at():
    call = 'resp, err := http.Get("https://api.acme.dev")\n'
    check = "if err != nil {\n\tlog.Fatal(err)\n}\n"
    close = "defer resp.Body.Close()\n"
    assert "WP603" in rules_of("go", call + close + check)
    assert "WP603" not in rules_of("go", call + check + close)


def test_words_that_people_write_are_encoded_in_a_query():
    assert "WP202" in rules_of("go", 'resp, err := http.Get("https://api.acme.dev/items?q=" + name)')
    assert "WP202" in rules_of("bash", 'curl --fail "https://api.acme.dev/items?q=$NAME"')
    assert "WP202" not in rules_of("bash", 'curl --fail "https://api.acme.dev/items?page=$PAGE"')
    assert "WP202" not in rules_of(
        "js", "await fetch(`https://api.acme.dev/items?q=${encodeURIComponent(q)}`)"
    )


def test_bodies_and_headers_that_a_client_makes_something_else_of():
    start = "$ch = curl_init('https://api.acme.dev');\n"
    json_header = "curl_setopt($ch, CURLOPT_HTTPHEADER, ['Content-Type: application/json']);\n"
    assert "WP206" in rules_of(
        "php", start + json_header + "curl_setopt($ch, CURLOPT_POSTFIELDS, ['a' => 1]);"
    )
    encoded = "curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode(['a' => 1]));"
    assert "WP206" not in rules_of("php", start + json_header + encoded)
    assert "WP111" in rules_of("php", "curl_setopt($ch, CURLOPT_HTTPHEADER, ['Accept' => 'text/csv']);")
    assert "WP111" not in rules_of("php", json_header)
    made = "HttpClient client = HttpClient.newHttpClient();\n"
    assert "WP111" in rules_of("java", made + "client.send(request);")
    assert "WP111" not in rules_of(
        "java", made + "client.send(request, HttpResponse.BodyHandlers.ofString());"
    )
    assert "WP111" not in rules_of("java", "mailer.send(request);")


def test_the_header_of_a_key_is_held_against_the_text():
    def page_of(name: str) -> set[str]:
        sample = f"```bash\ncurl --fail -H '{name}: $KEY' https://api.acme.dev\n```\n"
        return {rule for _, rule in found(f"# Keys\n\nSend your key in the header `X-Api-Key`.\n\n{sample}")}

    assert "WP513" in page_of("X-Api-Token")
    assert "WP513" not in page_of("x-api-key")
    assert "WP513" not in page_of("Accept")


def test_a_command_in_a_block_that_says_http_and_one_behind_a_root_prompt_are_judged():
    command = "curl api.acme.dev/oauth/token -d grant_type=password -d username=a -d password=b"
    assert {"WP303", "WP307", "WP604"} <= rules_of("http request", command)
    text = "```\n#" + command + '\n{\n  "access_token": "x"\n}\n```\n'
    assert {(2, "WP106"), (2, "WP307")} <= found(text)
    assert "WP106" not in {
        rule for _, rule in found("```\n#curl is needed\ncurl --fail https://api.acme.dev\n```\n")
    }
    assert "WP101" in rules_of("bash", "Authorization: Bearer x\nContent-Type: application/json")
    assert "WP101" not in rules_of("bash", "curl --fail -H 'Accept: text/csv' https://api.acme.dev")


def test_a_module_of_python_under_another_name_is_known():
    assert {"WP201", "WP604"} <= rules_of(
        "python", "import requests as rq\n\nprint(rq.get('http://api.acme.dev').text)"
    )


def test_fields_without_a_value_and_fields_of_another_grant_are_told():
    start = "curl --fail https://auth.acme.dev/token -d 'grant_type=client_credentials&client_id=a"
    assert "WP203" in rules_of("bash", start + "&client_secret{secret}'")
    assert "WP203" not in rules_of("bash", start + "&client_secret=b'")
    assert "WP506" in rules_of("bash", start + "&code=b'")
    assert "WP506" not in rules_of(
        "bash", start.replace("client_credentials", "authorization_code") + "&code=b'"
    )
    header = " -H 'Authorization: {base64}'"
    assert "WP211" in rules_of("bash", start + "'" + header)
    assert "WP211" not in rules_of("bash", start + "'" + header.replace("{", "Basic {"))


def test_a_token_request_is_a_form():
    axios = "const axios = require('axios');\naxios.post('https://auth.acme.dev/token', { grant_type: 'refresh_token', refresh_token: t, client_id: i }).catch(tell);"
    assert "WP206" in rules_of("js", axios)
    assert "WP206" not in rules_of(
        "js", axios.replace("{ grant", "new URLSearchParams({ grant").replace(" i }", " i })")
    )


def test_a_secret_in_running_text_is_told():
    text = "# Token\n\ncurl -X POST -d client_secret={} https://auth.acme.dev/token\n"
    assert (3, "WP301") in found(text.format("yvzKPmuMELIbywbApjTtUpoRcULZXl7k"))
    assert "WP301" not in {rule for _, rule in found(text.format("YOUR_CLIENT_SECRET_HERE"))}


def test_php_without_curl_exec_and_fetch_with_an_agent_are_told():
    start = "$ch = curl_init('https://api.acme.dev');\n"
    assert "WP111" in rules_of("php", start + "curl_close($ch);")
    assert "WP111" not in rules_of("php", start + "curl_exec($ch);\ncurl_close($ch);")
    agent = "const r = await fetch('https://api.acme.dev', { agent });"
    assert "WP111" in rules_of("js", agent)
    assert "WP111" not in rules_of("js", "import fetch from 'node-fetch';\n" + agent)


def test_an_error_of_json_that_nothing_takes_is_told():
    assert "WP603" in rules_of("go", "json.NewDecoder(resp.Body).Decode(&item)")
    assert "WP603" in rules_of("go", "json.Unmarshal(body, &item)")
    assert "WP603" not in rules_of(
        "go", "if err := json.Unmarshal(body, &item); err != nil {\n\tlog.Fatal(err)\n}"
    )


def test_hosts_of_examples_are_compared_with_each_other():
    def section(host: str) -> set[str]:
        text = (
            "# Items\n\n```bash\ncurl --fail https://api.example.com/items\n```\n\n"
            "```js\nawait fetch('https://api.example.com/items')\n```\n\n"
            f"```python\nimport requests\n\nrequests.get('https://{host}/items')\n```\n"
        )
        return {rule for _, rule in found(text)}

    assert "WP502" in section("api.example.org")
    assert "WP502" not in section("api.example.com")
    assert "WP502" not in section("api.acme.dev")


def test_an_empty_sample_is_told_and_a_comment_is_not():
    assert "WP507" in rules_of("go", "// Coming soon!")
    assert "WP507" in rules_of("python", "# Python example\n# (Original docs included a Python example)")
    assert "WP507" not in rules_of("bash", "# Install the command first.")
    assert "WP507" in rules_of("ruby", "\n")
    assert not {"WP507"} & (rules_of("", "\n") | rules_of("text", "\n") | rules_of("json", "\n"))
    assert "WP507" not in rules_of("console", "{'id': 1}")  # what a command prints


@pytest.mark.parametrize(
    ("section", "is_told"),
    [
        ("TODO - description and code", True),
        ("**TBD**", True),
        ("Coming soon.", True),
        ("TODO list of an account.", False),
        ("- [TODO](#todo)", False),  # in a table of contents
        ("Each to-do has a state: TODO or DONE.", False),
        ("TODO: more\n\n```bash\nls\n```", False),  # which has its sample
        ("More of it is coming soon.", False),
    ],
)
def test_a_section_that_is_not_written_is_told(section, is_told):
    text = f"# Token\n\n```bash\nls\n```\n\n## Refresh\n\n`POST /refresh`\n\n{section}\n"
    assert ((11, "WP507") in found(text)) is is_told
    assert "WP507" not in rules_of("python", "# Example\nprint(1)")


@pytest.mark.parametrize(
    ("table", "is_told"),
    [
        ("Attribute | Description\n--- | ---\n", True),
        ("Attribute | Description\n--- | ---\nid | A number.\n", False),
        ("GET | /items\n--- | ---\n", False),  # the row of a table that has no header
    ],
)
def test_a_table_without_rows_is_not_written_yet(table, is_told):
    assert ((3, "WP507") in found(f"# Item\n\n{table}")) is is_told


def test_a_tab_with_nothing_in_it_is_not_written_yet():
    tab = '{{% tab title="Go" %}}\n{}\n{{% endtab %}}\n'
    assert (1, "WP507") in found(tab.format(""))
    assert (1, "WP507") not in found(tab.format("text"))
    assert (1, "WP507") in found('<TabItem value="go" label="Go">\n\n</TabItem>\n')


def test_text_that_fills_a_place_is_told_once():
    text = "Lorem ipsum dolor sit amet.\n\n```bash\nls\n```\n\nLorem ipsum dolor sit amet.\n"
    assert [each for each in found(text) if each[1] == "WP507"] == [(1, "WP507")]


def test_the_endpoint_of_a_tag_is_held_against_the_samples_below_it():
    tag = '# Items\n\n{{% swagger src="a.json" path="/items" method="get" %}}\n{{% endswagger %}}\n\n```bash\n{}\n```\n'
    assert (3, "WP505") in found(tag.format("curl --fail https://a.dev/things"))
    assert (3, "WP505") in found(tag.format("curl --fail -X POST https://a.dev/items"))
    assert (3, "WP505") not in found(tag.format("curl --fail https://a.dev/items"))


def test_a_method_that_slate_names_below_its_one_sample_is_held_against_it():
    page = "## Logout\n\n```bash\ncurl --fail {}https://a.dev/logout\n```\n\n### HTTP Request\n\n`POST https://a.dev/logout`\n"
    assert (9, "WP505") in found(page.format(""))
    assert (9, "WP505") not in found(page.format("-X POST "))


@pytest.mark.parametrize(("path", "is_told"), [("/token/", True), ("/token", False)])
def test_a_slash_at_the_end_of_one_path_alone_is_a_note(path, is_told):
    page = (
        f"## Token\n\n`POST https://a.dev/token`\n\n```bash\ncurl --fail -X POST https://a.dev{path}\n```\n"
    )
    assert ((3, "WP505") in found(page)) is is_told


def test_a_sentence_below_its_sample_is_not_about_the_next_one():
    text = (
        "## Token\n\n```bash\ncurl --fail -X POST https://a.dev/token\n```\n\nSend a POST request with your name.\n\n"
        "```bash\ncurl --fail https://a.dev/items\n```\n"
    )
    assert "WP505" not in {rule for _, rule in found(text)}
    assert (7, "WP505") in found(text.replace("-X POST ", ""))


def test_a_row_that_lacks_a_cell_has_no_type():
    table = (
        "## Items\n\n```bash\ncurl --fail 'https://a.dev/items?page=1'\n```\n\n"
        "Parameter | Type | Description\n--- | --- | ---\npage | integer | Page\nsize | {}\n"
    )
    assert (10, "WP508") in found(table.format("Orders count (default: 20)"))
    assert (10, "WP508") not in found(table.format("integer | Orders on a page"))


def test_a_token_that_an_answer_holds_is_no_flow():
    text = "{}\n\n```bash\ncurl --fail -u a:b -d grant_type=client_credentials https://a.dev/token\n```\n"
    assert "WP507" not in {
        rule for _, rule in found(text.format("The server also responds with a refresh token."))
    }
    assert (1, "WP507") in found(text.format("Refresh the token before it expires."))


def test_names_that_a_fragment_of_java_leaves_open_are_notes():
    start = 'HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.acme.dev"))\n'
    report = audit_sources([("a.md", f'```java\n{start}.header("X-Key", API_KEY).build();\n```\n'.encode())])
    assert [each.severity for each in report.findings if each.rule == "WP102"] == ["note"]
    assert "WP102" not in rules_of(
        "java", "String token = read();\n" + start + '.header("X-Key", token).build();'
    )
    assert "WP604" not in rules_of("java", start + ".build();")


def test_a_query_that_only_one_language_leaves_out_is_told():
    def section(query: str) -> set[str]:
        text = (
            "# Items\n\n```bash\ncurl --fail 'https://api.acme.dev/items?space=a'\n```\n\n"
            '```go\nresp, err := http.Get("https://api.acme.dev/items?space=a")\n```\n\n'
            f"```js\nawait fetch('https://api.acme.dev/items{query}')\n```\n"
        )
        return {rule for _, rule in found(text)}

    assert "WP504" in section("")
    assert "WP504" not in section("?space=b")
    assert "WP504" not in section("' + '?' + query + '")


def test_credentials_that_a_client_is_given_otherwise_are_not_missed():
    text = (
        '# Items\n\n```bash\ncurl --fail -u "$A:$B" https://api.acme.dev/items\n```\n\n'
        "```php\n$ch = curl_init('https://api.acme.dev/items');\ncurl_setopt($ch, CURLOPT_USERPWD, $pair);\ncurl_exec($ch);\n```\n\n"
        "```python\nimport urllib.request\n\nhandler = urllib.request.HTTPBasicAuthHandler()\n"
        "urllib.request.install_opener(urllib.request.build_opener(handler))\n"
        "urllib.request.urlopen('https://api.acme.dev/items', timeout=3)\n```\n"
    )
    assert "WP513" not in {rule for _, rule in found(text)}


def test_a_header_with_nothing_behind_its_scheme_is_told():
    assert "WP211" in rules_of("bash", "curl --fail -H 'Authorization: Bearer ' https://api.acme.dev")
    assert "WP211" not in rules_of("bash", "curl --fail -H 'Authorization: Bearer $T' https://api.acme.dev")


def test_clear_text_for_a_subdomain_of_the_reader_is_told():
    text = "`GET http://{account}.acme.dev/items`\n\n```bash\ncurl --fail https://demo.acme.dev/items\n```\n"
    assert (1, "WP501") in found(text)
    assert (1, "WP501") not in found(text.replace("http://", "https://"))


def test_an_error_that_is_null_is_no_error_response():
    assert "WP509" not in {rule for _, rule in found('```json\n{"error": null}\n```\n')}
    assert "WP509" in {rule for _, rule in found('```json\n{"error": "x"}\n```\n')}


def test_the_tabs_of_slate_name_a_language():
    code = "$.ajax({ url: 'http://api.acme.dev/items' }).done(show);"
    assert {"WP201", "WP604"} <= rules_of("javascript--jquery", code)


def test_a_flow_that_the_text_only_denies_is_not_promised():
    sample = (
        '```bash\ncurl --fail -u "$A:$B" -d grant_type=client_credentials https://auth.acme.dev/token\n```\n'
    )
    assert "WP507" not in {rule for _, rule in found(f"Refreshing the token doesn't help.\n\n{sample}")}
    assert "WP507" in {rule for _, rule in found(f"Refresh the token before it expires.\n\n{sample}")}


def test_an_address_in_angle_brackets_is_the_address_itself():
    text = "# Orders\n\n`{}` <https://api.acme.dev/v1/{}>\n\n```bash\ncurl -d a=1 https://api.acme.dev/v1/orders\n```\n"
    assert "WP505" not in {rule for _, rule in found(text.format("POST", "orders"))}
    assert "WP505" in {rule for _, rule in found(text.format("GET", "orders"))}


def test_a_table_of_titles_names_no_fields_and_a_cell_may_add_something_to_a_name():
    def rules(*cells: str) -> set[str]:
        rows = "".join(f"| {cell} | string |\n" for cell in cells)
        head = "# Orders\n\n| Parameter | Type |\n|---|---|\n"
        sample = "```bash\ncurl 'https://api.acme.dev/v1/orders?customer=3&state=open'\n```\n"
        return {rule for _, rule in found(f"{head}{rows}\n{sample}")}

    assert "WP514" in rules("**customer_id** _required_", "`state`")
    assert "WP514" not in rules("**Customer** _required_", "`State` (optional)")


def test_the_host_of_a_message_is_spelled_as_on_the_rest_of_the_page():
    def hosts(last: str) -> list[str]:
        names = ["api.ferry.dev"] * 3 + [last]
        page = "".join(
            f"```http\nGET /boats/{number} HTTP/1.1\nHost: {name}\nAuthorization: Bearer x\n```\n\n"
            for number, name in enumerate(names)
        )
        return [
            each.message for each in audit_sources([("a.md", page.encode())]).findings if each.rule == "WP502"
        ]

    assert hosts("api.ferry.dev") == hosts("eu.ferry.dev") == []
    for odd in ("api.ferry.dve", "api.fferry.dev"):
        assert hosts(odd) == [f"the host is {odd} here, and api.ferry.dev in the other samples of the page"]


def test_a_table_of_html_goes_on_behind_a_blank_line():
    head = "<table>\n<thead>\n<tr><th>Name</th><th>Type</th></tr>\n</thead>\n\n"
    body = "<tbody>\n<tr><td>limit</td><td>integer</td></tr>\n\n<tr><td>page</td><td>integer</td></tr>\n</tbody>\n"
    found = page("page.md", f"# Items\n\nText.\n\n{head}{body}</table>\n\nText.\n".encode())
    assert found is not None
    assert [(table.line, table.header, [line for line, _ in table.rows]) for table in found.tables] == [
        (7, ("Name", "Type"), [11, 13])
    ]
    assert [paragraph.text for paragraph in found.paragraphs] == ["Text.", "Text."]
    sample = "```bash\ncurl --fail -m 9 'https://api.acme.dev/items?limit=3'\n```\n\n"
    typed = body.replace("limit</td>", "<b>limit</b> <i>integer</i> REQUIRED</td>")
    sources = [("page.md", f"# Items\n\n{sample}{head}{typed}</table>\n".encode())]
    assert "WP514" not in {each.rule for each in audit_sources(sources).findings}
    rules = {
        each.rule for each in audit_sources([("page.md", f"# Items\n\n{head}</table>\n".encode())]).findings
    }
    assert rules == {"WP507"}


def test_a_sample_whose_parameters_are_not_read_decides_between_two_that_differ():
    def tab(name: str, code: str) -> str:
        return f'<TabItem value="{name}">\n\n```{name}\n{code}\n```\n\n</TabItem>\n'

    short = tab("python", 'requests.post("https://api.acme.dev/items", data={"a": "1"})')
    long = tab("bash", "curl -d a=1 -d serial=2 https://api.acme.dev/items")
    java = tab("java", 'values.put("a", "1");\nvalues.put("serial", "2");\nClient.send(values);')

    def told(*tabs: str) -> list[str]:
        text = "# Items\n\n<Tabs>\n" + "".join(tabs) + "</Tabs>\n"
        findings = audit_sources([("page.mdx", text.encode())]).findings
        return [each.message for each in findings if each.rule == "WP504"]

    assert told(short, long) == ["this sample has serial, unlike the samples beside it"]
    assert told(short, long, java) == ["this sample lacks serial, unlike the samples beside it"]
    assert told(short, long, java.replace('"serial"', '"other"')) == told(short, long)


def test_a_fence_of_mdx_needs_no_blank_line_above_it():
    text = "<p>In PHP:</p>\n```php\n$a = 1;\n\n$b = 2;\n```\n\n<pre>\n```php\n</pre>\n\n<p>\nNo code.\n</p>\n"
    assert [(line, language) for line, language, _, _ in blocks(text, "a.mdx")][:1] == [(3, "php")]
    assert [line for line, *_ in blocks(text, "a.md")] != [3]


def test_a_fence_that_says_dot_net_is_csharp():
    assert [language for _, language, _, _ in blocks("```.net\nvar a = 1;\n```\n", "a.md")] == ["csharp"]
