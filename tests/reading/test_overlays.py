"""Overlays: applied before anything is read; faults are shown where they were written."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.config import load_config
from generator.errors import GeneratorError
from generator.reading import read

API = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - {name: old, in: query, required: true, example: o, schema: &text {type: string}}
        - {name: id, in: path, required: true, example: rex, schema: *text}
        - {name: q, in: query, required: true, example: 5, schema: {type: integer}}
      responses: {"200": {description: OK}}
"""
SERVER = "  - {target: $, update: {servers: [{url: https://a.example}]}}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(API)
    return tmp_path


def overlay(actions: str, name: str = "o.yaml", version: str = "1.1.0") -> str:
    Path(name).write_text(f"overlay: {version}\ninfo: {{title: O, version: '1'}}\nactions:\n{actions}")
    return name


def urls(actions: str) -> list[str]:
    found = read("api.yaml", overlays=[overlay(SERVER + actions)])
    return ["".join(map(str, request.url)) for request in found.requests]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    ("action", "url"),
    [
        ("{target: \"$.paths.*.get.parameters[?@.name == 'old']\", remove: true}", "rex?q=5"),
        ("{target: \"$.paths.*.get.parameters[?(@.name == 'old')]\", remove: true}", "rex?q=5"),
        ("{target: '$.paths.*.get.parameters[0,2]', remove: true}", "rex"),
        ("{target: '$.paths.*.get.parameters[2]', update: {example: 6}}", "rex?old=o&q=6"),
        ("{target: '$.paths.*.get.parameters[2].example', update: 7}", "rex?old=o&q=7"),
        (
            "{target: '$.paths.*.get.parameters', update: {name: n, in: query, required: true, example: x}}",
            "rex?old=o&q=5&n=x",
        ),
        ("{target: '$.paths.*.get.parameters[2]', copy: '$.paths.*.get.parameters[0]'}", "rex?old=o"),
    ],
)
def test_an_action_changes_what_it_selects(action: str, url: str) -> None:
    assert urls(f"  - {action}\n") == [f"https://a.example/pets/{url}"]


def test_a_part_that_an_alias_repeats_is_changed_in_one_place() -> None:
    enum = "  - {target: '$.paths.*.get.parameters[0].schema', update: {enum: [b]}}\n"
    gone = "  - {target: '$.paths.*.get.parameters[*].example', remove: true}\n"
    assert "old=b" in urls(enum + gone)[0]
    assert "/pets/b" not in urls(enum + gone)[0]


def test_actions_and_overlays_are_applied_in_their_order() -> None:
    first = overlay(SERVER + "  - {target: $.paths, update: {/b: {}}}\n", "first.yaml", "1.0.0")
    second = overlay("  - {target: \"$.paths['/b']\", copy: \"$.paths['/pets/{id}']\"}\n", "second.yaml")
    assert [each.path for each in read("api.yaml", overlays=[first, second]).operations] == [
        "/pets/{id}",
        "/b",
    ]


def test_a_fault_is_shown_in_the_file_that_has_it() -> None:
    name = overlay(
        SERVER
        + "  - {target: '$.paths.*.get.parameters[0]', remove: true}\n"
        + "  - {target: '$.paths.*.get.parameters[0]', update: {schema: {type: odd}}}\n"
        + "  - {target: '$.paths.*.get', update: {tags: {a: b}}}\n"
    )
    Path("api.yaml").write_text(API.replace("type: integer", "type: odder"))
    said = run("lint", "api.yaml", "--overlay", name).output
    assert "o.yaml:6: error WP000: /paths/~1pets~1{id}/get/parameters/0/schema/type: is 'odd'" in said
    assert "o.yaml:7: error WP000: /paths/~1pets~1{id}/get/tags: is a mapping" in said
    assert "api.yaml:10: error WP000: /paths/~1pets~1{id}/get/parameters/1/schema/type: is 'odder'" in said


