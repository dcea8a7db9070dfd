"""The judge: what it takes for the expected request, and what it does not."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model import (
    Basic,
    BinaryBody,
    FormBody,
    FormPart,
    Input,
    JsonBody,
    MultipartBody,
    Number,
    Request,
    Response,
    TextBody,
)
from generator.proving.http_message import Received
from generator.proving.judging.compare_bodies import form_pairs
from generator.proving.judging.compare_json import same_number
from generator.proving.judging.compare_request import Arrival, request_differences
from generator.proving.judging.differences import unequal
from generator.proving.judging.expected_request import expected
from generator.proving.judging.explain_request import request_diff
from generator.proving.judging.hostile_values import HOSTILE, hostile, leaks, marker, outside
from generator.proving.running.scenarios import error_scenarios
from generator.rendering.languages.language import Promises, Unfit

ADDS = ("Host", "User-Agent", "Content-Length", "Accept-Encoding")
NAME, SECRET, FILE = Input("NAME"), Input("SECRET", secret=True), Input("FILE", kind="file")
VALUES = {"NAME": "a b&c/é".encode(), "SECRET": b"s+cr%t:", "FILE": b"\x00\r\n--x\xff"}
FORM = FormBody((("grant_type", ("password",)), ("name", (NAME,)), ("scope", ("read write",))))
FORM_BYTES = b"grant_type=password&name=a+b%26c%2F%C3%A9&scope=read+write"
FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded")
ACCEPT = ("Accept", "application/json")


def request(**changes) -> Request:
    made = Request(
        "token", "x", "POST", ("https://api.example/o/token/",), headers=(("Accept", ("application/json",)),)
    )
    return replace(made, **changes)


def arrival(
    body=b"", *headers, method="POST", target="/o/token/", origin="https://api.example", host="api.example"
):
    framing = (("Host", host), ("Content-Length", str(len(body))), ("User-Agent", "test/1"))
    return Arrival(origin, Received(method, target, (*framing, *headers), body, b""))


def judged(asked: Request, *arrivals: Arrival, values=VALUES):
    return [difference.place for difference in request_differences(expected(asked, values), arrivals, ADDS)]


def test_a_request_as_described_has_no_difference():
    assert judged(request(body=FORM), arrival(FORM_BYTES, FORM_TYPE, ACCEPT)) == []


@pytest.mark.parametrize("charset", ["; charset=utf-8", ";charset=UTF-8"])
def test_a_media_type_may_say_that_the_text_is_in_utf_8(charset):
    named = (FORM_TYPE[0], FORM_TYPE[1] + charset)
    assert judged(request(body=FORM), arrival(FORM_BYTES, named, ACCEPT)) == []


def test_fields_of_different_names_may_come_in_any_order():
    body = b"scope=read%20write&name=a%20b%26c/%C3%A9&grant_type=password".replace(b"c/", b"c%2f")
    assert judged(request(body=FORM), arrival(body, FORM_TYPE, ACCEPT)) == []


def test_fields_of_one_name_keep_their_order():
    asked = request(body=FormBody((("a", ("1",)), ("a", ("2",)))))
    assert judged(asked, arrival(b"a=1&a=2", FORM_TYPE, ACCEPT)) == []
    assert judged(asked, arrival(b"a=2&a=1", FORM_TYPE, ACCEPT)) == ["form field a"]


@pytest.mark.parametrize("arrivals", [(), (arrival(FORM_BYTES, FORM_TYPE, ACCEPT),) * 2], ids=["none", "two"])
def test_there_is_exactly_one_request(arrivals):
    assert judged(request(body=FORM), *arrivals) == ["number of requests"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (FORM_BYTES.replace(b"&", b"&&", 1), "form"),
        (b"&" + FORM_BYTES, "form"),
        (FORM_BYTES + b"&", "form"),
        (FORM_BYTES.replace(b"+", b" "), "form"),
        (FORM_BYTES.replace(b"%C3%A9", "é".encode()), "form"),
        (FORM_BYTES.replace(b"%26", b"%G6"), "form"),
        (FORM_BYTES.replace(b"%2F", b"/"), "form"),
        (FORM_BYTES + b"\n", "form"),
        (FORM_BYTES.replace(b"&scope=read+write", b""), "form field scope"),
        (FORM_BYTES + b"&scope=read+write", "form field scope"),
        (FORM_BYTES.replace(b"%26", b"%2526"), "form field name"),
        (FORM_BYTES + b"&extra=", "form field extra"),
        (b"", "form field grant_type"),
    ],
)
def test_a_form_that_is_not_the_described_one_is_told_from_it(body, place):
    assert judged(request(body=FORM), arrival(body, FORM_TYPE, ACCEPT))[0] == place


@pytest.mark.parametrize(
    ("headers", "place"),
    [
        ((FORM_TYPE,), "header accept"),
        ((FORM_TYPE, ACCEPT, ACCEPT), "header accept"),
        ((FORM_TYPE, ("Accept", "*/*")), "header accept"),
        ((ACCEPT,), "header content-type"),
        ((ACCEPT, FORM_TYPE, FORM_TYPE), "header content-type"),
        ((ACCEPT, (FORM_TYPE[0], FORM_TYPE[1] + "; charset=latin-1")), "header content-type"),
        ((ACCEPT, FORM_TYPE, ("Authorization", "Bearer x")), "header authorization"),
        ((ACCEPT, FORM_TYPE, ("Cookie", "a=b")), "header cookie"),
        ((ACCEPT, FORM_TYPE, ("X-Other", "1")), "header x-other"),
        ((ACCEPT, FORM_TYPE, ("User-Agent", "twice")), "header user-agent"),
        ((ACCEPT, FORM_TYPE, ("Host", "api.example")), "header Host"),
        ((ACCEPT, FORM_TYPE, ("Transfer-Encoding", "chunked")), "framing"),
    ],
)
def test_each_header_is_there_once_with_its_value_and_no_other_is(headers, place):
    assert judged(request(body=FORM), arrival(FORM_BYTES, *headers)) == [place]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"method": "PUT"}, "method"),
        ({"target": "/o/token"}, "path"),
        ({"target": "//o/token/"}, "path"),
        ({"target": "/o/Token/"}, "path segment 2"),
        ({"target": "/o/%74oken/"}, "path segment 2"),
        ({"target": "/o/token/?a=b"}, "query"),
        ({"origin": "http://api.example"}, "origin"),
        ({"host": "other.example"}, "header Host"),
    ],
)
def test_method_and_address_are_the_described_ones(changes, place):
    assert judged(request(body=FORM), arrival(FORM_BYTES, FORM_TYPE, ACCEPT, **changes)) == [place]


URL = ("https://api.example:8443/users/", NAME, "?q=", NAME, "&page=2+3&flag")


@pytest.mark.parametrize(
    ("target", "places"),
    [
        ("/users/a%20b%26c%2F%C3%A9?q=a+b%26c%2F%C3%A9&page=2%203&flag", []),
        ("/users/a%20b&c%2F%C3%A9?q=a%20b%26c/%C3%A9&page=2+3&flag", []),
        ("/users/a+b%26c%2F%C3%A9?q=a+b%26c%2F%C3%A9&page=2+3&flag", ["path segment 2"]),
        ("/users/a%20b%26c/%C3%A9?q=a+b%26c%2F%C3%A9&page=2+3&flag", ["path"]),
        ("/users/a%20b%26c%2F%C3%A9?q=a+b&c%2F%C3%A9&page=2+3&flag", ["query"]),
        ("/users/a%20b%26c%2F%C3%A9?page=2+3&q=a+b%26c%2F%C3%A9&flag", ["query name", "query value q", "query name", "query value page"]),
        ("/users/a%20b%26c%2F%C3%A9?q=a+b%26c%2F%C3%A9&page=23&flag", ["query value page"]),
        ("/users/a%20b%26c%2F%C3%A9?q=a+b%26c%2F%C3%A9&page=2+3&flag=", ["query pair 3"]),
        ("/users/a%20b%26c%2F\xc3\xa9?q=a+b%26c%2F%C3%A9&page=2+3&flag", ["path segment 2"]),
    ],
)  # fmt: skip
def test_values_in_a_url_are_compared_decoded_and_fixed_text_as_it_is(target, places):
    asked = request(url=URL, method="GET")
    seen = arrival(
        b"", ACCEPT, method="GET", target=target, origin="https://api.example:8443", host="api.example:8443"
    )
    assert judged(asked, seen) == places


@pytest.mark.parametrize(
    ("credentials", "places"),
    [
        (b"a+b%26c%2F%C3%A9:s%2Bcr%25t%3A", []),
        (b"a%20b%26c%2f%c3%a9:s%2Bcr%25t%3A", []),
        ("a b&c/é:s+cr%t:".encode(), ["header authorization, decoded"]),
        (b"a+b%26c%2F%C3%A9s%2Bcr%25t%3A", ["header authorization, decoded"]),
        (b"a=b", ["header authorization, decoded"]),
        (b"a+b%26c%2F%C3%A9:s%2Bcr%25t", ["header authorization, password"]),
        (b"A+b%26c%2F%C3%A9:s%2Bcr%25t%3A", ["header authorization, user name"]),
    ],
)
def test_basic_credentials_of_oauth_are_form_encoded_before_the_base64(credentials, places):
    asked = request(basic=Basic((NAME,), (SECRET,), form_encoded=True))
    header = ("Authorization", "Basic " + base64.b64encode(credentials).decode())
    assert judged(asked, arrival(b"", header, ACCEPT)) == places


@pytest.mark.parametrize("header", ["Basic !!!", "Bearer YTpi", "Basic", ""])
def test_what_is_not_basic_authentication_is_not_taken_for_it(header):
    asked = request(basic=Basic(("a",), ("c",)))
    assert judged(asked, arrival(b"", ("Authorization", header), ACCEPT))
    assert judged(asked, arrival(b"", ACCEPT)) == ["header authorization"]


def test_plain_basic_credentials_are_sent_as_they_are():
    asked = request(basic=Basic((NAME,), (SECRET,)))
    plain = base64.b64encode(b"%s:%s" % (VALUES["NAME"], VALUES["SECRET"])).decode()
    assert judged(asked, arrival(b"", ("Authorization", f"Basic {plain}"), ACCEPT)) == []


DOCUMENT = {
    "big": Number("12345678901234567890"),
    "huge": Number("1e400"),
    "zero": -0.0,
    "list": [1, 2.5, None, True],
    "name": ("x", NAME),
}
JSON_TYPE = ("Content-Type", "application/json")
JSON = '{"big":12345678901234567890,"huge":1E+400,"zero":-0,"list":[1.0,25e-1,null,true],"name":"xa b&c\\/\\u00e9"}'


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("", "", None),
        ("12345678901234567890", "12345678901234567000", "body /big"),
        ("1E+400", "1e308", "body /huge"),
        ('"zero":-0', '"zero":0', "body /zero"),
        ("[1.0", "[true", "body /list/0"),
        ("null", "false", "body /list/2"),
        ("null,", "", "body /list"),
        (',"name"', ',"nome"', "body /name"),
        ("u00e9", "u00e8", "body /name"),
        ('"big":', '"big":1,"big":', "body"),
        ("null", "NaN", "body"),
        ("}", "", "body"),
        ("{", "\ufeff{", "body"),
    ],
)  # fmt: skip
def test_json_is_compared_by_value_and_numbers_digit_for_digit(old, new, place):
    seen = arrival(JSON.replace(old, new, 1).encode() if old else JSON.encode(), JSON_TYPE, ACCEPT)
    places = judged(request(body=JsonBody(DOCUMENT)), seen)
    assert places[:1] == ([place] if place else [])


def test_json_that_is_nested_without_end_is_a_difference_and_no_crash():
    assert judged(request(body=JsonBody([])), arrival(b"[" * 200_000, JSON_TYPE, ACCEPT)) == ["body"]


@given(st.integers(-(10**40), 10**40), st.integers(-30, 30), st.integers(0, 8))
def test_a_number_is_the_same_however_its_exponent_is_written(digits, exponent, shift):
    assert same_number(f"{digits}e{exponent}", f"{digits}{'0' * shift}e{exponent - shift}")
    assert not same_number(f"{digits}e{exponent}", f"{digits + 1}e{exponent}")


@given(st.lists(st.tuples(st.binary(), st.binary()), min_size=1))
def test_every_pair_comes_back_from_its_encoding(pairs):
    from urllib.parse import urlencode

    assert form_pairs(urlencode(pairs).encode()) == tuple(pairs)


def test_text_and_files_arrive_byte_for_byte():
    text = request(body=TextBody(("<a>", NAME, "</a>\n"), "application/xml"))
    type_ = ("Content-Type", "application/xml")
    assert judged(text, arrival("<a>a b&c/é</a>\n".encode(), type_, ACCEPT)) == []
    assert judged(text, arrival("<a>a b&c/é</a>".encode(), type_, ACCEPT)) == ["body"]
    file = request(body=BinaryBody(FILE))
    octets = ("Content-Type", "application/octet-stream")
    assert judged(file, arrival(VALUES["FILE"], octets, ACCEPT)) == []
    assert judged(file, arrival(VALUES["FILE"].replace(b"\r", b""), octets, ACCEPT)) == ["body"]


MULTIPART = MultipartBody((FormPart("note", (NAME,)), FormPart("file", (FILE,), "image/png", "a.png")))
PARTS = (
    b'--B\r\nContent-Disposition: form-data; name="note"\r\n\r\na b&c/\xc3\xa9\r\n'
    b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    b"\x00\r\n--x\xff\r\n--B--\r\n"
)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b"", b"", None),
        (b"name=\"note\"", b"name=\"node\"", "part 1 (note), name"),
        (b"a b&c", b"a b&d", "part 1 (note)"),
        (b"a.png", b"b.png", "part 2 (file), filename"),
        (b"image/png", b"image/gif", "part 2 (file), content-type"),
        (b"--x\xff", b"--x", "part 2 (file)"),
        (b"\r\n--B--\r\n", b"\r\n", "body"),
        (b"; name=\"note\"", b"; name=\"note\"; filename=\"x\"", "part 1 (note), filename"),
        (b"\"note\"\r\n", b"\"note\"\r\nContent-Type: text/plain; charset=utf-8\r\n", None),
        (b"\"note\"\r\n", b"\"note\"\r\nContent-Type: application/octet-stream\r\n", "part 1 (note), content-type"),
    ],
)  # fmt: skip
def test_the_parts_of_a_multipart_body_are_compared_one_by_one(old, new, place):
    type_ = ("Content-Type", "multipart/form-data; boundary=B")
    body = PARTS.replace(old, new, 1) if old else PARTS
    assert judged(request(body=MULTIPART), arrival(body, type_, ACCEPT)) == ([place] if place else [])


def test_a_body_that_nobody_described_is_a_difference():
    assert judged(request(), arrival(b"x", ACCEPT)) == ["body"]
    assert judged(request(), arrival(b"", JSON_TYPE, ACCEPT)) == ["header content-type"]


def test_a_diff_shows_the_line_that_differs_and_not_what_any_client_may_add():
    wanted = expected(request(body=FORM), VALUES)
    seen = arrival(FORM_BYTES.replace(b"read", b"rea"), FORM_TYPE, ACCEPT)
    changed = [line for line in request_diff(wanted, seen, ADDS)[2:] if line[0] in "+-"]
    assert changed == ["-scope=read+write", "+scope=rea+write"]


def test_a_diff_shows_user_name_and_password_of_basic_credentials():
    asked = request(basic=Basic(("alice",), ("s3cret",), form_encoded=False))
    header = ("Authorization", "Basic " + base64.b64encode(b"alice:other").decode())
    changed = request_diff(expected(asked, VALUES), arrival(b"", header, ACCEPT), ADDS)
    assert "-authorization: Basic base64(alice:s3cret)" in changed
    assert "+authorization: Basic base64(alice:other)" in changed


def test_of_long_values_the_part_is_shown_in_which_they_differ():
    difference = unequal("path", "a" * 500 + "left" + "b" * 500, "a" * 500 + "right" + "b" * 500)
    assert (difference.expected[0], "left" in difference.expected) == ("…", True)
    assert "right" in difference.received
    assert "(1006 characters)" in difference.expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"method": "PUT"}, ("method", '"POST"', '"PUT"')),
        ({"origin": "http://api.example"}, ("origin", '"https://api.example"', '"http://api.example"')),
        ({"host": "other.example"}, ("header Host", '"api.example"', '"other.example"')),
        ({"target": "/o/token"}, ("path", '"/o/token/"', '"/o/token"')),
        ({"target": "/o/token/?a=b"}, ("query", "none", '"a=b"')),
        ({"target": "/o/token/a b/".replace("/a", "a")}, ("path segment 2", "characters that a URL may hold (RFC 3986)", '"tokena b"')),
    ],
)  # fmt: skip
def test_a_difference_says_what_was_expected_and_what_came(changes, words):
    (found,) = request_differences(
        expected(request(body=FORM), VALUES), [arrival(FORM_BYTES, FORM_TYPE, ACCEPT, **changes)], ADDS
    )
    assert (found.place, found.expected, found.received) == words


def test_a_query_that_is_missing_or_has_other_pairs_is_told_in_full():
    asked = request(url=("https://api.example/p?a=1&b=2",))
    for target, words in [
        ("/p", ("query", '"a=1&b=2"', "none")),
        ("/p?a=1", ("query", "2 pairs", '1: "a=1"')),
        ("/p?a=1&b", ("query pair 2", '"b=2"', '"b"')),
        ("/p?a=1&c=2", ("query name", '"b"', '"c"')),
    ]:
        (found,) = request_differences(expected(asked, {}), [arrival(b"", ACCEPT, target=target)], ADDS)
        assert (found.place, found.expected, found.received) == words


def test_the_frame_of_a_message_is_that_of_its_body():
    def framed(*headers):
        seen = arrival(FORM_BYTES, FORM_TYPE, ACCEPT)
        kept = tuple(header for header in seen.received.headers if header[0] != "Content-Length")
        received = Received("POST", "/o/token/", (*kept, *headers), FORM_BYTES, b"")
        found = request_differences(
            expected(request(body=FORM), VALUES), [Arrival(seen.origin, received)], ADDS
        )
        return [str(each) for each in found]

    length = str(len(FORM_BYTES))
    assert framed(("Transfer-Encoding", "Chunked")) == []
    assert framed(("Content-Length", "1")) == [f'header Content-Length: expected {length}, received "1"']
    assert framed(("Transfer-Encoding", "gzip")) == [
        'header Transfer-Encoding: expected "chunked", received "gzip"'
    ]
    assert framed(("Content-Length", length), ("Content-Length", length)) == [
        f'framing: expected one of Content-Length and Transfer-Encoding, received "{length}", "{length}"'
    ]


def test_the_diff_of_equal_requests_is_empty():
    asked = request(body=JsonBody(DOCUMENT), basic=Basic((NAME,), (SECRET,), form_encoded=True))
    header = ("Authorization", "Basic " + base64.b64encode(b"a+b%26c%2F%C3%A9:s%2Bcr%25t%3A").decode())
    body = b'{"big":12345678901234567890,"huge":1e400,"zero":-0.0,"list":[1,2.5,null,true],"name":"xa b&c/\\u00e9"}'
    assert request_diff(expected(asked, VALUES), arrival(body, header, JSON_TYPE, ACCEPT), ADDS) == []


def test_every_input_takes_every_hostile_value():
    inputs = [Input("A"), Input("B", secret=True), Input("C")]
    runs = [values for _, values in hostile(inputs)]
    for each in inputs:
        wanted = {pattern.replace("§", marker(each.name)).encode() for _, pattern in HOSTILE}
        assert {values[each.name] for values in runs} == wanted


@pytest.mark.parametrize("prefix", [b"", b"x", b"xy", b"a:"])
def test_a_secret_is_found_plain_and_in_base64_wherever_it_starts(prefix):
    sign = marker("SECRET").encode()
    for shown in (sign, base64.b64encode(prefix + sign + b"tail"), base64.urlsafe_b64encode(prefix + sign)):
        assert leaks([NAME, SECRET], b"... " + shown + b" ...") == ("SECRET",)
    assert leaks([NAME, SECRET], marker("NAME").encode()) == ()


PROMISES = Promises(
    "show", time_limit=False, unfit=(Unfit("field", re.compile("^@"), "No value begins with an at sign"),)
)


def test_what_a_place_or_the_syntax_of_a_client_cannot_hold_is_not_asked_for():
    in_header = request(headers=(("X-Key", (NAME,)),), body=FormBody((("secret", (SECRET,)),)))
    values = {"NAME": b"a\r\nb", "SECRET": b"a\r\nb"}
    assert outside(in_header, values, PROMISES) == {"NAME"}
    assert outside(in_header, {"NAME": b"@a b", "SECRET": b""}, PROMISES) == frozenset()
    assert outside(in_header, {"NAME": b"a", "SECRET": b"@file"}, PROMISES) == {"SECRET"}
    plain = request(basic=Basic((NAME,), (SECRET,)))
    assert outside(plain, {"NAME": b"a:b", "SECRET": b"a:b"}, PROMISES) == {"NAME"}
    encoded = request(basic=Basic((NAME,), (SECRET,), form_encoded=True))
    assert outside(encoded, {"NAME": b"a:b", "SECRET": b"\x01"}, PROMISES) == frozenset()


def test_an_error_whose_media_type_is_no_text_is_tried_with_one():
    responses = (
        Response("200", media_type="application/json"),
        Response("500", media_type="application/octet-stream"),
    )
    request = Request("x", "default", "GET", ("https://a.example/",), responses=responses)
    bodies = [scenario.reply.body for scenario in error_scenarios(request, PROMISES) if scenario.reply]
    assert b"an error\n" in bodies
    assert bytes(range(256)) not in bodies
