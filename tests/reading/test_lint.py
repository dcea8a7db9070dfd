"""`wireproof lint`: what is poor or risky in a description that can be used."""

import re
import subprocess
from pathlib import Path

import paths
import pytest

from generator.config import Config, load_config
from generator.reading import lint as lint_module
from generator.reading.lint import lint

ROOT = paths.ROOT
TOKEN = ROOT / "spec" / "token_endpoint.yaml"
WIREPROOF = ROOT / ".venv" / "bin" / "wireproof"
GOOD = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers:
  - url: https://api.example.com
paths:
  /pets:
    post:
      operationId: addPet
      summary: Add a pet
      parameters:
        - {name: trace, in: query, required: true, description: Any text., schema: {type: string}, example: a}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string, description: Its name.}
            examples:
              cat: {value: {name: Tom}}
      responses:
        '200':
          description: The pet.
          content: {application/json: {example: {name: Tom}}}
        '400': {description: No such pet.}
"""

# rule: what to write instead of what, and on which line the finding stands then
FLAWS = {
    "WP001": ("https://api", "http://api", 4),
    "WP002": ("name: trace", "name: access_token", 11),
    "WP003": ("name: Tom}}", "grant_type: password}}", 20),
    "WP004": ("{name: Tom}}\n      resp", "{name: AKIAIOSFODNN7EXAMPLE}}\n      resp", 20),
    "WP010": ("      operationId: addPet\n", "", 7),
    "WP011": ("      summary: Add a pet\n", "", 7),
    "WP012": (", example: a}", "}", 11),
    "WP013": ("        '400': {description: No such pet.}\n", "", 7),
    "WP014": ("'200'", "'404'", 7),
    "WP015": ("{example: {name: Tom}}", "{}", 24),
    "WP016": ("\n      requestBody", "\n      security: [{tls: []}]\n      requestBody", 7),
    "WP020": (", description: Its name.", "", 18),
    "WP021": ("paths:", "components: {schemas: {Pet: {requird: [a]}}}\npaths:", 5),
    "WP022": ("paths:", "components: {schemas: {Pet: {type: object}}}\npaths:", 5),
}


def found(text: str, folder: Path) -> list[tuple[str, int]]:
    path = folder / "a.yaml"
    path.write_text(text, "utf-8")
    return [(finding.rule, finding.line) for finding in lint(str(path))]


def test_our_own_description_is_flawless() -> None:
    assert lint(str(TOKEN)) == []


def test_a_good_description_has_no_findings(tmp_path: Path) -> None:
    assert found(GOOD, tmp_path) == []


@pytest.mark.parametrize("rule", FLAWS)
def test_each_rule_sees_its_flaw_where_it_is(rule: str, tmp_path: Path) -> None:
    before, after, line = FLAWS[rule]
    assert before in GOOD
    text = GOOD.replace(before, after)
    if rule == "WP016":
        text += "  /dogs:\n    get: {operationId: d, summary: s, responses: {'200': {description: x}, '400': {description: x}}}\n"
        text += "components: {securitySchemes: {tls: {type: mutualTLS}}}\n"
    if rule == "WP004":
        text = GOOD.replace("value: {name: Tom}", "value: {name: AKIAIOSFODNN7EXAMPLE}")
    findings = found(text, tmp_path)
    assert (rule, line) in findings
    related = {"WP003": {"WP020"}, "WP021": {"WP022"}}.get(rule, set())
    assert {other for other, _ in findings} - {rule} <= related


def test_a_secret_in_the_example_of_an_answer_is_seen(tmp_path: Path) -> None:
    text = GOOD.replace(
        "content: {application/json: {example: {name: Tom}}}",
        "content: {application/json: {example: {name: AKIAIOSFODNN7EXAMPLE}}}",
    )
    assert found(text, tmp_path) == [("WP004", 24)]


def test_a_password_flow_without_a_warning_is_seen_where_it_stands(tmp_path: Path) -> None:
    flow = "{type: oauth2, flows: {password: {tokenUrl: /t, scopes: {}}}}"
    assert found(f"{GOOD}components:\n  securitySchemes:\n    a: {flow}\n", tmp_path) == [("WP003", 28)]
    warned = flow.replace("oauth2,", "oauth2, description: You must not use the password flow.,")
    assert found(f"{GOOD}components:\n  securitySchemes:\n    a: {warned}\n", tmp_path) == []


def test_a_wrong_example_in_a_large_description_is_an_error_here(tmp_path: Path) -> None:
    wrong = GOOD.replace("type: string, description: Its name.", "type: integer, description: Its age.")
    wrong += "  /dogs:\n    get: {operationId: d, summary: s, responses: {'200': {description: x}, '400': {description: x}}}\n"
    assert found(wrong, tmp_path) == [("WP005", 20)]


@pytest.mark.parametrize("example", ["example: x", "examples: [x, 3]"])
def test_a_wrong_example_that_a_schema_gives_a_request_is_an_error(example: str, tmp_path: Path) -> None:
    wrong = GOOD + (
        "  /dogs:\n    post:\n      operationId: d\n      summary: s\n      parameters:\n"
        "      - {name: q, in: query, description: Many., schema: {type: integer, EXAMPLE}}\n"
        "      requestBody: {content: {application/json: {schema: {type: integer, EXAMPLE}}}}\n"
        "      responses: {'200': {description: x}, '400': {description: x}}\n"
    ).replace("EXAMPLE", example)
    line = len(GOOD.splitlines()) + 6
    assert found(wrong, tmp_path) == [("WP005", line), ("WP005", line + 1)]


@pytest.mark.parametrize("words", ["MUST NOT be used (RFC 9700).", "Deprecated.", "Do not use it."])
def test_a_warning_at_the_password_grant_is_seen(words: str, tmp_path: Path) -> None:
    text = GOOD.replace(
        "{value: {name: Tom}}", f"{{description: '{words}', value: {{grant_type: password}}}}"
    )
    assert "WP003" not in {rule for rule, _ in found(text, tmp_path)}


def test_the_readers_own_machine_may_be_http(tmp_path: Path) -> None:
    assert found(GOOD.replace("https://api.example.com", "http://localhost:8000"), tmp_path) == []


def test_every_rule_is_in_the_table_of_the_documentation() -> None:
    from generator.reading.lint_rules import RULES

    documented = re.findall(r"^\| (WP\d+) \| (\w+) \|", lint_module.__doc__ or "", re.MULTILINE)
    assert documented == [("WP000", "error"), *((rule, severity) for rule, severity, _ in RULES)]


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([WIREPROOF, "lint", *words], cwd=cwd, capture_output=True, text=True, check=False)


def test_the_command_prints_a_line_for_each_finding_and_exits_1_for_an_error_only(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        GOOD.replace("https://", "http://").replace("      summary: Add a pet\n", "")
    )
    done = run("a.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "a.yaml:4: error WP001: the server http://api.example.com is not encrypted; write https://",
        "a.yaml:7: warning WP011: POST /pets has no summary; say in one line what it does",
        "1 error, 1 warning, 0 notes",
    ]
    (tmp_path / "b.yaml").write_text(GOOD.replace("      summary: Add a pet\n", ""))
    assert run("b.yaml", cwd=tmp_path).returncode == 0
    assert run("b.yaml", "--strict", cwd=tmp_path).returncode == 1


def test_the_command_takes_the_description_from_the_settings_of_a_folder_above(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "pyproject.toml").write_text("[tool.wireproof]\nspec = 'a.yaml'\n")
    (tmp_path / "below").mkdir()
    done = run(cwd=tmp_path / "below")
    assert (done.returncode, done.stdout) == (0, "0 errors, 0 warnings, 0 notes\n")


def test_a_broken_description_and_a_missing_name_exit_2(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\n")
    assert run("a.yaml", cwd=tmp_path).returncode == 2
    done = run(cwd=tmp_path)
    assert done.returncode == 2
    assert "no description given" in done.stderr


# settings


def test_settings_are_read_with_paths_relative_to_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wireproof.yaml").write_text(
        "spec: spec/a.yaml\nlanguages: [go]\noutput: out\ntemplates: [mine]\nvalues: placeholder\n"
        "audit: {select: [WP2], ignore: [WP605]}\n"
    )
    (tmp_path / "below").mkdir()
    expected = Config(
        spec="spec/a.yaml",
        languages=("go",),
        output=Path("out"),
        templates=(Path("mine"),),
        values="placeholder",
        audit_select=("WP2",),
        audit_ignore=("WP605",),
        path=tmp_path / "wireproof.yaml",
    )
    assert load_config(tmp_path) == expected
    assert load_config(tmp_path / "below") == expected


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_settings_may_be_empty(text: str, tmp_path: Path) -> None:
    (tmp_path / "wireproof.yaml").write_text(text)
    assert load_config(tmp_path).spec is None


def test_a_project_file_without_our_table_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "wireproof.yaml").write_text("spec: a.yaml\n")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "pyproject.toml").write_text("[project]\nname = 'uses-wireproof'\n")
    assert load_config(tmp_path / "below").path == tmp_path / "wireproof.yaml"
