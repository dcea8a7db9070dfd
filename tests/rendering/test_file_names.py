"""A sample is published under a name that hides nothing, and runs under that name."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.proving.proof import Subject, among_siblings
from generator.proving.running.prove import prove
from generator.reading import read
from generator.rendering import load_languages, render
from generator.rendering.languages.file_names import published_path

LANGUAGES = load_languages()
PYTHONS = ("python", "python-requests", "python-httpx")
NAMES = ("email", "json", "requests", "httpx", "_socket", "plain")


def description(names):
    examples = ", ".join(f"{name}: {{value: {{x: '1'}}}}" for name in names)
    return f"""
openapi: 3.1.0
info: {{title: Things, version: "1"}}
servers: [{{url: "https://api.example.com"}}]
paths:
  /things:
    post:
      operationId: things
      requestBody:
        content:
          application/json: {{schema: {{type: object}}, examples: {{{examples}}}}}
      responses: {{"204": {{description: made}}}}
"""


@pytest.fixture(scope="module")
def requests(tmp_path_factory):
    place = tmp_path_factory.mktemp("description") / "things.yaml"
    place.write_text(description(NAMES))
    return list(read(place).requests)


def test_a_name_that_would_hide_a_module_is_not_published_and_the_id_stays(requests):
    samples = {
        sample.id: sample.path for sample in render(requests, [LANGUAGES["python"], LANGUAGES["curl"]])
    }
    assert samples["python/things/email"] == "python/things/email_sample.py"
    assert samples["python/things/plain"] == "python/things/plain.py"
    assert samples["python/things/requests"] == "python/things/requests.py"
    assert samples["curl/things/email"] == "curl/things/email.sh"


def test_the_modules_of_a_client_are_taken_for_its_own_samples(requests):
    chosen = [LANGUAGES["python-requests"], LANGUAGES["python-httpx"]]
    samples = {sample.id: sample.path for sample in render(requests, chosen)}
    assert samples["python-requests/things/requests"] == "python-requests/things/requests_sample.py"
    assert samples["python-requests/things/httpx"] == "python-requests/things/httpx.py"
    assert samples["python-httpx/things/httpx"] == "python-httpx/things/httpx_sample.py"


@pytest.mark.parametrize("language", PYTHONS)
def test_every_module_of_the_standard_library_is_taken(language):
    public = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    assert public <= LANGUAGES[language].taken
    assert LANGUAGES["python"].taken <= LANGUAGES[language].taken
    assert published_path(LANGUAGES[language], "x/__future__") == f"{language}/x/__future___sample.py"


def test_a_file_that_go_run_refuses_is_not_published():
    assert published_path(LANGUAGES["go"], "x/client_test") == "go/x/client_test_sample.go"


@given(st.lists(st.sampled_from(["email", "a", "_sample", "_test"]), min_size=1, max_size=4).map("".join))
def test_a_name_is_taken_at_most_once(name):
    """Whatever else is called so: no two ids have one path."""
    for language in LANGUAGES.values():
        one = published_path(language, f"x/{name}")
        others = (name.removesuffix("_sample"), f"{name}_sample", f"{name}_sample_sample")
        assert one not in {published_path(language, f"x/{other}") for other in others if other != name}


@pytest.mark.parametrize("language", PYTHONS)
def test_samples_run_among_siblings_whose_names_are_modules(language, requests):
    samples = list(render(requests, [LANGUAGES[language]]))
    subjects = [replace(Subject.of(sample), kinds=("sent",)) for sample in samples]
    placed = among_siblings(subjects, [sample.path for sample in samples])
    proofs = list(prove(placed, {language: LANGUAGES[language]}))
    assert len(proofs) == len(NAMES)
    assert all(proof.sent for proof in proofs), [proof.reason for proof in proofs]


def test_a_sibling_that_hides_a_module_fails_the_proof(requests):
    """Else a folder in which nothing runs would be proven."""
    sample = next(each for each in render(requests, [LANGUAGES["python"]]) if each.request.example == "plain")
    subject = replace(Subject.of(sample), kinds=("sent",))
    (placed,) = among_siblings([subject], [sample.path, "python/things/email.py"])
    (proof,) = prove([placed], {"python": LANGUAGES["python"]})
    assert proof.sent is False
    assert "email" in proof.reason
