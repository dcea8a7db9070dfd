"""``wireproof audit --adopt``: samples of a page become ours, in blocks that ``sync`` keeps."""

import json

import paths
import pytest
from click.testing import CliRunner

from generator.cli.commands.audit import command
from generator.cli.commands.sync import command as sync

SPEC = paths.SPEC
URL = "https://dev-api.med2lab.com/o/token/"
CURL = f"curl {URL} -u a:b -d grant_type=client_credentials"
FENCE = f"```bash\n{CURL}\n```\n"
START, END = "<!-- wireproof: curl/token/client_credentials -->", "<!-- /wireproof -->"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wireproof.yaml").write_text(f"spec: {SPEC}\n")
    return tmp_path


def adopt(*words):
    return CliRunner().invoke(command, ["docs", "--adopt", *words])


def write(folder, name, text):
    path = folder / "docs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def is_in_sync(blocks):
    result = CliRunner().invoke(sync, ["docs", "--check"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"{blocks} block")


def outside(data: bytes) -> list[bytes]:
    """The lines of a page that stand in no marked block, markers left out."""
    kept, is_open = [], False
    for line in data.splitlines(keepends=True):
        if b"/wireproof" in line:
            is_open = False
        elif b"wireproof:" in line:
            is_open = True
        elif not is_open:
            kept.append(line)
    return kept


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("plain.md", "# Tokens\r\n\r\nWords \u2028 é.  \r\n\r\n", "\r\nEnd without a line break"),
        ("bom.md", "\ufeff", "\n* list\n"),
        ("tilde.md", "Text\n\n", "\n~~~\nnot code of ours\n~~~\n"),
    ],
)
def test_a_block_becomes_ours_and_no_other_byte_changes(folder, name, before, after):
    fence = FENCE.replace("\n", "\r\n") if "\r" in before else FENCE
    page = write(folder, name, before + fence + after)
    assert adopt().exit_code == 0
    data = page.read_bytes()
    ending = "\r\n" if "\r" in before else "\n"
    assert data.startswith(f"{before}{START}{ending}```bash{ending}".encode())
    assert data.endswith(f"```{ending}{END}{ending}{after}".encode())
    is_in_sync(blocks=1)
    adopt()
    assert page.read_bytes() == data
    assert [path.name for path in page.parent.iterdir()] == [name]


def test_blocks_in_lists_quotes_tabs_and_mdx_keep_their_place(folder):
    text = (
        f"1. First:\n\n   ```sh\n   {CURL}\n   ```\n\n2. Then.\n\n> ```bash\n> {CURL}\n> ```\n\n"
        f'=== "cURL"\n\n    ```bash\n    {CURL}\n    ```\n\n=== "Other"\n\n    ```\n    x\n    ```\n'
    )
    page = write(folder, "a.md", text)
    tabs = f"<Tabs>\n<TabItem>\n\n{FENCE}\n</TabItem>\n</Tabs>\n"
    mdx = write(folder, "b.mdx", tabs)
    adopt()
    for prefix in ("   ", "> ", "    "):
        assert f"\n{prefix}{START}\n{prefix}```bash\n" in page.read_text()
    assert "\n{/* wireproof: curl/token/client_credentials */}\n```bash\n" in mdx.read_text()
    is_in_sync(blocks=4)
    assert b"".join(outside(page.read_bytes())).decode() == text.replace(
        f"   ```sh\n   {CURL}\n   ```\n", "", 1
    ).replace(f"> ```bash\n> {CURL}\n> ```\n", "").replace(f"    ```bash\n    {CURL}\n    ```\n", "")


def test_the_example_is_told_by_its_grant_and_its_fields(folder):
    def post(fields):
        return f'```python\nimport requests\n\nrequests.post("{URL}", data={fields})\n```\n\n'

    page = write(
        folder,
        "a.md",
        post('{"grant_type": "refresh_token", "refresh_token": token}')
        + post('{"grant_type": "password", "username": "a", "password": "b"}')
        + post('{"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"}')
        + post('{"grant_type": grant, "username": "a"}'),
    )
    result = adopt()
    text = page.read_text()
    assert text.count("<!-- wireproof: python-requests/token/refresh_token -->") == 1
    assert text.count("<!-- wireproof: python-requests/token/password -->") == 1
    assert text.count("wireproof:") == 2
    assert "docs/a.md:14: kept, for it could be more than one example, or none" in result.output
    assert "docs/a.md:20: kept, for it does not say in its text which example it is" in result.output


def test_rest_and_source_files_get_markers_in_their_comments(folder):
    rest = write(folder, "a.rst", f"Title\n=====\n\n.. code-block:: bash\n\n   {CURL}\n\nEnd.\n")
    script = write(folder, "b.sh", f"#!/bin/sh\n{CURL}\n")
    adopt()
    assert "code-block:: bash\n\n   # wireproof: curl/token/client_credentials\n   " in rest.read_text()
    assert rest.read_text().endswith("\n   # /wireproof\n\nEnd.\n")
    assert script.read_text().startswith("#!/bin/sh\n# wireproof: curl/token/client_credentials\n")
    is_in_sync(blocks=2)
    before = rest.read_bytes(), script.read_bytes()
    adopt()
    assert (rest.read_bytes(), script.read_bytes()) == before