def test_an_action_that_matches_nothing_is_one_line_and_no_error() -> None:
    name = overlay(SERVER + "  - {target: \"$.paths['/none']\", remove: true}\n")
    line = "o.yaml:5: /actions/1/target: $.paths['/none'] matches nothing in api.yaml; mend or remove the action\n"
    done = run("generate", "api.yaml", "--overlay", name, "-l", "curl", "-o", "out")
    assert (done.exit_code, done.stderr) == (0, line)
    assert "o.yaml:5: warning WP017" in run("lint", "api.yaml", "--overlay", name).output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("openapi: 3.1.0\n", "o.yaml:1: has no 'overlay', so it is no OpenAPI Overlay"),
        ("overlay: 2.0.0\n", "o.yaml:1: /overlay: is '2.0.0', which is no version"),
        ("overlay: 1.0.0\nactions: []\n", "o.yaml:2: /actions: an overlay has a list of actions"),
        ("overlay: 1.0.0\nactions: [{update: {}}]\n", "o.yaml:2: /actions/0: has no target"),
        ("overlay: 1.0.0\nactions: [{target: $}]\n", "o.yaml:2: /actions/0: does nothing"),
        ("overlay: 1.0.0\nactions: [{target: $, remove: 1}]\n", "/actions/0/remove: must be true or false"),
        ("overlay: 1.1.0\nactions: [{target: $, update: {}, copy: $}]\n", "has both update and copy"),
        ("overlay: 1.0.0\nactions: [{target: $.paths./a, remove: true}]\n", "'$.paths./a' is no JSONPath"),
        ("overlay: 1.0.0\nactions: [{target: $, remove: true}]\n", "selects the whole description"),
        (
            "overlay: 1.0.0\nactions: [{target: $.info, update: 5}]\n",
            "/actions/0/update: $.info selects an object",
        ),
        ("overlay: 1.1.0\nactions: [{target: $.info, copy: $.no}]\n", "$.no selects 0 values"),
        ("- [\n", "o.yaml:2: is not YAML"),
    ],
)
def test_an_overlay_that_cannot_be_applied_is_refused_with_the_place(text: str, message: str) -> None:
    Path("o.yaml").write_text(text)
    done = run("generate", "api.yaml", "--overlay", "o.yaml", "-o", "out")
    assert done.exit_code == 2
    assert message in done.output
    assert not Path("out").exists()


def test_a_har_takes_no_overlay_and_says_so() -> None:
    Path("r.har").write_text('{"log": {"entries": []}}')
    done = run("generate", "r.har", "--overlay", overlay(SERVER), "-o", "out")
    assert done.exit_code == 2
    assert (
        "r.har: is a HAR, and an overlay changes OpenAPI descriptions alone; leave --overlay out"
        in done.output
    )


def test_what_only_an_overlay_describes_is_named_when_it_cannot_be_exported() -> None:
    name = overlay(
        SERVER + "  - {target: $.paths, update: {/b: {get: {responses: {'200': {description: OK}}}}}}\n"
    )
    for kind in ("openapi", "overlay"):
        done = run("export", kind, "api.yaml", "--overlay", name, "-l", "curl", "-o", f"out.{kind}.yaml")
        assert done.exit_code == 0
        assert "not exported: GET /b: it is in another file, in an overlay" in done.output
        assert "https://a.example/pets/rex" in Path(f"out.{kind}.yaml").read_text()


def test_the_hint_to_lint_repeats_the_overlay() -> None:
    name = overlay(SERVER + "  - {target: $.paths.*.get, update: {tags: {a: b}}}\n")
    done = run("generate", "api.yaml", "--overlay", name, "-l", "curl", "-o", "out")
    assert "1 fault ignored; wireproof lint api.yaml --overlay o.yaml shows it" in done.output


def test_overlays_can_stand_in_the_settings_and_a_changed_one_counts() -> None:
    Path("wireproof.yaml").write_text("spec: api.yaml\noverlays: [o.yaml]\nlanguages: [curl]\n")
    for example in ("a", "b"):
        overlay(SERVER + f"  - {{target: '$.paths.*.get.parameters[1]', update: {{example: {example}}}}}\n")
        assert run("generate").exit_code == 0
        assert f"/pets/{example}" in Path("samples/curl/getPet/default.sh").read_text()
    Path("other.yaml").write_text(API.replace("info:", "servers: [{url: https://b.example}]\ninfo:"))
    assert run("generate", "other.yaml", "-o", "other").exit_code == 0
    assert "/pets/rex" in Path("other/curl/getPet/default.sh").read_text()
    Path("wireproof.yaml").write_text("overlays: o.yaml\n")
    with pytest.raises(GeneratorError, match=r"overlays' must be a list of texts"):
        load_config(Path.cwd())
