"""The ledger: no stamp for bytes that did not run, and no line lost between writers."""

from concurrent.futures import ProcessPoolExecutor
from datetime import date

import pytest
from msgspec.structs import replace

from generator.model import Request, Response, Sample
from generator.proving.hashes import request_hash
from generator.proving.ledger import earlier, read_ledger, record, stamp
from generator.proving.proof import Proof, Subject, Verdict, proof

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
REQUEST = Request(
    "token", "x", "POST", ("https://api.example/",), "Get", responses=(Response("200", "Fine."),)
)
SAMPLE = Sample("go", "go/token/x.go", "package main\n", REQUEST)
YES = Verdict(True, "", 1, 0.1)
KINDS = {"sent": YES, "fails_loudly": YES, "any_value": YES, "clean": YES}


def proven(sample: Sample = SAMPLE, **verdicts: Verdict) -> Proof:
    return proof(
        Subject.of(sample), "Go 1.27.3", KINDS | verdicts, request=request_hash(sample.request), prover="p"
    )


def test_a_proof_gives_a_stamp_for_its_bytes_and_its_request_alone(tmp_path):
    ledger = tmp_path / "a.proofs.jsonl"
    assert record(ledger, [proven()], (), TODAY)
    entries = read_ledger(ledger)
    assert stamp(entries, SAMPLE).date == "2026-11-24"
    assert stamp(entries, replace(SAMPLE, text="package main\n\n")) is None
    assert stamp(entries, replace(SAMPLE, request=replace(REQUEST, method="PUT"))) is None
    assert stamp(entries, replace(SAMPLE, request=replace(REQUEST, example="y"))) is None
    assert stamp(entries, replace(SAMPLE, request=replace(REQUEST, summary="Fetch"))) is not None


@pytest.mark.parametrize("change", [{"toolchain": "Go 1.28"}, {"prover": "q"}])
def test_a_proof_is_spared_only_with_the_same_tools_and_the_same_prover(tmp_path, change):
    record(tmp_path / "a", [proven()], (), TODAY)
    known = {"toolchain": "Go 1.27.3", "prover": "p"}
    assert earlier(read_ledger(tmp_path / "a"), Subject.of(SAMPLE), **known).since == "2026-11-24"
    assert earlier(read_ledger(tmp_path / "a"), Subject.of(SAMPLE), **(known | change)) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("passed", [False, None])
def test_a_proof_that_is_not_complete_is_not_recorded(tmp_path, kind, passed):
    recorded = record(tmp_path / "a", [proven(**{kind: Verdict(passed, "why")})], (), TODAY)
    assert recorded is (kind == "any_value" and passed is None)


def test_a_failure_takes_the_entry_of_its_own_bytes_away(tmp_path):
    record(tmp_path / "a", [proven()], (), TODAY)
    others = replace(SAMPLE, text="package other\n")
    assert not record(tmp_path / "a", [proven(others, sent=Verdict(False, "why"))], (), TODAY)
    assert record(tmp_path / "a", [proven(sent=Verdict(False, "why"))], (), TODAY)
    assert read_ledger(tmp_path / "a") == {}


def test_the_same_proof_on_another_day_changes_nothing(tmp_path):
    record(tmp_path / "a", [proven()], (), TODAY)
    before = (tmp_path / "a").read_bytes()
    assert not record(tmp_path / "a", [proven()], (), TOMORROW)
    assert (tmp_path / "a").read_bytes() == before


def test_a_number_and_a_text_of_the_same_digits_are_two_requests():
    from generator.model import JsonBody, Number

    bodies = [JsonBody({"a": value}) for value in (1, 1.0, True, "1", Number("1"), None, ("1",), ["1"])]
    assert len({request_hash(replace(REQUEST, body=body)) for body in bodies}) == len(bodies)


def write(path, number):
    sample = replace(SAMPLE, request=replace(REQUEST, example=f"x{number:02}"))
    record(path, [proven(sample)], (), TODAY)


def test_writers_at_the_same_time_lose_nothing(tmp_path):
    path = tmp_path / "a.proofs.jsonl"
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(write, [path] * 40, range(40)))
    assert list(read_ledger(path)) == [f"go/token/x{number:02}" for number in range(40)]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
