"""`wireproof generate`, as its users meet it."""

import os
import subprocess
import sys
from pathlib import Path

import paths
import pytest

from generator.reading import read
from generator.rendering import load_languages, render

ROOT = paths.ROOT
SPEC = ROOT / "spec" / "token_endpoint.yaml"
WIREPROOF = Path(sys.executable).with_name("wireproof")
IDS = [
    f"{language}/token/{example}.{extension}"
    for language, extension in {"curl": "sh", "python": "py", "go": "go", "csharp": "cs"}.items()
    for example in ("password", "client_credentials", "authorization_code", "refresh_token")
]


def wireproof(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100"}
    return subprocess.run(
        [WIREPROOF, *words], capture_output=True, text=True, cwd=cwd, env=environment, check=False
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_example_becomes_a_file_in_every_language(tmp_path: Path) -> None:
    done = wireproof("generate", SPEC, "-o", "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "16 samples in out: 16 written, 0 unchanged\n")
    assert sorted(files(tmp_path / "out")) == sorted(IDS)


def test_a_description_without_a_server_takes_that_of_the_command_line_or_of_the_settings(
    tmp_path: Path,
) -> None:
    (tmp_path / "pets.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\nservers: [{url: /v1}]\n"
        "paths: {/pets: {get: {responses: {'200': {description: OK}}}}}\n"
    )
    command = ("generate", "pets.yaml", "-l", "curl", "-o", "out")
    refused = wireproof(*command, cwd=tmp_path)
    assert refused.returncode == 2
    assert "has no absolute server address" in refused.stderr
    (tmp_path / "wireproof.yaml").write_text("server: https://a.example.com\n")
    for words, address in (((), "https://a.example.com"), (("--server", "http://b.test"), "http://b.test")):
        assert wireproof(*command, *words, cwd=tmp_path).returncode == 0
        assert (
            f"curl --fail-with-body {address}/v1/pets\n"
            in (tmp_path / "out/curl/get-pets/default.sh").read_text()
        )


def test_a_second_run_touches_no_file(tmp_path: Path) -> None:
    wireproof("generate", SPEC, "-o", "out", cwd=tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    done = wireproof("generate", SPEC, "-o", "out", cwd=tmp_path)
    assert done.stdout == "16 samples in out: 0 written, 16 unchanged\n"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == before


def test_check_writes_nothing_prints_a_diff_and_exits_1(tmp_path: Path) -> None:
    done = wireproof("generate", SPEC, "-o", "out", "--check", "-l", "go", cwd=tmp_path)
    assert done.returncode == 1
    assert not (tmp_path / "out").exists()
    assert "+++ out/go/token/password.go" in done.stdout
    wireproof("generate", SPEC, "-o", "out", cwd=tmp_path)
    sample = tmp_path / "out/go/token/password.go"
    sample.write_text(sample.read_text().replace("PostForm", "Post"))
    done = wireproof("generate", SPEC, "-o", "out", "--check", cwd=tmp_path)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line.startswith(("-\t", "+\t"))] == [
        '-\tresponse, err := client.Post("https://dev-api.med2lab.com/o/token/", form)',
        '+\tresponse, err := client.PostForm("https://dev-api.med2lab.com/o/token/", form)',
    ]
    assert "PostForm" not in sample.read_text()


def test_the_result_is_the_same_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    wireproof("generate", SPEC, "-o", tmp_path / "a", cwd=ROOT)
    wireproof(
        "generate",
        os.path.relpath(SPEC, tmp_path / "elsewhere"),
        "-o",
        tmp_path / "b",
        cwd=tmp_path / "elsewhere",
    )
    assert files(tmp_path / "a") == files(tmp_path / "b") != {}


def test_settings_name_what_the_command_line_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "wireproof.yaml").write_text(
        f"spec: {SPEC}\nlanguages: [curl]\noutput: docs/samples\nvalues: placeholder\n"
    )
    done = wireproof("generate", cwd=tmp_path / "sub")
    assert done.returncode == 0, done.stderr
    assert sorted(files(tmp_path / "docs/samples")) == sorted(name for name in IDS if name.startswith("curl"))
    assert "<CLIENT_SECRET>" in (tmp_path / "docs/samples/curl/token/password.sh").read_text()


def test_a_language_of_the_users_own_adds_to_ours(tmp_path: Path) -> None:
    own = tmp_path / "languages" / "shout"
    own.mkdir(parents=True)
    (own / "language.toml").write_text(
        'title = "Shout"\nclient = "shout"\nfence = "text"\nextension = "txt"\nadds = []\n[comment]\nline = "; {text}"\n'
        '[[string]]\nopen = "<"\nclose = ">"\nescape = { "<" = "((", ">" = "))" }\n[input]\nread = "ask {name}"\n[promises]\nredirects = "show"\ntime_limit = false\n'
    )
    (own / "snippet.jinja").write_text(
        "{{ request.comment }}\nSHOUT {{ request.method }} AT {{ request.url }}\n"
    )
    done = wireproof("generate", SPEC, "--templates", "languages", "-l", "shout", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (
        (tmp_path / "out/shout/token/password.txt")
        .read_text()
        .endswith("SHOUT <POST> AT <https://dev-api.med2lab.com/o/token/>\n")
    )


MISTAKES = {
    ("generate", "no-such.yaml"): "no-such.yaml",
    ("generate",): "no description given; name one",
    ("generate", SPEC, "-l", "pyhton"): "no language 'pyhton'; did you mean 'python'?",
    ("generate", SPEC, "--templates", "nowhere"): "no such folder of templates",
    ("generate", SPEC, "-o", "a-file"): "a-file",
    ("generate", SPEC, "--values", "secret"): "'secret' is not one of 'env', 'placeholder', 'example'",
    ("genrate", SPEC): "No such command 'genrate'. Did you mean 'generate'?",
    ("generate", SPEC, "--colour"): "No such option",
}


@pytest.mark.parametrize(
    ("words", "message"), MISTAKES.items(), ids=[str(message) for message in MISTAKES.values()]
)
def test_a_mistake_gets_a_line_that_says_what_to_do(
    words: tuple[str | Path, ...], message: str, tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("mine")
    done = wireproof(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert files(tmp_path) == {"a-file": b"mine"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spce: x.yaml\n", "wireproof.yaml:1: setting 'spce' is not known; did you mean 'spec'?"),
        ("- spec\n", "holds no table of settings"),
        ("spec: [\n", "wireproof.yaml:2"),
        ("languages: go\n", "must be a list of texts"),
        ("values: all\n", "must be one of env, placeholder, example"),
    ],
)
def test_a_mistake_in_the_settings_names_the_file(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "wireproof.yaml").write_text(text)
    done = wireproof("generate", SPEC, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr


def test_an_output_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    target = Path("/proc/self/wireproof-cannot-write-here")
    done = wireproof("generate", SPEC, "-o", target, cwd=tmp_path)
    assert done.returncode == 2
    assert str(target.parent) in done.stderr or "/proc/" in done.stderr


def test_each_command_shows_an_example_in_its_help(tmp_path: Path) -> None:
    listed = wireproof("--help", cwd=tmp_path).stdout
    commands = [line.split()[0] for line in listed.partition("Commands:")[2].splitlines() if line.strip()]
    assert {"generate", "verify", "mock", "lint", "languages"} <= set(commands)
    for name in commands:
        shown = wireproof(name, "--help", cwd=tmp_path)
        assert shown.returncode == 0, shown.stderr
        assert "Example" in shown.stdout, name
        assert f"wireproof {name}" in shown.stdout.partition("Example")[2], name


def test_generated_samples_are_those_that_are_proven_whatever_is_documented_of_the_answers(
    tmp_path: Path,
) -> None:
    answers = {
        "text": "{'200': {description: OK, content: {text/plain: {example: hello}}}}",
        "bytes": "{'200': {description: OK, content: {application/pdf: {example: '%PDF'}}}}",
        "redirect": "{'302': {description: Found}}",
        "not-modified": "{'304': {description: As it was, content: {text/plain: {example: x}}}}",
        "nothing": "{'204': {description: Done}}",
        "either": "{'200': {description: OK, content: {application/json: {example: {}}}}, '204': {description: No}}",
    }
    lines = [
        "openapi: 3.1.0",
        "info: {title: A, version: '1'}",
        "servers: [{url: https://api.example.com}]",
        "paths:",
    ]
    lines += [
        f"  /{name}: {{get: {{operationId: {name}, responses: {said}}}}}" for name, said in answers.items()
    ]
    path = tmp_path / "api.yaml"
    path.write_text("\n".join(lines))
    done = wireproof("generate", path, "-l", "all", "-o", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    samples = list(render(read(path).requests, load_languages().values(), refusals=[]))
    assert {sample.path: sample.text.encode() for sample in samples} == files(tmp_path / "out")
    assert b"sys.stdout.buffer" in files(tmp_path / "out")["python/bytes/default.py"]
