"""What the mock takes the texts of a request for: styles undone, types found, an answer chosen."""

from collections.abc import Sequence

import pytest

from generator.contract import Contract, ParameterRule, TextTypes
from generator.model import Response
from generator.proving.http_message import Received
from generator.proving.mock.described.answers import answer
from generator.proving.mock.described.parameters import parameter_misfits
from generator.proving.mock.described.routes import Found
from generator.proving.mock.described.styles import cookie_texts, header_texts, path_texts, query_texts
from generator.proving.mock.described.values import typed

ANY = TextTypes(frozenset({"string", "array", "object"}))


def rule(
    place: str, style: str, *, explode: bool = False, shape: TextTypes = ANY, **more: object
) -> ParameterRule:
    return ParameterRule("p", place, True, style, explode, shape, check=lambda _: (), **more)


@pytest.mark.parametrize(
    ("style", "explode", "text", "texts"),
    [
        ("simple", False, "a,b%2Cc", [["a", "b,c"], {"a": "b,c"}, "a,b,c"]),
        ("simple", True, "a=1,b=2", [["a=1", "b=2"], {"a": "1", "b": "2"}, "a=1,b=2"]),
        ("simple", False, "a,b,c", [["a", "b", "c"], "a,b,c"]),
        ("simple", False, "", [[], {}, ""]),
        ("label", False, ".a,b", [["a", "b"], {"a": "b"}, "a,b"]),
        ("label", True, ".a.b", [["a", "b"], "a.b"]),
        ("label", False, "a,b", None),
        ("matrix", False, ";p=a,b", [["a", "b"], {"a": "b"}, "a,b"]),
        ("matrix", True, ";p=a;p=b", [["a", "b"], {"p": "b"}, "b"]),
        ("matrix", True, ";x=1;y=2", [{"x": "1", "y": "2"}]),
        ("matrix", False, ";p=a=1,b%2C=2", [["a=1", "b,=2"], {"a=1": "b,=2"}, "a=1,b,=2"]),
        ("matrix", False, ";q=a", None),
        ("matrix", False, "p=a", None),
    ],
)
def test_a_path_parameter_is_read_in_its_style(style: str, explode: bool, text: str, texts: object) -> None:
    assert path_texts(rule("path", style, explode=explode), text) == texts


def test_the_value_of_a_cookie_is_read_as_it_stands() -> None:
    assert cookie_texts(rule("cookie", "form"), [("p", "a,b%20")], []) == [
        ["a", "b%20"],
        {"a": "b%20"},
        "a,b%20",
    ]
    assert cookie_texts(rule("cookie", "form"), [("q", "a")], []) is None
    assert cookie_texts(rule("cookie", "form", explode=True), [("p", "a"), ("p", "b")], []) == [
        ["a", "b"],
        "b",
    ]


def test_white_space_around_the_commas_of_a_header_does_not_count() -> None:
    assert header_texts(rule("header", "simple"), "a ,\tb%20") == [["a", "b%20"], {"a": "b%20"}, "a ,\tb%20"]


@pytest.mark.parametrize(
    ("style", "explode", "pairs", "texts"),
    [
        ("form", False, [("p", "a,b%2Cc+d")], [["a", "b,c d"], {"a": "b,c d"}, "a,b,c d"]),
        ("form", True, [("p", "a"), ("q", "x"), ("p", "b")], [["a", "b"], "b"]),
        ("form", False, [("q", "x")], None),
        ("spaceDelimited", False, [("p", "a%20b+c")], [["a", "b", "c"], "a b c"]),
        ("pipeDelimited", False, [("p", "a%7Cb|c")], [["a", "b", "c"], "a|b|c"]),
        ("deepObject", True, [("p%5Ba%5D", "1"), ("p[b]", "2+3"), ("q[a]", "4")], [{"a": "1", "b": "2 3"}]),
        ("deepObject", True, [("p", "1")], None),
    ],
)
def test_a_query_parameter_is_read_in_its_style(
    style: str, explode: bool, pairs: list[tuple[str, str]], texts: object
) -> None:
    assert query_texts(rule("query", style, explode=explode), pairs, []) == texts


