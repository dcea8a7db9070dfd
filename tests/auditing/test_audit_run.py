"""``wireproof audit --run``: what foreign samples really send, and that hostile ones change nothing."""

import json
import re
import uuid
from pathlib import Path

import paths
import pytest
from click.testing import CliRunner
from sandboxed import gone

from generator.auditing.auditor import audit, audit_sources
from generator.auditing.rules.catalogue import catalogue
from generator.auditing.running.run import Running
from generator.auditing.running.values import environment
from generator.cli.commands.audit import command
from generator.reading import read
from generator.rendering import load_languages

CASES = paths.CASES / "audit" / "run"
PAGES = ("shell.md", "programs.md", "languages.md")
SPEC = CASES / "api.yaml"
RULES = frozenset(rule for rule in catalogue() if rule.startswith("WP7"))
FENCE = re.compile(r"<!-- (expect|not run): ?(.*?) ?-->\n^```\w+\n.*?^```$", re.MULTILINE | re.DOTALL)


def run(paths, seconds=4.0):
    running = Running(str(SPEC), load_languages(), seconds=seconds)
    return audit(paths, read(str(SPEC)), RULES, running=running)


@pytest.fixture(scope="module")
def report():
    return run([CASES / name for name in PAGES])


def cases(kind):
    for name in PAGES:
        text = (CASES / name).read_text("utf-8")
        for match in FENCE.finditer(text):
            if match[1] == kind:
                first = text.count("\n", 0, match.start()) + 1
                lines = range(first, first + match[0].count("\n") + 1)
                yield pytest.param(name, lines, match[2], id=f"{name}:{first}")


@pytest.mark.parametrize(("name", "lines", "expected"), list(cases("expect")))
def test_a_sample_that_ran_has_the_findings_that_its_run_showed(report, name, lines, expected):
    found = {item.rule for item in report.findings if item.path == str(CASES / name) and item.line in lines}
    assert found == set(re.findall(r"WP\d+", expected))


def test_what_did_not_run_is_counted_with_its_reason(report):
    expected = [case.values[2] for case in cases("not run")]
    assert dict(report.not_run) == {reason: expected.count(reason) for reason in expected}
    assert report.ran == len(list(cases("expect")))


def test_a_finding_says_what_arrived_and_what_is_expected(report):
    messages = {item.rule: item.message for item in reversed(report.findings)}
    other_host = next(item.message for item in report.findings if "another host" in item.message)
    assert other_host.startswith("GET https://staging.acme.dev/v1/items went to another host")
    assert messages["WP707"].endswith("ended with exit code 1: KeyError: 'data'")
    sizes = [item.message for item in report.findings if "/size" in item.message]
    arrived = "POST https://api.acme.dev/v1/items arrived"
    assert sizes == [f'{arrived}: body at /size: expected one of "small", "large", received "medium"']


@pytest.mark.parametrize("suffix", ["sh", "py", "go", "cs", "php", "rb", "java"])
def test_a_hostile_sample_changes_nothing_and_ends(tmp_path, suffix):
    token = uuid.uuid4().hex
    (tmp_path / "secret.txt").write_text(f"secret of {token}")
    (tmp_path / "page.md").write_text("Words.\n")
    text = (CASES / "hostile" / f"sample.{suffix}").read_text("utf-8")
    page = tmp_path / f"sample.{suffix}"
    page.write_text(text.replace("@FOLDER@", str(tmp_path)).replace("@TOKEN@", token))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    found = run([page], seconds=2.0)
    # It is stopped, or comes to its own end for want of processes.
    assert found.ran == 1 or set(found.not_run) <= {"met the time limit", "met the output limit"}
    assert {item.rule for item in found.findings} <= {"WP702", "WP707"}
    assert not any(token in item.message.replace(str(tmp_path), "") for item in found.findings)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert not Path("/tmp", token).exists()
    assert gone(token)


def test_nothing_runs_without_a_sandbox(tmp_path, monkeypatch):
    monkeypatch.setattr("generator.proving.sandbox.sandbox.available", lambda: "bwrap is not installed")
    page = tmp_path / "a.md"
    page.write_text("```bash\ncurl https://api.acme.dev/v1/items\n```\n")
    result = CliRunner().invoke(command, [str(page), "--spec", str(SPEC), "--run"])
    assert "--run needs the sandbox, for the samples are not ours: bwrap is not installed" in str(
        result.exception
    )
    assert result.output == ""


