"""Names fit for files: an operation's plain, an example's as its author wrote it."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.reading.document.names import distinct_name, example_name, file_name


@pytest.mark.parametrize(
    ("operation_id", "name"),
    [
        ("repos/get", "repos-get"),
        ("log in (admin)", "log-in--admin-"),
        ("..", "--"),
        ("con", "con-"),
        ("é", "é"),
    ],
)
def test_an_operation_is_a_plain_word(operation_id: str, name: str) -> None:
    assert file_name(operation_id) == name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("client_credentials", "client_credentials"), ("log in (admin) 100%, it's $x", "log in (admin) 100%, it's $x"),
        ("a/b\\c", "a-b-c"), ("../../x", "-.-..-x"), (" x ", "-x-"), ("a:b*c?", "a-b-c-"), ("nul", "nul-"), ("line\nbreak", "line-break"),
    ],
)  # fmt: skip
def test_an_example_keeps_its_name_but_for_what_no_file_can_have(key: str, name: str) -> None:
    assert example_name(key, "", is_first=True) == name


@given(st.text(min_size=1))
def test_any_name_is_one_file_below_its_folder_on_every_system(key: str) -> None:
    name = example_name(key, "", is_first=True)
    assert name
    assert name not in (".", "..")
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name
    assert not PureWindowsPath(name).is_reserved()
    assert len(name.encode("utf-8", "surrogatepass")) <= 110


@given(
    st.lists(st.sampled_from(["a", "A", "a-2", "a-2-2", "A-3", "b"])),
    st.sets(st.sampled_from(["a", "a-3", "b-2"])),
)
def test_a_name_that_is_taken_gets_the_first_number_that_is_free(names: list[str], before: set[str]) -> None:
    taken, free = dict.fromkeys(before, 1), set(before)
    for name in names:
        numbers = (name if n == 1 else f"{name}-{n}" for n in range(1, 99))
        expected = next(each for each in numbers if each.casefold() not in free)
        free.add(expected.casefold())
        assert distinct_name(name, taken) == expected