def test_an_exploded_object_takes_its_own_names_and_others_only_if_it_may_have_them() -> None:
    pairs = [("a", "1"), ("b", "2"), ("c", "3")]
    closed = TextTypes(frozenset({"object"}), properties={"a": frozenset()})
    opened = TextTypes(frozenset({"object"}), properties={"a": frozenset()}, extra=frozenset())
    assert query_texts(rule("query", "form", explode=True, shape=closed), pairs, ["b"]) == [{"a": "1"}]
    assert query_texts(rule("query", "form", explode=True, shape=opened), pairs, ["b"]) == [
        {"a": "1", "c": "3"}
    ]


@pytest.mark.parametrize(
    ("text", "types", "value"),
    [
        ("true", {"boolean"}, True),
        ("false", set(), False),
        ("true", {"string"}, "true"),
        ("null", {"null"}, None),
        ("null", {"string"}, "null"),
        ("", {"null"}, None),
        ("", {"null", "string"}, ""),
        ("", set(), ""),
        ("12", {"integer"}, 12),
        ("-1.5e2", {"number"}, -150.0),
        ("012", {"integer"}, "012"),
        ("1", {"string"}, "1"),
        ("[1]", {"array"}, [1]),
        ('{"a":1}', {"object"}, {"a": 1}),
        ("[1", {"array"}, "[1"),
        ("[1]", {"string"}, "[1]"),
    ],
)
def test_a_text_is_a_value_of_one_of_its_types(text: str, types: set[str], value: object) -> None:
    found = typed(text, frozenset(types))
    assert (found, type(found)) == (value, type(value))


def received(target: str = "/", *headers: tuple[str, str]) -> Received:
    return Received("GET", target, headers, b"", b"")


def misfits(asked: ParameterRule, request: Received, **values: str) -> list[tuple[str, str, str]]:
    found = Found(route=None, values=values)  # type: ignore[arg-type] # of the route only its contract counts
    return [
        (each.where, each.expected, each.received)
        for each in parameter_misfits(Contract((asked,)), found, request)
    ]


def test_what_is_missing_is_named_with_its_place_and_style() -> None:
    style = "a value in the style form"
    assert misfits(rule("query", "form"), received("/?q=1")) == [("query parameter 'p'", style, "nothing")]
    assert misfits(rule("cookie", "form"), received()) == [("cookie parameter 'p'", style, "nothing")]
    label = [("path parameter 'p'", "a value in the style label", "a")]
    assert misfits(rule("path", "label"), received("/a"), p="a") == label


def test_a_parameter_of_a_media_type_is_parsed_as_one() -> None:
    asked = rule("query", "form", media_type="application/json")
    assert misfits(asked, received("/?p=%7B%7D")) == []
    assert misfits(asked, received("/?q=1")) == [
        ("query parameter 'p'", "a value (application/json)", "nothing")
    ]
    ((where, _, _),) = misfits(asked, received("/?p=%7B"))
    assert where == "query parameter 'p'"
    whole = rule("querystring", "form", media_type="application/json")
    assert misfits(whole, received("/?%7B%7D")) == []
    assert len(misfits(whole, received("/?a=1"))) == 1


def test_the_texts_of_a_form_in_the_query_have_the_types_of_their_fields() -> None:
    seen: list[object] = []
    shape = TextTypes(frozenset({"object"}), properties={"a": frozenset({"integer"})})
    asked = ParameterRule(
        "p", "querystring", True, "form", True, shape, lambda value: seen.append(value) or (), "application/x-www-form-urlencoded"
    )  # fmt: skip
    assert misfits(asked, received("/?a=1&b=x+y")) == []
    assert seen[0] == {"a": 1, "b": "x y"}


BOTH: Sequence[Response] = (
    Response("200", media_type="application/json", body="{}"),
    Response("200", media_type="text/csv", body="a,b"),
)


@pytest.mark.parametrize(
    ("accept", "got"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json;q=0.5, text/csv;q=0.9", "text/csv"),
        ("application/json;q=0.5, text/*;q=0.4", "application/json"),
        ("*/*;q=0.1, text/csv; charset=utf-8", "text/csv"),
        ("*/*, application/json;q=0", "text/csv"),
        ("text/csv; q=0.2, */*; q=0.1", "text/csv"),
        ("application/json;q=much, text/csv;q=0.1", "text/csv"),
        ("image/png", "application/problem+json"),
    ],
)
def test_the_answer_has_the_media_type_that_the_client_likes_best(accept: str, got: str) -> None:
    reply = answer(BOTH, received("/", ("Accept", accept)))
    assert dict(reply.headers)["Content-Type"] == got
    assert reply.status == (406 if got.startswith("application/problem") else 200)
