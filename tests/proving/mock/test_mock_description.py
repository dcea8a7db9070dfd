"""The mock as any operation of a description: over real HTTP, right requests and wrong ones."""

import http.client
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import paths
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mock_clients import bound

from generator.model import Request
from generator.proving.http_message import Received
from generator.proving.judging.expected_request import (
    Expected,
    ExpectedJson,
    ExpectedParts,
    Form,
    Octets,
    expected,
)
from generator.proving.mock.described.app import description_app
from generator.proving.mock.server.server import Listener, MockServer
from generator.reading.contracts import read_contracts
from generator.reading.source.json_text import compact_json

CASES = paths.CASES
SPEC = CASES / "mock" / "library.yaml"
TRACE = {"X-Trace": str(uuid.UUID(int=5))}
KEY = {"X-Key": "k"}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Address = tuple[str, int]


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Where, expected, received; the media type and the status are as they must be."""
        assert self.headers["content-type"] == "application/problem+json"
        assert (self.json["type"], self.json["status"]) == ("about:blank", self.status)
        return [
            (each["where"] + each.get("pointer", ""), each["expected"], each["received"])
            for each in self.json["errors"]
        ]


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with served(SPEC) as listening:
        yield listening


class served:  # noqa: N801 - it is used as a function is
    def __init__(self, path: Path) -> None:
        _, routes = read_contracts(str(path))
        self._socket = bound()
        self._server = MockServer([Listener(self._socket, description_app(routes))])

    def __enter__(self) -> Address:
        self._server.__enter__()
        return self._socket.getsockname()

    def __exit__(self, *_error: object) -> None:
        self._server.close()


def ask(
    address: Address, method: str, target: str, headers: dict[str, str] | None = None, body: object = None
) -> Got:
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return Got(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def books(address: Address, query: str = "", **headers: str) -> Got:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(address, "GET", f"/v1/books?{query}", {**TRACE, **named})


def add(address: Address, value: object, **more: str) -> Got:
    return ask(address, "POST", "/v1/books", {**KEY, **JSON, **more}, json.dumps(value))


FILES = """\
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /x:
    post:
      requestBody:
        required: true
        content:
          application/xml: {schema: {type: object, xml: {name: a}, properties: {b: {type: string}}}}
          image/svg+xml: {schema: {type: string, maxLength: 20}}
          application/octet-stream: {schema: {minLength: 2, maxLength: 4}}
          image/*: {schema: {type: string, format: binary, minLength: 2}}
          multipart/form-data:
            schema: {type: object, properties: {part: {type: string}}}
            encoding: {part: {contentType: application/xml}}
      responses: {'200': {description: OK}}
"""
BOUNDARY = "multipart/form-data; boundary=x"
PART = '--x\r\nContent-Disposition: form-data; name="part"\r\nContent-Type: application/xml\r\n\r\n{}\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("content_type", "body", "status", "received"),
    [
        ("application/xml", "<a><b>x</b></a>", 200, ""),
        ("application/xml; charset=utf-8", "\ufeff<?xml version='1.0'?><a>\u00e9</a>".encode(), 200, ""),
        ("application/xml", "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", 200, ""),
        ("application/xml", "<a><b></a>", 400, "mismatched tag: line 1, column 8"),
        ("application/xml", "{}", 400, "not well-formed (invalid token): line 1, column 0"),
        ("application/xml", "", 400, "no element found: line 1, column 0"),
        ("application/xml", "<!DOCTYPE a [<!ENTITY b 'bb'>]><a>&b;</a>", 400,
         "an entity 'b' of its own, which could grow without end"),
        ("application/xml", "<!DOCTYPE a [<!ENTITY % b SYSTEM 'x'>]><a/>", 400,
         "an entity 'b' of its own, which could grow without end"),
        ("image/svg+xml", "<svg/>", 200, ""),
        ("image/svg+xml", "<svg>", 400, "no element found: line 1, column 5"),
        ("image/svg+xml", "<svg>far too long for it</svg>", 422, '"<svg>far too long for it</svg>"'),
        ("application/octet-stream", b"\0\xff", 200, ""),
        ("application/octet-stream", b"\0", 422, '"\\u0000"'),
        ("application/octet-stream", b"\0\xff\0\xff\0", 422, '"\\u0000ÿ\\u0000ÿ\\u0000"'),
        ("image/png", b"\x89P", 200, ""),
        ("image/png", b"", 422, '""'),
        ("application/pdf", b"%PDF", 415, "application/pdf"),
        (BOUNDARY, PART.format("<a/>"), 200, ""),
        (BOUNDARY, PART.format("<a>"), 400, "no element found: line 1, column 3"),
    ],
)  # fmt: skip
def test_xml_is_well_formed_and_files_have_the_described_lengths(
    content_type: str, body: str | bytes, status: int, received: str, bodies: Address
) -> None:
    got = ask(bodies, "POST", "/x", {"Content-Type": content_type}, body)
    assert got.status == status
    if received:
        assert [fault[2] for fault in got.faults] == [received]


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    path = tmp_path_factory.mktemp("bodies") / "a.yaml"
    path.write_text(FILES)
    with served(path) as listening:
        yield listening


def test_a_request_that_fits_gets_an_answer_made_from_the_schema(address: Address) -> None:
    got = books(address)
    assert (got.status, got.headers["content-type"], got.headers["x-total"]) == (200, "application/json", "2")
    [book] = got.json
    assert book["id"] >= 100, "what only responses have is there"
    assert "secret" not in book, "what only requests have is not"
    assert book["kind"] == "novel"


@pytest.mark.parametrize(
    "query",
    [
        "limit=50",
        "tags=a%20b&tags=c%2Cd",
        "tags=a+b",
        "ids=1,2,3",
        "words=x%20y",
        "words=x+y",
        "pipes=p%7Cq",
        "pipes=p|q",
        "page[size]=5&page[after]=12",
        "page%5Bsize%5D=5",
        "where=%7B%22year%22%3A+null%7D",
        "undescribed=1",
    ],
)
def test_a_query_in_the_described_style_fits(address: Address, query: str) -> None:
    assert books(address, query).status == 200


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=51", ("query parameter 'limit'", "a number of at most 50", "51")),
        ("limit=many", ("query parameter 'limit'", "an integer", '"many"')),
        ("limit=1.5", ("query parameter 'limit'", "an integer", "1.5")),
        ("limit=", ("query parameter 'limit'", "an integer", '""')),
        ("ids=1,x", ("query parameter 'ids'#/1", "an integer", '"x"')),
        ("ids=1,2,3,4", ("query parameter 'ids'", "an array of at most 3 items", "[1, 2, 3, 4]")),
        ("words=wordy", ("query parameter 'words'#/0", "a string of at most 3 characters", '"wordy"')),
        ("pipes=p,q,r", ("query parameter 'pipes'#/0", "a string of at most 3 characters", '"p,q,r"')),
        ("page[after]=1", ("query parameter 'page'", 'a property "size"', "none")),
        ("page[size]=1&page[x]=2", ("query parameter 'page'", 'no property "x"', "2")),
        ("where={%22year%22:%22x%22}", ("query parameter 'where'#/year", "null or an integer", '"x"')),
    ],
)
def test_a_query_that_does_not_fit_is_told_where_what_and_why(
    address: Address, query: str, fault: tuple[str, str, str]
) -> None:
    got = books(address, query)
    assert (got.status, got.faults) == (400, [fault])


def test_headers_and_cookies_are_checked(address: Address) -> None:
    assert ask(address, "GET", "/v1/books").faults == [
        ("header parameter 'X-Trace'", "a value in the style simple", "nothing")
    ]
    assert books(address, X_Levels="1, 2", Cookie="a=b; theme=light").status == 200
    assert books(address, X_Levels="1,x", Cookie="theme=blue", X_Trace="1").faults == [
        ("header parameter 'X-Trace'", "a string of the format uuid", '"1"'),
        ("header parameter 'X-Levels'#/1", "an integer", '"x"'),
        ("cookie parameter 'theme'", 'one of "light", "dark"', '"blue"'),
    ]


def test_path_parameters_are_checked_and_written_out_paths_come_first(address: Address) -> None:
    assert ask(address, "GET", "/v1/books/7").status == 204
    assert ask(address, "GET", "/v1/books/x").faults == [("path parameter 'id'", "an integer", '"x"')]
    latest = ask(address, "GET", "/v1/books/latest")
    assert (latest.status, latest.headers["location"]) == (302, "/v1/books/7")


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("1,2/.a.b%2Fc/;x=1;y=2/x,1.5.json", None),
        ("1,x/.a/;x=1/x,1.json", "path parameter 'simple'#/1"),
        ("1/a/;x=1/x,1.json", "path parameter 'label'"),
        ("1/.a/;x=z/x,1.json", "path parameter 'matrix'#/x"),
        ("1/.a/x=1/x,1.json", "path parameter 'matrix'"),
        ("1/.a/;x=1/y,1.json", "path parameter 'point'"),
    ],
)
def test_each_style_of_a_path_is_undone(address: Address, target: str, where: str | None) -> None:
    got = ask(address, "GET", f"/v1/shapes/{target}")
    assert got.status == (400 if where else 200)
    assert [fault[0] for fault in got.faults] == [where] if where else got.body == b""


def test_no_path_and_no_method_are_404_and_405(address: Address) -> None:
    assert ask(address, "GET", "/books").faults == [("path", "one that the description has", "/books")]
    got = ask(address, "PATCH", "/v1/books/7")
    assert (got.status, got.headers["allow"]) == (405, "GET, PUT")
    assert got.faults == [("method", "GET, PUT", "PATCH")]
    assert ask(address, "GET", "/v1/shapes/1/.a/;x=1/x,1.xml").status == 404


def test_credentials_must_be_there(address: Address) -> None:
    got = ask(address, "POST", "/v1/books", JSON, '{"title": "t", "kind": "novel"}')
    assert (got.status, got.headers["www-authenticate"]) == (401, 'Bearer realm="mock"')
    assert [fault[0] for fault in got.faults] == ["credentials"]
    token = {**JSON, "Authorization": "bearer abc"}
    assert ask(address, "POST", "/v1/books", token, '{"title": "t", "kind": "novel"}').status == 201
    basic = {**JSON, "Authorization": "Basic abc"}
    assert ask(address, "POST", "/v1/books", basic, '{"title": "t", "kind": "novel"}').status == 401


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        ({"title": "t", "kind": "novel", "year": 2000, "pages": None}, []),
        ({"title": "t", "kind": "atlas", "scale": 1e-3}, []),
        ({"kind": "novel"}, [("body", 'a property "title"', "none")]),
        ({"title": "", "kind": "novel"}, [("body#/title", "a string of at least 1 characters", '""')]),
        ([1], [("body", "an object", "[1]")]),
    ],
)
def test_a_json_body_is_held_against_its_schema(
    address: Address, value: object, faults: list[object]
) -> None:
    got = add(address, value)
    assert got.status == (422 if faults else 201)
    if faults:
        assert faults[0] in got.faults


def test_a_body_that_fits_no_alternative_is_told_what_each_asks_for(address: Address) -> None:
    [(where, wanted, _)] = add(address, {"title": "t", "kind": "map"}).faults
    assert (where, '"novel" at /kind' in wanted, '"atlas" at /kind' in wanted) == ("body", True, True)


def test_a_malformed_or_missing_body_is_400_and_another_media_type_415(address: Address) -> None:
    broken = ask(address, "POST", "/v1/books", {**KEY, **JSON}, '{"title": ')
    assert broken.status == 400
    assert broken.faults[0][:2] == ("body", "a JSON text in UTF-8 (RFC 8259)")
    assert ask(address, "POST", "/v1/books", {**KEY, **JSON}, "NaN").status == 400
    assert ask(address, "POST", "/v1/books", {**KEY, **JSON}, b'"\xff"').status == 400
    assert ask(address, "POST", "/v1/books", {**KEY, **JSON}, "[" * 100_000).status == 400
    missing = ask(address, "POST", "/v1/books", KEY)
    listed = "application/json or application/x-www-form-urlencoded"
    assert (missing.status, missing.faults) == (400, [("body", listed, "no body")])
    untold = ask(address, "POST", "/v1/books", KEY, "{}")
    assert (untold.status, untold.faults[0][2]) == (415, "no Content-Type")
    other = ask(address, "POST", "/v1/books", {**KEY, "Content-Type": "text/xml"}, "<a/>")
    wanted = "application/json or application/x-www-form-urlencoded"
    assert (other.status, other.faults) == (415, [("header 'Content-Type'", wanted, "text/xml")])
    assert ask(address, "POST", "/v1/notes", {"Content-Type": "image/png"}, "x").status == 200
    assert ask(address, "POST", "/v1/notes", {"Content-Type": "text/plain; charset=utf-8"}, "x").status == 200
    assert ask(address, "POST", "/v1/notes", {"Content-Type": "text/plain"}, "x" * 11).status == 422


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ("title=1984&year=1949&tags=a&tags=b&codes=1%2C2&size%5Bx%5D=3", 201, None),
        ("title=a&tags=b", 201, None),
        ("year=1", 422, "body"),
        ("title=a&year=x", 422, "body#/year"),
        ("title=a&codes=1%2Cx", 422, "body#/codes/1"),
        ("title=a&size%5Bx%5D=q", 422, "body#/size/x"),
        ("title=a&what=b", 422, "body"),
        ("title=a&title=b", 422, "body#/title"),
        ("title=a&&year=1", 400, "body"),
        ("title=a b", 400, "body"),
    ],
)
def test_a_form_is_held_against_its_schema(
    address: Address, body: str, status: int, where: str | None
) -> None:
    got = ask(address, "POST", "/v1/books", {**KEY, **FORM}, body)
    assert got.status == status
    assert not where or [fault[0] for fault in got.faults] == [where]


def multipart(**parts: tuple[str, str]) -> tuple[dict[str, str], str]:
    """Each part has more of its disposition and headers, and its data."""
    lines = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{data}\r\n'
        for name, (more, data) in parts.items()
    ]
    return {"Content-Type": "multipart/form-data; boundary=b"}, "".join(lines) + "--b--\r\n"


PNG = ('; filename="a.png"\r\nContent-Type: image/png', "\x89PNG")


@pytest.mark.parametrize(
    ("parts", "status", "where"),
    [
        ({"cover": PNG, "note": ("", "12345"), "copies": ("", "2"), "meta": ("", '{"a": true}')}, 200, None),
        ({"cover": PNG, "note": ("", "too long")}, 422, "body#/note"),
        ({"note": ("", "x")}, 422, "body"),
        ({"cover": PNG, "note": ("", "x"), "copies": ("", "two")}, 422, "body#/copies"),
        ({"cover": PNG, "note": ("", "x"), "meta": ("\r\nContent-Type: application/json", "{}")}, 422, "body#/meta"),
        ({"cover": PNG, "note": ("", "x"), "meta": ("\r\nContent-Type: application/json", "{")}, 400, "body part 'meta'"),
        ({"cover": ('; filename="a"\r\nContent-Type: text/html', "x"), "note": ("", "x")}, 415, "body part 'cover'"),
    ],
)  # fmt: skip
def test_multipart_is_held_against_its_schema(
    address: Address, parts: dict[str, tuple[str, str]], status: int, where: str | None
) -> None:
    headers, body = multipart(**parts)
    got = ask(address, "PUT", "/v1/books/7", headers, body.encode("latin-1"))
    assert got.status == status
    assert not where or [fault[0] for fault in got.faults] == [where]


def test_broken_multipart_is_400(address: Address) -> None:
    headers, body = multipart(cover=PNG, note=("", "x"))
    assert ask(address, "PUT", "/v1/books/7", headers, body[:-9].encode("latin-1")).status == 400
    assert ask(address, "PUT", "/v1/books/7", {"Content-Type": "multipart/form-data"}, "x").status == 400


def test_prefer_asks_for_another_answer(address: Address) -> None:
    book = {"title": "t", "kind": "novel"}
    assert add(address, book, Prefer="code=409").json == {"error": "twice"}
    banned = add(address, book, Prefer='respond-async, code=409, example="banned"')
    assert (banned.status, banned.json) == (409, {"error": "banned"})
    assert banned.headers["preference-applied"] == "code=409, example=banned"
    assert add(address, book, Prefer="example=banned").status == 409
    assert add(address, book, Prefer=r'example="ban\ned"').status == 409
    gone = books(address, Prefer="code=410; example=gone")
    assert (gone.status, gone.json) == (410, {"title": "Gone"})
    assert gone.headers["content-type"] == "application/problem+json"
    unknown = add(address, book, Prefer="code=418")
    assert unknown.faults == [("header 'Prefer'", "a documented code (201, 409)", "code=418")]
    missing = add(address, book, Prefer="code=409, example=none")
    assert missing.faults == [("header 'Prefer'", "a documented example (twice, banned)", "example=none")]
    assert add(address, {"title": 1}, Prefer="code=409").status == 422, "a wrong request stays wrong"


def test_accept_chooses_the_media_type(address: Address) -> None:
    assert books(address, Accept="text/csv").body == b"title\nMomo\n"
    assert books(address, Accept="application/json;q=0.5, text/*").headers["content-type"] == "text/csv"
    assert books(address, Accept="*/*").headers["content-type"] == "application/json"
    refused = books(address, Accept="image/png, text/csv;q=0")
    assert refused.faults == [("header 'Accept'", "application/json or text/csv", "image/png, text/csv;q=0")]
    assert refused.status == 406


