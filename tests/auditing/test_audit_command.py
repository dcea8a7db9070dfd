"""``wireproof audit`` as a user runs it: formats, exit codes, rule selection, baseline and repairs."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import paths
import pytest
from click.testing import CliRunner

import generator
from generator.auditing.auditor import audit, audit_sources
from generator.auditing.rules.catalogue import catalogue, selected
from generator.cli import main
from generator.cli.commands.audit import command
from generator.cli.commands.export import command as export_command

CASES = paths.CASES / "audit"
BROKEN = (
    "# Guide\n\n```bash\ncurl -d 'a=1&&b=2' http://old.acme.dev/a\n```\n\n"
    "```bash\ncurl https://api.acme.dev/a -d '{\"a\": 1}'\n```\n\n```py\nprint 1\n```\n"
)


@pytest.fixture
def guide(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "docs" / "guide.md"
    path.parent.mkdir()
    path.write_bytes(BROKEN.encode())
    return path


def run(*words, stdin=None):
    return CliRunner().invoke(command, [str(word) for word in words], input=stdin)


def test_text_names_the_line_shows_it_with_a_caret_and_says_the_fix(guide):
    result = run("docs")
    assert result.exit_code == 1
    assert (
        "docs/guide.md:12:1: error WP101: Python refuses this: Missing parentheses in call to 'print'. "
        "Did you mean print(...)?\n    print 1\n    ^\n    fix: Correct it;" in result.output
    )
    assert result.output.splitlines()[-1].startswith("1 page: 3 samples judged, 0 not judged; 2 errors")


def test_a_page_without_errors_exits_with_0(guide):
    guide.write_text("```bash\ncurl -f -m 9 https://api.acme.dev/a\n```\n")
    result = run("docs")
    assert (result.exit_code, result.output) == (0, "1 page: 1 sample judged, 0 not judged; nothing found.\n")


def test_sarif_is_valid_against_its_schema_and_has_a_result_for_each_finding(guide):
    log = json.loads(run("docs", "--format", "sarif").output)
    findings = json.loads(run("docs", "--format", "json").output)["findings"]
    jsonschema.Draft4Validator(json.loads((CASES / "sarif-2.1.0.json").read_text())).validate(log)
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert len(results) == len(findings) == 4
    for result, finding in zip(results, findings, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "docs/guide.md"
        assert (result["ruleId"], place["region"]["startLine"]) == (finding["rule"], finding["line"])
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_rules_are_chosen_by_prefix_and_the_longer_prefix_wins(guide):
    output = run("docs", "--select", "WP2", "--ignore", "WP203", "--format", "json").output
    assert {finding["rule"] for finding in json.loads(output)["findings"]} == {"WP201", "WP205"}
    assert selected(("WP20",), ("WP2",)) == {rule for rule in catalogue() if rule.startswith("WP20")}


def test_the_configuration_chooses_rules_too(guide):
    Path("pyproject.toml").write_text('[tool.wireproof.audit]\nselect = ["WP101"]\n')
    output = run("docs", "--format", "json").output
    assert [finding["rule"] for finding in json.loads(output)["findings"]] == ["WP101"]


@pytest.mark.parametrize(
    ("name", "remedy"), [("wp203", "WP203"), ("WP2O3", "WP203"), ("no", "a rule is WP203")]
)
def test_an_unknown_rule_is_exit_2_with_the_nearest_name(guide, name, remedy):
    for option in ("--select", "--ignore"):
        result = run("docs", option, name)
        assert result.exit_code == 2
        assert f"{option}: there is no rule {name!r}" in result.stderr
        assert remedy in result.stderr


def test_an_unknown_rule_in_the_settings_is_exit_2_with_their_file(guide):
    Path("wireproof.yaml").write_text("audit:\n  ignore: [WP2003]\n")
    result = CliRunner().invoke(main, ["audit", "docs"])
    assert result.exit_code == 2
    assert result.stderr.endswith("wireproof.yaml: audit: there is no rule 'WP2003'; did you mean WP203?\n")


def test_a_baseline_keeps_what_is_known_out_even_when_lines_move(guide):
    assert run("docs", "--write-baseline", "known.json").exit_code == 0
    guide.write_bytes(b"New first line.\n\n" + guide.read_bytes() + b"\n```py\nprint 2\n```\n")
    result = run("docs", "--baseline", "known.json", "--format", "json")
    assert [finding["rule"] for finding in json.loads(result.output)["findings"]] == ["WP101"]
    assert run("docs", "--baseline", "docs/guide.md").exception.message.startswith("is no baseline")


def test_fix_mends_scheme_separator_and_content_type_and_nothing_else(guide):
    before = BROKEN.replace("\n", "\r\n").encode()
    guide.write_bytes(before)
    run("docs", "--fix")
    after = guide.read_bytes()
    expected = before.replace(b"a=1&&b=2' http://", b"a=1&b=2' https://")
    assert after == expected.replace(b"-d '{", b'-H "Content-Type: application/json" -d \'{')
    run("docs", "--fix")
    assert guide.read_bytes() == after
    assert [path.name for path in guide.parent.iterdir()] == ["guide.md"]


def test_standard_input_is_a_page(guide):
    result = run(
        "-",
        "--stdin-filename",
        "a.html",
        "--format",
        "json",
        stdin="<pre><code class='language-py'>print 1</code></pre>",
    )
    assert [(item["path"], item["line"], item["rule"]) for item in json.loads(result.output)["findings"]] == [
        ("a.html", 1, "WP101")
    ]


@pytest.mark.parametrize("package", ["docutils", "pyflakes", "tree_sitter", "turbohtml"])
def test_without_its_extra_the_audit_says_in_one_line_how_to_install_it(guide, package):
    code = f"import sys; sys.modules[{package!r}] = None; from generator.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "audit", "docs"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert result.stderr == "error: the audit is not installed; pip install 'wireproof[audit]' brings it\n"


def test_the_extra_has_all_that_only_the_audit_imports():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    names = {
        re.split("[<>=]", each)[0].replace("-", "_") for each in project["optional-dependencies"]["audit"]
    }
    package = Path(generator.__file__).parent
    texts = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    of_others = [text for path, text in texts.items() if "auditing" not in path.parts]
    assert not any(re.search(rf"(?:import|from) {name}\b", text) for name in names for text in of_others)
    assert all(any(name in text for text in texts.values()) for name in names)


def test_a_missing_page_is_a_bad_input_and_no_path_is_bad_usage(guide):
    assert "cannot be read" in str(run("nowhere.md").exception)
    assert run().exit_code == 2


def test_the_description_is_held_against_the_samples(guide):
    Path("api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://api.acme.dev/v1'}]\npaths:\n"
        "  /items/{id}:\n    get:\n      operationId: get\n      parameters:\n"
        "        - {name: id, in: path, required: true, schema: {type: string}, example: '1'}\n"
        "        - {name: sort, in: query, required: true, schema: {type: string, enum: [asc, desc]}, example: asc}\n"
        "      responses: {'200': {description: fine}}\n"
    )
    guide.write_text(
        "```bash\ncurl https://api.acme.dev/v1/items/2?sort=up\ncurl -X PUT https://api.acme.dev/v1/items/2\n"
        "curl https://api.acme.dev/v1/things\ncurl 'https://api.acme.dev/v1/items/{id}?page=1'\n"
        "curl 'http://api.other.dev/v1/items/2?sort=asc'\n```\n"
    )
    result = run("docs", "--spec", "api.yaml", "--select", "WP4", "--format", "json")
    found = {(item["line"], item["rule"]) for item in json.loads(result.output)["findings"]}
    assert found == {
        (2, "WP405"), (3, "WP402"), (4, "WP401"), (5, "WP403"), (5, "WP404"), (6, "WP407"),
    }  # fmt: skip


def test_what_an_operation_requires_in_headers_is_asked_of_its_samples(guide):
    Path("api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://api.acme.dev/v1'}]\n"
        "security: [{bearer: []}]\ncomponents: {securitySchemes: {bearer: {type: http, scheme: bearer}}}\npaths:\n"
        "  /items:\n    get:\n      parameters:\n"
        "        - {name: X-Tenant, in: header, required: true, schema: {type: string}, example: a}\n"
        "      responses: {'200': {description: fine}}\n"
    )
    commands = [
        "curl https://api.acme.dev/v1/items",
        "curl -H 'X-Tenant: a' https://api.acme.dev/v1/items",
        'curl -H "Authorization: Bearer $T" https://api.acme.dev/v1/items',
        "curl -H 'x-tenant: a' -u \"$ID:\" https://api.acme.dev/v1/items",
    ]
    blocks = [f"```bash\n{command}\n```\n" for command in commands]
    blocks.append('```csharp\nvar items = await client.GetAsync("https://api.acme.dev/v1/items");\n```\n')
    guide.write_text("".join(blocks))
    result = run("docs", "--spec", "api.yaml", "--select", "WP4", "--format", "json")
    found = [(item["line"], item["message"]) for item in json.loads(result.output)["findings"]]
    wanted = "the description wants credentials"
    header = "the required header X-Tenant is missing"
    assert [line for line, message in found if message.startswith(wanted)] == [2, 5]
    assert [line for line, message in found if message == header] == [2, 8]


@pytest.mark.parametrize("rule", sorted(catalogue()))
def test_every_rule_explains_itself_with_a_bad_and_a_good_example_and_its_source(rule):
    known = catalogue()[rule]
    assert re.fullmatch(r"[A-Z][\w, -]+", known.title, re.IGNORECASE)
    assert not known.text.startswith("#")
    for part in ("## Bad", "## Good", "## Source"):
        assert part in known.text
    assert known.source.startswith("https://")


def test_no_more_rules_than_a_writer_can_know():
    assert len(catalogue()) <= 40


def example(rule: str, part: str) -> str:
    """The page in the section of a rule's docstring; the fence of four holds a whole page."""
    following = {"Bad": "\n## Good\n", "Good": "\n## Source\n"}[part]
    text = catalogue()[rule].text
    section = text.partition(f"## {part}\n\n")[2].partition(following)[0]
    if section.startswith("````"):
        return section.partition("\n")[2].rpartition("````")[0]
    return section


