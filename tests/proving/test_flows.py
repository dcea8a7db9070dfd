"""Programs of several steps: proven as they are, and each of the faults put into one is found."""

import tomllib
from dataclasses import replace

import paths
import pytest

from generator.proving.proof import KINDS, Subject
from generator.proving.running.flow_scenarios import HOSTILE_OUTPUTS, flow_scenarios, replies
from generator.proving.running.prove import prove
from generator.reading import read
from generator.rendering import load_languages
from generator.rendering.render import render_flows

pytestmark = pytest.mark.xdist_group("flows")

SPEC = paths.ROOT / "spec/flows.arazzo.yaml"
LANGUAGES = {name: load_languages()[name] for name in ("curl", "python", "go", "csharp")}
FLOWS = {flow.name: flow for flow in read(SPEC).flows}
PROGRAMS = {
    sample.language: sample for sample in render_flows([FLOWS["authorization_code"]], LANGUAGES.values())
}
MUTANTS = tomllib.loads((paths.CASES / "mutants/flows.toml").read_text("utf-8"))["mutant"]


def altered(mutant):
    text = PROGRAMS[mutant["language"]].text
    for old, new in mutant["edits"]:
        assert text.count(old) == 1, f"{mutant['name']}: {old!r} is {text.count(old)} times in the sample"
        text = text.replace(old, new)
    return text


def test_the_flows_are_those_of_the_oauth_page():
    assert {name: [step.id for step in flow.steps] for name, flow in FLOWS.items()} == {
        "authorization_code": ["exchange", "call", "refresh", "call-again"],
        "client_credentials": ["token", "call"],
        "password": ["token", "refresh"],
        "revoke": ["token", "introspect", "revoke"],
    }


def test_the_program_of_each_language_is_proven_in_every_kind():
    subjects = [Subject.of(sample) for sample in PROGRAMS.values()]
    for proof in prove(subjects, LANGUAGES):
        assert [getattr(proof, kind) for kind in KINDS] == [True] * 4, proof.reason


def test_there_are_mutants_enough_in_every_language():
    assert len(MUTANTS) >= 24
    for language in LANGUAGES:
        kinds = {mutant["kind"] for mutant in MUTANTS if mutant["language"] == language}
        assert kinds == {"sent", "fails_loudly", "any_value"}


def test_every_mutant_is_caught_by_the_kind_that_is_meant_to_catch_it():
    subjects = [
        replace(
            Subject.of(PROGRAMS[mutant["language"]]),
            id=f"{mutant['language']}/mutant/{number}",
            data=altered(mutant).encode(),
            path=f"{mutant['language']}/mutant/{number}.{LANGUAGES[mutant['language']].extension}",
            kinds=(mutant["kind"],),
        )
        for number, mutant in enumerate(MUTANTS)
    ]
    proofs = {proof.sample_id: proof for proof in prove(subjects, LANGUAGES)}
    escaped = []
    for subject, mutant in zip(subjects, MUTANTS, strict=True):
        proof = proofs[subject.id]
        if getattr(proof, mutant["kind"]) is not False or mutant["because"] not in proof.reason:
            escaped.append(f"{mutant['language']}: {mutant['name']}: {proof.reason}")
    assert escaped == []


def test_no_two_runs_get_the_same_answers():
    flow = FLOWS["authorization_code"]
    scenarios = [
        scenario for _ in range(2) for scenario in flow_scenarios("sent", flow, LANGUAGES["go"].promises)
    ]
    bodies = [
        answer.body
        for scenario in scenarios
        for answer in (scenario.reply, *scenario.later)
        if b"token" in answer.body
    ]
    assert len(bodies) == len(set(bodies)) == 8


def test_each_documented_error_of_each_step_has_a_run_that_ends_there():
    flow = FLOWS["client_credentials"]
    names = [scenario.name for scenario in flow_scenarios("fails_loudly", flow, LANGUAGES["go"].promises)]
    for step in flow.steps:
        errors = [each for each in step.request.responses if not each.is_success]
        assert sum(name.startswith(f"step {step.id}:") for name in names) == len(errors) + 1
    assert names[-3:] == [
        "nobody listens",
        "a certificate of an unknown CA",
        "a certificate for another host",
    ]


def test_hostile_answers_are_what_an_oauth_server_may_give():
    for _, pattern in HOSTILE_OUTPUTS:
        assert all("\x20" <= character <= "\x7e" or character == "§" for character in pattern)
    assert max(len(pattern) for _, pattern in HOSTILE_OUTPUTS) > 7600
    for answer in replies(FLOWS["revoke"], lambda _: "x" * 9)[:1]:
        assert b'"access_token": "xxxxxxxxx"' in answer.body
