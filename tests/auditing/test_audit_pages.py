"""Whole pages: where the code is, on which line, and what a page as a whole gets wrong."""

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.extracting import page
from generator.auditing.pages.language import recognised


def found(text: str, name: str = "page.md") -> set[tuple[int, str]]:
    report = audit_sources([(name, text.encode())])
    return {(finding.line, finding.rule) for finding in report.findings}


def blocks(text: str, name: str) -> list[tuple[int, str, str, str]]:
    read = page(name, text.encode())
    assert read is not None
    return [(block.line, recognised(block), block.tab, block.text) for block in read.blocks]


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


def test_samples_of_one_page_that_disagree_are_reported_where_they_differ():
    text = (
        "# Create\n\n```bash\ncurl -d a=1 -d b=2 http://api.acme.dev/v1/items\n```\n\n"
        "```python\nimport requests\nrequests.post('https://api.acme.dev/v1/item', data={'a': 1})\n```\n\n"
        "```js\nfetch('https://api.acme.dev/v1/items', {method: 'POST', body: new URLSearchParams({a: '1', b: '2'})})\n```\n"
    )
    assert {(4, "WP201"), (9, "WP502")} <= found(text)


def test_a_good_page_with_the_same_parts_has_none_of_these():
    text = (
        "# Tokens\n\n## Client credentials grant\n\n```bash\ncurl -u a:b -d grant_type=client_credentials https://api.acme.dev/token\n```\n\n"
        "| Parameter | Type | Description |\n|---|---|---|\n| grant_type | string | the grant |\n\n"
        "## GET /v1/users/{id}\n\n```bash\ncurl https://api.acme.dev/v1/users/42\n```\n\n## Errors\n\nStatus 400:\n\n"
        '```json\n{"error": "invalid_grant"}\n```\n'
    )
    assert not {rule for _, rule in found(text) if rule.startswith("WP5")}


def test_an_ignore_comment_holds_for_the_block_below_it():
    text = "<!-- wireproof: ignore WP201 the demo server has no TLS -->\n```bash\ncurl http://api.acme.dev/a\n```\n\n```bash\ncurl http://api.acme.dev/a\n```\n"
    assert [(line, rule) for line, rule in sorted(found(text)) if rule == "WP201"] == [(7, "WP201")]


def curl(method: str, url: str) -> str:
    return f"```bash\ncurl -X {method} {url}\n```\n\n"


def test_rust_that_says_nothing_of_its_language_is_not_taken_for_javascript():
    text = "    fn contains(dfa: &DFA, haystack: &[u8]) -> bool {\n        let mut state = dfa.start;\n        state => {}\n    }\n"
    assert [kind for _, kind, _, _ in blocks("Words:\n\n" + text, "a.md")] == ["plain code"]


def test_credentials_that_are_encoded_well_are_not_complained_of():
    text = "```bash\nid=$(printf '%s' \"$A:$B\" | base64 | tr -d '\\n')\ncurl -H \"Authorization: Basic $id\" https://x.io\n```\n"
    assert "WP114" not in {rule for _, rule in found(text)}


def at(text: str, part: str) -> int:
    return next(number for number, row in enumerate(text.split("\n"), 1) if part in row)


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


def rules_of(language: str, code: str) -> set[str]:
    return {rule for _, rule in found(f"```{language}\n{code}\n```\n")}


def test_a_scheme_and_its_token_want_a_space_between_them():
    for language, code in {
        "bash": 'curl --fail -H "Authorization: Bearer$TOKEN" https://api.acme.dev',
        "python": "import requests\nrequests.get('https://api.acme.dev', headers={'Authorization': 'Bearer' + token})",
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


def test_credentials_that_a_client_is_given_otherwise_are_not_missed():
    text = (
        '# Items\n\n```bash\ncurl --fail -u "$A:$B" https://api.acme.dev/items\n```\n\n'
        "```php\n$ch = curl_init('https://api.acme.dev/items');\ncurl_setopt($ch, CURLOPT_USERPWD, $pair);\ncurl_exec($ch);\n```\n\n"
        "```python\nimport urllib.request\n\nhandler = urllib.request.HTTPBasicAuthHandler()\n"
        "urllib.request.install_opener(urllib.request.build_opener(handler))\n"
        "urllib.request.urlopen('https://api.acme.dev/items', timeout=3)\n```\n"
    )
    assert "WP513" not in {rule for _, rule in found(text)}


def test_a_fence_of_mdx_needs_no_blank_line_above_it():
    text = "<p>In PHP:</p>\n```php\n$a = 1;\n\n$b = 2;\n```\n\n<pre>\n```php\n</pre>\n\n<p>\nNo code.\n</p>\n"
    assert [(line, language) for line, language, _, _ in blocks(text, "a.mdx")][:1] == [(3, "php")]
    assert [line for line, *_ in blocks(text, "a.md")] != [3]


def test_a_fence_that_says_dot_net_is_csharp():
    assert [language for _, language, _, _ in blocks("```.net\nvar a = 1;\n```\n", "a.md")] == ["csharp"]
