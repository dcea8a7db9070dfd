"""Which names are another one, mistyped."""

import pytest

from generator.auditing.requests.slips import is_slip
from generator.text import closest_name


@pytest.mark.parametrize(
    ("name", "other", "is_one"),
    [
        ("respnose", "response", True),
        ("reponse", "response", True),
        ("cleint", "client", True),  # two letters swapped
        ("client", "client", False),
        ("client", "request", False),
        ("id", "identifier", False),  # too much longer
    ],
)
def test_a_slip_is_hardly_unlike(name: str, other: str, *, is_one: bool) -> None:
    assert is_slip(name, other, 0.85) is is_one


def test_of_names_that_are_equally_like_the_first_in_the_alphabet_is_meant() -> None:
    assert closest_name("beta", {"betb", "beta2", "betc"}, 0.5) == "beta2"
    assert closest_name("bet", {"betb", "betc", "zeta"}, 0.5) == "betb"
    assert closest_name("bet", {"order"}, 0.5) == ""
    assert closest_name("bet", {"order"}, 0) == "order"  # whatever it is like


def test_what_is_as_like_as_the_bound_is_near() -> None:
    assert closest_name("int", ["integer", "string"], 0.6) == "integer"  # twice three letters of ten
    assert is_slip("int", "integer", 0.6)
