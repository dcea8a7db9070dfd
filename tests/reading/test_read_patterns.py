"""Strings made for the patterns of schemas; the judge is the validator that all values are held against."""

import warnings
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import CannotSampleError
from generator.reading.schema.scalars import made_string

# Patterns that vendors publish, with the lengths that they come with.
PUBLISHED: list[tuple[str, int, int | None]] = [
    (r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", 1, 128),
    (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", 6, 128),
    (r"^urn:tdm:(([a-z]{2}-(gov-)?[a-z]{4,9}-[0-9]{1,3}/[0-9]+/)*[\p{Alnum}_]+(/[\p{Alnum}_]+)*):([\p{Alpha}]*):([\p{Alnum}_]+)$", 0, 160),
    (r"[^\p{C}]+", 3, 2028),
    (r"\P{C}+", 1, 255),
    (r"[\P{C}\s]+", 1, 7168),
    (r"[\p{Graph}\x20]*", 0, 1000),
    (r"^[\p{Print}]*$", 9, 200),
    (r"\p{ASCII}{1,256}", 1, 256),
    (r"^[\p{L}_][\p{L}\p{N}@$#_]+$", 0, 127),
    (r"[\p{L}||\p{M}||\p{Z}||\p{S}||\p{N}||\p{P}]+", 1, 127),
    (r"[^\p{Cntrl}]*", 0, 1000),
    (r"[a-zA-Z0-9][a-zA-Z0-9-]*", 36, 36),
    (r"(0x)?[a-fA-F0-9]+", 64, 64),
    (r"^st-[a-zA-Z0-9]+$", 16, 16),
    (r"^arn:aws:payment-cryptography:[a-z]{2}-[a-z]{1,16}-[0-9]+:[0-9]{12}:key/[0-9a-zA-Z]{16,64}$", 70, 150),
    (r"^arn:(aws|aws\-cn|aws\-us\-gov):osis:.+:pipeline\/.+$", 46, 76),
    (r"^arn:aws:gamesparks:", 20, 2048),
    (r"^arn:aws:appsync:[A-Za-z0-9_/.-]{0,63}:\d{12}:apis/[0-9A-Za-z_-]{26}$", 70, 75),
    (r"^([0-9a-zA-Z+/]{4})*(([0-9a-zA-Z+/]{2}==)|([0-9a-zA-Z+/]{3}=))?$", 20, 36),
    (r"\A(25[0-5]|2[0-4]\d|[0-1]?\d?\d)(\.(25[0-5]|2[0-4]\d|[0-1]?\d?\d)){3}\z", 0, None),
    (r"^((25[0-5]|(2[0-4]|1[0-9]|[1-9]|)[0-9])(\.(?!$)|$)){4}", 7, 15),
    (r"(?=^.{8,64}$)((?=.*\d)(?=.*[A-Z])(?=.*[a-z])|(?=.*[^A-Za-z0-9\s]))^.*", 0, None),
    (r"^(-?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)([DW]))?$", 1, 100),
    (r"^(?!aws:)[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$", 1, 128),
    (r"^(?:[a-z]+){1}$", 40, 40),
    (r"(a*)*b", 500, None),
    (r"^(foo|bar)+[^a-z]?$", 5, None),
    (r"^$|^[0-9]{5}$", 1, None),
    (r"^(?<year>\d{4})-[01]\d$", 0, None),
    (r"[[]&{2}~~--]{1,3}", 0, None),
]  # fmt: skip


def schema(pattern: str, least: int, most: int | None) -> dict[str, Any]:
    lengths = {"minLength": least} if most is None else {"minLength": least, "maxLength": most}
    return {"type": "string", "pattern": pattern, **lengths}


@pytest.mark.parametrize(("pattern", "least", "most"), PUBLISHED)
def test_a_string_is_made_for_patterns_as_they_are_published(
    pattern: str, least: int, most: int | None
) -> None:
    part = schema(pattern, least, most)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a user would see those of Python's parser
        text = made_string([part], "the name")
    assert jsonschema_rs.Draft202012Validator(part).is_valid(text)


sets = st.sampled_from(
    ["[a-z]", r"\d", r"\p{Lu}", r"[\p{N}.]", r"\P{L}", r"[^\p{C}\w]", "x", "[.-]", r"(?:[ab]|\.)"]
)


@given(st.lists(st.tuples(sets, st.integers(0, 4), st.integers(0, 30)), min_size=1, max_size=5), st.data())
def test_every_length_that_repeats_allow_is_reached(
    pieces: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    pattern = "".join(f"{each}{{{least},{least + more}}}" for each, least, more in pieces)
    least = sum(least for _, least, _ in pieces)
    length = data.draw(st.integers(least, least + sum(more for _, _, more in pieces)))
    part = schema(f"^{pattern}$", length, length)
    text = made_string([part], "the name")
    assert len(text) == length
    assert jsonschema_rs.Draft202012Validator(part).is_valid(text)


@pytest.mark.parametrize(
    ("pattern", "least"),
    [("/^[0-9]{5}$/i", 0), (r"\p{None}", 0), ("[", 0), ("a", 10**9), ("((a{1000}){1000}){1000}", 0)],
)
def test_where_no_string_is_found_that_is_said(pattern: str, least: int) -> None:
    with pytest.raises(CannotSampleError, match="fits its pattern and length; write an example"):
        made_string([schema(pattern, least, None)], "name")