# What the samples send, written out as a request.


def wire(request: Request) -> tuple[Expected, dict[str, str], bytes | None]:
    values = {each.name: b"42" if each.kind == "text" else b"bytes" for each in request.inputs}
    documented = {each.name: each.example.encode() for each in request.inputs if each.example}
    wanted = expected(request, {**values, **documented})
    headers = {name: value.decode("latin-1") for name, value in wanted.headers}
    if wanted.credentials:
        headers["Authorization"] = "Basic eA=="
    if wanted.media_type:
        headers["Content-Type"] = wanted.media_type
    match wanted.body:
        case None:
            return wanted, headers, None
        case Form(pairs=pairs):
            return wanted, headers, urlencode(pairs).encode()
        case ExpectedJson(value=value):
            return wanted, headers, compact_json(value).encode()
        case Octets(data=data):
            return wanted, headers, data
        case ExpectedParts(parts=parts):
            kinds = [f"\r\nContent-Type: {part.media_type}" if part.media_type else "" for part in parts]
            files = [f'; filename="{part.filename}"' if part.filename else "" for part in parts]
            more = {
                part.name: (file + kind, part.data.decode("latin-1"))
                for part, file, kind in zip(parts, files, kinds, strict=True)
            }
            kind, text = multipart(**more)
            return wanted, {**headers, **kind}, text.encode("latin-1")


