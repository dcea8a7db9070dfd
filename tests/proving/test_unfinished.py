"""A tool that does not finish in its time is no fault of the sample's: exit 2, and no verdict."""

from dataclasses import replace
from uuid import uuid4

import pytest

from generator.cli.reports.text import VerifyReport, as_text
from generator.proving.proof import Subject
from generator.proving.running.prove import prove
from generator.proving.sandbox.process import Run
from generator.proving.toolchains import Unfinished, build, clean, compiled, csharp, find, project
from generator.reading import read
from generator.rendering import load_languages, render

LANGUAGES = load_languages()
SPEC = "spec/token_endpoint.yaml"


@pytest.fixture
def hurried(monkeypatch):
    """Little time for a compiler with a batch, and for each source alone."""
    for module in (compiled, csharp):
        monkeypatch.setattr(module, "_BATCH_SECONDS", -1.7)
        monkeypatch.setattr(module, "_ALONE_SECONDS", 0.2)
    monkeypatch.setattr(project, "BUILD_SECONDS", 0.2)


def slow(name):
    """The toolchain of a language, whose compiler takes a minute longer."""
    found = find(LANGUAGES[name])
    command = ["bash", "-c", 'sleep 60; exec "$@"', "bash", *found.table["build"]["command"]]
    return replace(found, table={**found.table, "build": {**found.table["build"], "command": command}})


def test_a_compiler_that_does_not_finish_blames_no_source(hurried):
    builds = build(slow("go"), {"one": b"package main\n", "two": b"package main\n\n"})
    assert {made.program for made in builds.values()} == {None}
    said = {said for made in builds.values() for said in made.diagnostics}
    assert said == {"could not be judged: the compiler did not finish in 0 s; try again"}
    assert all(isinstance(each, Unfinished) for each in said)


def test_a_csharp_compiler_that_does_not_finish_blames_no_source(hurried, monkeypatch):
    monkeypatch.setattr(csharp, "_ALONE_SECONDS", 0.01)
    (made,) = build(find(LANGUAGES["csharp"]), {"one": b"// never kept\nConsole.Write(1);"}).values()
    assert made.program is None
    assert isinstance(made.diagnostics[0], Unfinished)


def test_a_csharp_compiler_that_was_ended_is_asked_again_by_the_next_run(monkeypatch):
    sources = {"one": f"Console.Write(1); // {uuid4()}\n".encode()}
    with monkeypatch.context() as patched:
        ended = Run(None, b"", b"", 0.1, "signalled")
        patched.setattr(csharp, "call", lambda *_, **__: ended)
        (lost,) = build(find(LANGUAGES["csharp"]), sources).values()
    assert (lost.program, *lost.diagnostics) == (
        None, "sample.cs(1,1): error: the compiler cannot bear this source",
    )  # fmt: skip
    (made,) = build(find(LANGUAGES["csharp"]), sources).values()
    assert made.program


def test_a_compiler_that_is_late_with_the_batch_is_asked_for_each_alone(monkeypatch):
    monkeypatch.setattr(compiled, "_BATCH_SECONDS", -1.7)
    found = find(LANGUAGES["go"])
    late = 'case $# in 6) ;; *) sleep 60;; esac; exec "$@"'
    command = ["bash", "-c", late, "bash", *found.table["build"]["command"]]
    slow_batch = replace(found, table={**found.table, "build": {**found.table["build"], "command": command}})
    sources = {
        name: f"package main\n\nfunc main() {{}} // {name} {uuid4()}\n".encode() for name in ("one", "two")
    }
    assert slow_batch.table["build"]["command"][-1] == "{folders}"
    assert all(made.program for made in build(slow_batch, sources).values())


def test_a_linter_that_does_not_finish_blames_no_source(hurried):
    check = {"name": "reader", "command": ["bash", "-c", "sleep 60"], "complaint": "(?P<file>x)"}
    found = clean(replace(find(LANGUAGES["curl"]), checks=(check,)), {"one": b"", "two": b""})
    assert all(isinstance(said, Unfinished) for (said,) in found.values())


def test_a_sample_whose_compiler_does_not_finish_is_not_judged_and_verify_ends_with_2(hurried):
    sample = next(iter(render(read(SPEC).requests, [LANGUAGES["go"]])))
    (proof,) = prove([Subject.of(sample)], LANGUAGES, toolchains={"go": slow("go")})
    assert (proof.sent, proof.fails_loudly, proof.any_value, proof.clean) == (None, None, None, None)
    report = VerifyReport((proof,))
    assert report.exit_code == 2
    assert "could not be judged: the compiler did not finish" in as_text(report, lambda _, text: text)