def test_the_command_needs_a_description_and_exits_by_what_it_finds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "a.md"
    good = 'curl --fail-with-body -sS -m 9 https://api.acme.dev/v1/items -H "Authorization: Bearer $T"'
    page.write_text(f"```bash\n{good}\n```\n")
    assert CliRunner().invoke(command, ["a.md", "--run"]).exit_code == 2
    (tmp_path / "wireproof.yaml").write_text(f"spec: {SPEC}\n")
    passed = CliRunner().invoke(command, ["a.md", "--run"])
    assert (passed.exit_code, passed.output.splitlines()[-1]) == (0, "1 sample ran, 0 did not.")
    page.write_text(page.read_text().replace("items", "items?limit=x"))
    failed = CliRunner().invoke(command, ["a.md", "--run", "--format", "json"])
    document = json.loads(failed.output)
    assert (failed.exit_code, document["summary"]["ran"], document["summary"]["not_run"]) == (1, 1, {})
    assert [item["rule"] for item in document["findings"] if item["severity"] == "error"] == ["WP702"]


def test_a_description_without_a_server_is_held_against_the_one_that_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\nservers: [{url: /v1}]\n"
        "paths: {/pets: {get: {responses: {'200': {description: OK}}}}}\n"
    )
    line = "curl --fail-with-body -sS -m 9 https://pets.example.com/v1/pets"
    Path("a.md").write_text(f"```bash\n{line}\n```\n")
    words = ["a.md", "--run", "--spec", "a.yaml", "--server"]
    passed = CliRunner().invoke(command, [*words, "https://pets.example.com"])
    assert (passed.exit_code, passed.output.splitlines()[-1]) == (0, "1 sample ran, 0 did not.")


def test_a_reader_brings_ordinary_values_and_the_address_where_it_is_asked_for():
    text = 'curl "$BASE_URL/v1/items" -H "X: ${API_KEY}" --data "$REDIRECT_URI" $HOME; for i in 1; do echo $i; done'
    assert environment("curl", text, "https://api.acme.dev/v1") == {
        "BASE_URL": b"https://api.acme.dev",
        "API_KEY": b"readers-api-key",
        "REDIRECT_URI": b"https://readers.example.com/redirect_uri",
    }
    assert environment("go", 'os.Getenv("ACME_HOST")', "https://api.acme.dev/v1") == {
        "ACME_HOST": b"api.acme.dev"
    }


def test_the_bad_example_of_a_rule_triggers_it_and_the_good_one_does_not(tmp_path):
    for rule in RULES:
        (tmp_path / f"{rule}.md").write_text(catalogue()[rule].text)
    found = run([tmp_path])
    for rule in RULES:
        page = tmp_path / f"{rule}.md"
        good = page.read_text("utf-8").split("\n").index("## Good") + 1
        lines = [item.line for item in found.findings if item.path == str(page) and item.rule == rule]
        assert lines, f"{rule} has not been found in its bad example"
        assert max(lines) < good, f"{rule} has been found in its good example"


def test_nothing_runs_unless_it_is_asked_for():
    sources = [("a.md", (CASES / "shell.md").read_bytes())]
    assert audit_sources(sources, read(str(SPEC))).ran is None


PIECES = """
```csharp
var client = new HttpClient();
client.DefaultRequestHeaders.Add("Authorization", "Bearer t");
var response = await client.GetAsync("https://api.acme.dev/v1/items");
response.EnsureSuccessStatusCode();
Console.WriteLine(await response.Content.ReadAsStringAsync());
```

```php
$curl = curl_init("https://api.acme.dev/v1/items");
curl_setopt($curl, CURLOPT_HTTPHEADER, ["Authorization: Bearer t"]);
curl_setopt($curl, CURLOPT_FAILONERROR, true);
if (!curl_exec($curl)) exit(1);
```
"""


def test_a_piece_that_usings_or_a_tag_make_a_program_runs(tmp_path):
    (tmp_path / "page.md").write_text(PIECES)
    found = run([tmp_path])
    assert (found.ran, dict(found.not_run), found.findings) == (2, {}, ())


def test_of_a_sample_that_ran_the_request_is_compared_and_not_its_text(tmp_path):
    line = "curl --fail-with-body -sS 'https://api.acme.dev/v1/items?limit=x' -H \"Authorization: Bearer $T\""
    (tmp_path / "page.md").write_text(f"```bash\n{line}\n```\n")
    running = Running(str(SPEC), load_languages(), seconds=4.0)
    for how, rules in ((None, {"WP405"}), (running, {"WP702"})):
        assert {each.rule for each in audit([tmp_path], read(str(SPEC)), running=how).findings} == rules