def test_a_block_in_a_tab_of_rest_is_adopted_at_its_indentation(folder):
    text = f".. tab-set::\n\n   .. tab-item:: cURL\n\n      Run::\n\n         {CURL}\n\nEnd.\n"
    rest = write(folder, "a.rst", text)
    adopt()
    assert "Run::\n\n         # wireproof: curl/token/client_credentials\n         " in rest.read_text()
    assert rest.read_text().endswith("\n         # /wireproof\n\nEnd.\n")
    is_in_sync(blocks=1)


@pytest.mark.parametrize(
    ("before", "inside", "after"),
    [
        ("<h1>é</h1>\n<pre><code class='language-bash'>", CURL, "</code></pre>\n<p>end"),
        ("\ufeff<html>\r\n<pre>", f"\r\n{CURL}\r\n", "</pre>\r\n</html>\r\n"),
        (
            '<div class="highlight-bash"><pre>',
            CURL.replace("curl", "<span></span><span class=k>curl</span>", 1),
            "</pre></div>",
        ),
    ],
)
def test_code_in_html_becomes_ours_and_no_other_byte_changes(folder, before, inside, after):
    page = write(folder, "a.html", before + inside + after)
    assert adopt().exit_code == 0
    ending = "\r\n" if "\r" in before else "\n"
    data = page.read_bytes()
    assert data.startswith(f"{before}{ending}{START}{ending}# Get an access token".encode())
    assert b"--expand-user" in data
    assert data.endswith(f"{ending}{END}{ending}{after}".encode())
    is_in_sync(blocks=1)
    adopt()
    assert page.read_bytes() == data


def test_blocks_on_one_line_of_html_are_each_adopted(folder):
    block = f"<pre>{CURL}</pre>"
    page = write(folder, "a.html", f"<p>a</p>{block}<p>b</p>{block}<p>c</p>")
    assert adopt().exit_code == 0
    is_in_sync(blocks=2)
    kept = b"".join(outside(page.read_bytes())).decode()
    assert kept == "<p>a</p><pre>\n</pre><p>b</p><pre>\n</pre><p>c</p>"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.html", f"<pre><code>{CURL} \\</code>\n<code>-f</code></pre>", "is not alone in one element of code"),
        ("a.html", f"<table><tr><td><pre>{CURL}</pre></td></tr></table>", "or stands in a table"),
        (
            "a.ipynb",
            json.dumps({"cells": [{"cell_type": "code", "source": ["%%bash\n", CURL]}], "metadata": {}}),
            "stands in a notebook",
        ),
        (
            "a.yaml",
            f"openapi: 3.1.0\npaths:\n  /o/token/:\n    post:\n      x-codeSamples:\n        - {{lang: Shell, source: '{CURL}'}}\n",
            "stands in a description, into which 'wireproof export openapi' writes all samples",
        ),
    ],
)  # fmt: skip
def test_what_has_no_place_for_markers_is_kept_and_says_what_to_do(folder, name, text, reason):
    page = write(folder, name, text)
    result = adopt()
    assert reason in result.output
    assert page.read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'```bash title="get.sh"\n{CURL}\n```\n', "has a fence with more than a language"),
        (f"Words:\n\n    {CURL}\n", "is in no fence of its own lines"),
        (f"- ```bash\n  {CURL}\n  ```\n", "is in no fence of its own lines"),
        (f"```bash\n{CURL}\n{CURL}\n```\n", "makes 2 calls, and ours make one each"),
        (f"```bash\n{CURL}\n", "is in a fence that is never closed"),
        (f"```ts\nawait fetch('{URL}', {{method: 'POST', body: new URLSearchParams({{grant_type: 'client_credentials'}})}})\n```\n", "none of our languages"),
    ],
)  # fmt: skip
def test_what_cannot_be_adopted_is_kept_with_a_reason(folder, text, reason):
    page = write(folder, "a.md", text)
    result = adopt()
    assert f"kept, for it {reason}" in result.output or f", which is {reason}" in result.output
    assert page.read_bytes() == text.encode()


def test_check_writes_nothing_prints_a_diff_and_exits_with_1(folder):
    page = write(folder, "a.md", FENCE)
    result = adopt("--check")
    assert result.exit_code == 1
    assert "--- docs/a.md\n+++ docs/a.md\n@@ -1,3 +1," in result.output
    assert f"\n+{START}\n" in result.output
    assert page.read_text() == FENCE
    adopt()
    assert (adopt("--check").exit_code, adopt("--check").output) == (0, "")
    write(folder, "b.md", "```bash\ncurl -f -d 'a=1&&b=2' https://api.acme.dev/a\n```\n")
    mended = CliRunner().invoke(command, ["docs/b.md", "--fix", "--check"])
    assert mended.exit_code == 1
    assert "\n+curl -f -d 'a=1&b=2' https://api.acme.dev/a\n" in mended.output


def test_a_wrong_marker_anywhere_leaves_every_page_as_it_is(folder):
    first = write(folder, "a.md", FENCE)
    write(folder, "b.md", f"{START}\n\n{FENCE}")
    result = adopt()
    assert "has no end" in str(result.exception)
    assert first.read_text() == FENCE


def test_options_that_do_not_go_together_are_bad_usage(folder):
    write(folder, "a.md", FENCE)
    (folder / "wireproof.yaml").unlink()
    for words in (["--adopt"], ["--adopt", "--fix"], ["--check"]):
        assert CliRunner().invoke(command, ["docs", *words]).exit_code == 2
    assert CliRunner().invoke(command, ["-", "--fix"], input="x").exit_code == 2