DESCRIPTIONS = [SPEC, *sorted((CASES / "descriptions").glob("*.*"))]


@pytest.mark.parametrize("path", DESCRIPTIONS, ids=lambda path: path.name)
def test_the_mock_takes_what_the_samples_send(path: Path) -> None:
    description, _ = read_contracts(str(path))
    with served(path) as address:
        for request in description.requests:
            wanted, headers, body = wire(request)
            got = ask(address, request.method, wanted.target, headers, body)
            assert got.status < 400, (request.id, wanted.target, got.body.decode())


def test_a_har_is_served_as_it_was_recorded() -> None:
    with served(CASES / "har" / "browser.har") as address:
        got = ask(address, "POST", "/api/login", FORM, "user=bob")
        assert (got.status, got.json["access_token"]) == (200, "<ACCESS_TOKEN>")
        assert ask(address, "PUT", "/api/profile").status == 204
        assert ask(address, "POST", "/api/photo", {"Prefer": "code=413"}, "x").status == 413
        assert ask(address, "GET", "/api/none").status == 404


APPS = [description_app(read_contracts(str(path))[1]) for path in DESCRIPTIONS]
PIECES = st.sampled_from(
    [
        "/v1/books",
        "/v1/books/7",
        "/v1/notes",
        "/v1/shapes/",
        ";x=",
        ".",
        ",",
        "?page[",
        "]=",
        "&ids=",
        "&where=",
        "%5B",
        "%C3",
        "%ff",
        "+",
        "{",
        "}",
        "[[",
        "null",
        "1e999",
        "-",
        "=",
        "&",
        ";",
        "/",
        "\x80",
        "é",
    ]
)
TYPES = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "text/plain",
        "image/png",
        ";",
        "a",
        "multipart/form-data; boundary=\x80",
    ]
)
BODIES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"{", b"[" * 5000, b'{"title": 1e999, "kind": []}', b"a=%zz", b"--b\r\n\r\n\r\n--b--", b"--b\r\nContent-Disposition: x; name*=utf-8''%ff\r\n\r\n\r\n--b--", b"size%5B%5D=1&size[=2&codes=,"]),
)  # fmt: skip


@settings(max_examples=400)
@given(
    st.sampled_from(APPS),
    st.sampled_from(["GET", "POST", "PUT", "X"]),
    st.lists(PIECES, min_size=1, max_size=8).map("".join),
    st.lists(st.tuples(st.sampled_from(["X-Trace", "Cookie", "Prefer", "Accept", "X-Key", "Authorization"]), st.text("a1,;=\"/*q.\x80 -", max_size=12)), max_size=4),
    TYPES,
    BODIES,
)  # fmt: skip
def test_no_request_however_wrong_is_more_than_a_refusal(
    app: object, method: str, target: str, headers: list[tuple[str, str]], kind: str, body: bytes
) -> None:
    reply = app(Received(method, target, (*headers, ("Content-Type", kind)), body, b""))
    assert 200 <= reply.status < 500
    assert all(value.isprintable() for _, value in reply.headers)
