"""Clients used as they are not made: never awaited, a set for a dict, a response for its JSON, a String for bytes."""

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.extracting import page


def rules(language: str, code: str) -> set[str]:
    return {
        each.rule for each in audit_sources([("a.md", f"```{language}\n{code}\n```\n".encode())]).findings
    }


HTTPX = "import httpx\n\nasync def main():\n    async with httpx.AsyncClient() as client:\n        {}\n"
WRONG_AND_RIGHT = [
    (
        "py",
        HTTPX.format("r = client.get(URL)\n        print(r.text)"),
        HTTPX.format("r = await client.get(URL)"),
        "WP112",
    ),
    (
        "py",
        HTTPX.format("client.get(URL)"),
        HTTPX.format("await asyncio.gather(client.get(URL), client.get(URL))"),
        "WP112",
    ),
    (
        "py",
        HTTPX.format("r = client.get(URL)"),
        HTTPX.format("r = client.get(URL)\n        await r"),
        "WP112",
    ),
    (
        "py",
        'import requests\nrequests.get(U, headers={"A", t})',
        'import requests\nrequests.get(U, headers={"A": t})',
        "WP111",
    ),
    (
        "py",
        'import requests\nr = requests.get(U)\nr["id"]',
        'import requests\nr = requests.get(U).json()\nr["id"]',
        "WP111",
    ),
    ("js", "const { data } = axios.get(url);", "const { data } = await axios.get(url);", "WP112"),
    (
        "js",
        "const a = axios.create({});\nconst { data } = a.get(url);",
        "const { get } = a.get(url);",
        "WP112",
    ),
    (
        "java",
        "HttpResponse<String> r = client.send(request);",
        "HttpResponse<String> r = client.send(request, handler);",
        "WP111",
    ),
    (
        "java",
        'OutputStream os = c.getOutputStream();\nos.write("a");',
        'Writer os = w();\nos.write("a");',
        "WP111",
    ),
    (
        "csharp",
        'r.Headers["Authorization"] = "Bearer {token}";',
        'r.Headers["Authorization"] = $"Bearer {token}";',
        "WP115",
    ),
    (
        "bash",
        'TOKEN = $(cat t)\ncurl --fail -H "A: $TOKEN" https://a.dev',
        "TOKEN=$(cat t)\ncurl --fail https://a.dev",
        "WP114",
    ),
    (
        "csharp",
        'var f = new Dictionary<string, string> { ["a"] = Uri.EscapeDataString("b c") };\nvar c = new FormUrlEncodedContent(f);',
        'var f = new Dictionary<string, string> { ["a"] = Uri.EscapeDataString("b c") };',
        "WP204",
    ),
    ("go", 'f := url.Values{"a": {url.QueryEscape("b c")}}', 'f := url.Values{"a": {"b c"}}', "WP204"),
    (
        "csharp",
        'client.UploadString("http://api.acme.dev/x", "a");',
        'client.UploadString("https://api.acme.dev/x", "a");',
        "WP201",
    ),
    ("java", "c.setHostnameVerifier((host, session) -> true);", "c.setHostnameVerifier(verifier);", "WP306"),
]


@pytest.mark.parametrize(("language", "wrong", "right", "rule"), WRONG_AND_RIGHT)
def test_what_fails_when_it_runs_is_told(language, wrong, right, rule):
    assert rule in rules(language, wrong)
    assert rule not in rules(language, right)


def test_a_code_group_ends_where_its_container_does():
    text = "::: code-group\n\n```sh [a]\nls\n```\n\n::: tip\nHm\n:::\n\n```sh [b]\nls\n```\n\n:::\n\n```sh\nls\n```\n"
    read = page("a.md", text.encode())
    assert read is not None
    assert [block.group for block in read.blocks] == [1, 1, 0]


def test_samples_that_agree_are_told_once_of_the_path_that_the_page_names():
    sample = "```bash\ncurl --fail https://api.acme.dev/v1/hooks\n```\n\n"
    text = f"# Hooks\n\nSend a GET request to `/v1/hook`.\n\n## One\n\n{sample}## Two\n\n{sample}"
    found = [each for each in audit_sources([("a.md", text.encode())]).findings if each.rule == "WP503"]
    assert [(each.line, each.fix) for each in found] == [(8, "Correct the one that is wrong.")]
