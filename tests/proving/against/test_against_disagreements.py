"""A server that answers otherwise than described: each disagreement is named by the right words."""

import json

import pytest
from against import GOOD, PET, SPEC, against

from generator.proving.against.answer import disagreements
from generator.proving.against.forward import Forwarder
from generator.proving.http_message import Received
from generator.reading.answer_rules import read_answer_rules

pytestmark = pytest.mark.xdist_group("against")


def pet(**changes: object) -> bytes:
    return json.dumps({**PET, **changes}).encode()


REQUEST = Received(
    "GET",
    "/pets/42",
    (("Host", "api.pets.example"),),
    b"",
    b"GET /pets/42 HTTP/1.1\r\nHost: api.pets.example\r\n\r\n",
)
SEEDED = [
    (200, GOOD, pet(name=None), "body at /name: expected a string, received null"),
    (200, GOOD, pet(name=""), "body at /name: expected a string of at least 1 characters"),
    (200, GOOD, pet(name="x" * 21), "body at /name: expected a string of at most 20 characters"),
    (200, GOOD, pet(id="42"), 'body at /id: expected an integer, received "42"'),
    (200, GOOD, pet(id=0), "body at /id: expected a number of at least 1, received 0"),
    (200, GOOD, b'{"id": 42}', 'body: expected a property "name", received none'),
    (200, GOOD, pet(colour="red"), 'body: expected no property "colour", received "red"'),
    (200, GOOD, pet(tag="cow"), 'body at /tag: expected one of "dog", "cat", received "cow"'),
    (200, GOOD, pet(born="yesterday"), "body at /born: expected a string of the format date"),
    (200, GOOD, pet(chip="12a4"), "body at /chip: expected a string that matches"),
    (200, GOOD, pet(friends=[{}]), 'body at /friends/0: expected a property "id", received none'),
    (200, GOOD, pet(friends=[{"id": 1}] * 2), "body at /friends: expected an array without equal items"),
    (200, GOOD, pet(owner=[]), "body at /owner: expected"),
    (200, GOOD, pet(price=0), "body at /price: expected a number greater than 0"),
    (200, GOOD, pet(price=0.3), "body at /price: expected a multiple of 0.5"),
    (200, GOOD, b"[]", "body: expected an object, received []"),
    (200, GOOD, b"{", "the body is no JSON, as its Content-Type says"),
    (200, GOOD, b"", "the body is empty; application/json is documented for 200"),
    (
        200,
        {**GOOD, "Content-Type": "text/html"},
        b"<p>",
        'the media type "text/html" is not documented for 200',
    ),
    (200, {"X-Remaining": "7"}, pet(), "there is no Content-Type"),
    (200, {"Content-Type": "application/json"}, pet(), "the header X-Remaining is required"),
    (200, {**GOOD, "X-Remaining": "few"}, pet(), "header X-Remaining: expected an integer"),
    (201, GOOD, pet(), "the status 201 Created is not documented, only 200, 404"),
    (500, GOOD, b"<h1>", "the status 500 Internal Server Error is not documented"),
    (404, GOOD, b'{"error": "gone"}', "is documented as an error, 'No such pet'; expected a success (200)"),
    (404, GOOD, b'{"fault": "gone"}', "The response is not as described"),
]


@pytest.mark.parametrize("seed", SEEDED, ids=[seed[3] for seed in SEEDED])
def test_a_seeded_disagreement_is_named_by_the_right_words(server, seed):
    *server.answer, words = seed
    reply = Forwarder.to(server.url, server.ca).send(REQUEST)
    found = disagreements(read_answer_rules(str(SPEC))["getPet"], "GET", reply)
    assert any(words in each for each in found), found
    assert all("pets.yaml:" in each for each in found)


@pytest.mark.parametrize("number", range(0, len(SEEDED), 3))
def test_the_report_on_a_sample_names_the_disagreement(server, tmp_path, number):
    *server.answer, words = SEEDED[number]
    done = against(server, tmp_path)
    assert done.returncode == 1
    assert f"GET /pets/{{petId}} on {server.url.removeprefix('https://')}" in done.stdout
    assert words in done.stdout
    assert "pets.yaml:" in done.stdout


def test_an_answer_as_documented_has_no_disagreement(server):
    rules = read_answer_rules(str(SPEC))["getPet"]
    whole = pet(tag="dog", born="2020-02-29", chip="1234", friends=[{"id": 1}], owner=3, price=1.5)
    server.answer = (200, GOOD, whole)
    assert disagreements(rules, "GET", Forwarder.to(server.url, server.ca).send(REQUEST)) == ()
