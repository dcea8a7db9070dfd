"""Broken descriptions: one line for each fault, with file, line, pointer and remedy; never a traceback.

``python tests/reading/test_read_broken.py`` writes `cases/broken/expected.txt` anew; read the difference.
"""

import os
import re
import sys
from pathlib import Path

import paths
import pytest

from generator.errors import GeneratorError
from generator.reading.document.faults import error
from generator.reading.source.files import file_at
from generator.reading.validation.example_checks import all_example_faults
from generator.reading.validation.load import load_checked

CASES = paths.CASES / "broken"
SOUND = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /pets:
    get:
      responses:
        '200': {description: All pets.}
"""


def faults_of(path: Path | str) -> list[str]:
    """What is wrong in a description, or why it is none."""
    try:
        document = load_checked(file_at(str(path)))
    except GeneratorError as refusal:
        return str(refusal).splitlines()
    found = [*document.faults, *all_example_faults(document)]
    return str(error(found, document.sources)).splitlines() if found else []


def expected() -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for line in (CASES / "expected.txt").read_text("utf-8").splitlines():
        lines.setdefault(line.partition(":")[0], []).append(line)
    return lines


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.yaml")))
def test_each_fault_is_one_line_that_says_where_what_and_how_to_mend_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES)
    assert faults_of(name) == expected()[name]


def test_every_expected_line_names_a_place_and_a_remedy() -> None:
    remedies = ("write", "add", "remove", "mend", "put", "give", "keep", "take", "refer", "begin", "save")
    remedies += ("break", "check", "indent", "convert", "name", "describe", "close", "must be")
    for lines in expected().values():
        for line in lines:
            assert re.match(r"[\w.]+:\d+: ", line), line
            assert any(word in line.rpartition("; ")[2] for word in remedies), line


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def deep_aliases(levels: int) -> str:
    lines = ["openapi: 3.1.0", "a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


GENERATED: dict[str, tuple[str, str | bytes, str]] = {
    "empty": ("a.yaml", b"", r"a\.yaml: is empty; write"),
    "blank": ("a.yaml", b" \n\n", r"a\.yaml: is empty; write"),
    "only a comment": ("a.yaml", b"# later\n", r"a\.yaml:1: is no OpenAPI description; begin it with"),
    "latin-1": (
        "a.yaml",
        SOUND.replace("All", "Größe").encode("latin-1"),
        r"a\.yaml:8: is not UTF-8 text .*0xf6",
    ),
    "half a UTF-16": ("a.yaml", SOUND.encode("utf-16")[:-1], r"a\.yaml:\d+: is not UTF-16 text"),
    "UTF-16 without a mark": (
        "a.yaml",
        SOUND.encode("utf-16-le"),
        r"a\.yaml:1: holds a NUL .*save it as UTF-8",
    ),
    "binary": ("a.yaml", bytes(range(256)) * 9, r"a\.yaml:\d+: is not UTF-8 text"),
    "control character": ("a.yaml", SOUND.replace("All", "A\x07"), r"a\.yaml: is not YAML: .*; remove"),
    "billion laughs": (
        "a.yaml",
        deep_aliases(12),
        r"a\.yaml:\d+: /a\d+/\d: aliases repeat more than a million",
    ),
    "100 MB of aliases": (
        "a.yaml",
        "a: &a [" + "x, " * 999 + "x]\nb:\n" + "- *a\n" * 20_000_000,
        r"a\.yaml:1\d\d\d: /b/\d+: aliases repeat more than a million",
    ),
    "alias inside its anchor": (
        "a.yaml",
        "a: &a [*a]",
        r"a\.yaml:1: /a/0: the alias \*a has no anchor before it",
    ),
    "deep YAML": ("a.yaml", "a: " + "[" * 50_000, r"a\.yaml:1: .*nest.*; flatten it"),
    "deep block YAML": (
        "a.yaml",
        "\n".join(" " * n + "a:" for n in range(2000)),
        r"a\.yaml:201: (/a)+: is nested more than 200 deep",
    ),
    "deep by aliases": (
        "a.yaml",
        SOUND + "x-0: &x0 [1]\n" + "\n".join(f"x-{n}: &x{n} [*x{n - 1}]" for n in range(1, 400)),
        r"a\.yaml:\d+: /x-\d+(/0)+: is nested more than 200 deep",
    ),
    "deep JSON": (
        "a.json",
        '{"a": ' + "[" * 50_000 + "]" * 50_000 + "}",
        r"a\.json.*: is nested .* deep.*; flatten",
    ),
    "JSON with a comma too many": (
        "a.json",
        '{\n"openapi": "3.1.0",\n}',
        r"a\.json:[23]: is not JSON: .*; mend it",
    ),
    "JSON cut off": (
        "a.json",
        '{\n"openapi": "3.1',
        r"a\.json:2: is not JSON: unterminated string .*; mend it",
    ),
    "JSON key twice": (
        "a.json",
        '{"openapi": "3.1.0",\n "info": {"title": "A",\n\n "title": "B"}}',
        r"a\.json:4: /info/title: the key 'title' stands here twice; remove one",
    ),
    "JSON not a number": (
        "a.json",
        '{"a":\n [1,\n NaN]}',
        r"a\.json:3: /a/1: NaN is no number in JSON; write",
    ),
    "JSON half a surrogate pair": (
        "a.json",
        '{"a":\n "\\ud800"}',
        r"a\.json:2: holds half of a surrogate pair",
    ),
    "JSON with text after it": ("a.json", "{}\n{}", r"a\.json:2: is not JSON: extra data"),
    "JSON list": ("a.json", "[1]", r"a\.json:1: is no OpenAPI description; begin it with"),
    "JSON number": ("a.json", "1", r"a\.json:1: is no OpenAPI description; begin it with"),
    "JSON with a fault": (
        "a.json",
        (
            '{"openapi": "3.1.0", "info":\n {"title": 1,\n "version": "1"}, "servers": [{"url": "https://a.b"}],'
            '"paths": {"/a": {"get": {}}}}'
        ),
        r"a\.json:2: /info/title: is 1 but must be a string; put it in quotes",
    ),
    "byte order mark in the middle": ("a.yaml", "openapi: 3.1.0\n\ufeffinfo: {}\n", r"a\.yaml(:\d)?: "),
}


@pytest.mark.parametrize("case", GENERATED)
def test_a_file_that_is_no_description_at_all_gets_one_line(case: str, tmp_path: Path) -> None:
    name, content, pattern = GENERATED[case]
    lines = faults_of(write(tmp_path, name, content))
    assert len(lines) == 1
    assert re.match(pattern, lines[0].removeprefix(f"{tmp_path}/")), lines[0][:300]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "there is no such file" in faults_of(tmp_path / "none.yaml")[0]


def test_a_folder_is_said_to_be_a_folder(tmp_path: Path) -> None:
    assert "is a folder; name the description file in it" in faults_of(tmp_path)[0]


def test_a_name_with_a_nul_is_no_file() -> None:
    assert "cannot be read" in faults_of("a\0b.yaml")[0]


def test_a_file_without_permission_is_said_to_be_so(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", SOUND)
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:  # whom no permission stops
        os.seteuid(65534)
    try:
        lines = faults_of(path)
    finally:
        if is_root:
            os.seteuid(0)
    assert "may not be read by you" in lines[0]


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", SOUND)
    os.truncate(path, 2**30)
    assert "is larger than 256 MB" in faults_of(path)[0]


def test_more_than_fifty_faults_are_counted(tmp_path: Path) -> None:
    broken = "".join(f"  pets{n}: {{}}\n" for n in range(80))
    lines = faults_of(write(tmp_path, "a.yaml", SOUND + broken))
    assert len(lines) == 51
    assert lines[-1].endswith("and 30 more faults; mend these first")


def test_a_fault_in_another_file_names_that_file(tmp_path: Path) -> None:
    write(tmp_path, "parameters.yaml", "limit:\n  name: limit\n  in: qeury\n  schema: {type: integer}\n")
    text = SOUND.replace("    get:\n", "    get:\n      parameters: [{$ref: 'parameters.yaml#/limit'}]\n")
    lines = faults_of(write(tmp_path, "a.yaml", text))
    place = f"{tmp_path}/parameters.yaml:3: /limit/in: "
    assert lines == [f"{place}is 'qeury', which is not allowed; write 'query'"]


def test_a_misspelt_grant_type_is_told_the_right_one(tmp_path: Path) -> None:
    sound = (CASES.parent.parent.parent / "spec" / "token_endpoint.yaml").read_text("utf-8")
    path = write(tmp_path, "token.yaml", sound.replace("grant_type: password", "grant_type: pasword"))
    (line,) = faults_of(path)
    assert line.endswith(
        "grant_type is 'pasword', which is not allowed; write 'password' (its schema says so)"
    )


if __name__ == "__main__":
    os.chdir(CASES)
    found = [line for path in sorted(CASES.glob("*.yaml")) for line in faults_of(path.name)]
    (CASES / "expected.txt").write_text("\n".join(found) + "\n", "utf-8")
    sys.exit()