@pytest.mark.parametrize("rule", sorted(rule for rule in catalogue() if not rule.startswith(("WP4", "WP7"))))
def test_the_bad_example_of_a_rule_triggers_it_and_the_good_one_does_not(rule):
    def rules_of(text):
        return {finding.rule for finding in audit_sources([("page.md", text.encode())]).findings}

    assert rule in rules_of(example(rule, "Bad"))
    assert rule not in rules_of(example(rule, "Good"))


@pytest.mark.parametrize("values", ["env", "placeholder", "example"])
def test_the_samples_that_we_generate_have_no_findings(tmp_path, values):
    from generator.cli.commands.generate import command as generate

    spec = paths.ROOT / "spec" / "token_endpoint.yaml"
    made = CliRunner().invoke(generate, [str(spec), "-o", str(tmp_path / "samples"), "--values", values])
    assert made.exit_code == 0, made.output
    result = run(tmp_path / "samples", "--spec", spec, "--format", "json")
    report = json.loads(result.output)
    assert (report["summary"]["judged"], result.exit_code) == (16, 0)
    assert report["findings"] == []


def test_a_description_with_samples_is_what_they_are_held_against(tmp_path):
    described = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://api.acme.dev/v1'}]\npaths:\n"
        "  /items:\n    get:\n      operationId: items\n      parameters:\n"
        "        - {name: limit, in: query, schema: {type: integer}}\n"
        "      responses: {'200': {description: ok}}\n      x-codeSamples:\n"
        "        - lang: Shell\n          source: |\n            curl --fail https://api.acme.dev/v1/items?limt=3\n"
    )
    page = tmp_path / "api.yaml"
    page.write_text(described)
    assert (14, "WP403") in {(each.line, each.rule) for each in audit([page]).findings}
    page.write_text(described.replace("limt", "limit"))
    assert "WP403" not in {each.rule for each in audit([page]).findings}
    page.write_text(described.replace("title: T, ", ""))  # a fault that is none of the operation's
    assert "WP403" in {each.rule for each in audit([page]).findings}
    page.write_text("paths: {}\n")  # another content than the file's
    assert "WP403" not in {each.rule for each in audit_sources([(str(page), described.encode())]).findings}


def test_our_own_samples_have_no_findings(tmp_path):
    spec = paths.SPEC
    written = tmp_path / "api.yaml"
    export = CliRunner().invoke(
        export_command, ["openapi", str(spec), "-l", "all", "--all-examples", "-o", str(written)]
    )
    assert export.exit_code == 0, export.output
    report = audit([written])
    assert report.judged >= 40
    assert [str(each) for each in report.findings] == []
