"""Recorded traffic: what `read` makes of a HAR, and that no secret comes out of it."""

import copy
import json
from pathlib import Path
from typing import Any

import paths
import pytest
from hard_requests import corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import FaultsError, GeneratorError
from generator.model import (
    Basic,
    BinaryBody,
    Description,
    FormBody,
    Input,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
    Value,
)
from generator.proving.judging.expected_request import ExpectedParts, Form, expected
from generator.publishing.export.har import har
from generator.reading import read
from generator.reading.har.secrets import Secrets, is_secret_name, looks_random
from generator.rendering import load_languages, render

CASES = paths.CASES / "har"
BROWSER = CASES / "browser.har"
SECRETS = (  # of browser.har
    "Zq81kLm20xPpQ7",
    "plainsession",
    "correct horse",
    "correct+horse",
    "hunter2secret",
    "hunter3",
    "servers0wn",
    "tok-en-of-the-answer",
    "answered-token",
    "7f0c1c62",
    "open sesame",
    "YWxpY2U6",
    "987654",
    "4711",
    "ghp_0123456789abcdefghij",
    "n8Qz0pL4v1Xr7Tb9",
)


def text(value: Value) -> str:
    return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in value)


def entry(url: str = "https://api.example/x", method: str = "GET", **request: Any) -> dict[str, Any]:
    return {
        "request": {"method": method, "url": url, "headers": [], **request},
        "response": {"status": 200, "headers": [], "content": {}},
    }


def log(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": list(entries)}}


def described(tmp_path: Path, har: object, name: str = "x.har") -> Description:
    file = tmp_path / name
    file.write_text(json.dumps(har))
    return read(file)


def one(tmp_path: Path, har: object) -> Request:
    [request] = described(tmp_path, har).requests
    return request


def faults(tmp_path: Path, har: object) -> list[str]:
    with pytest.raises(FaultsError) as raised:
        described(tmp_path, har)
    return [f"{fault.pointer}: {fault.message}" for fault in raised.value.errors]


@pytest.fixture(scope="module")
def browser() -> Description:
    return read(BROWSER)


def test_each_entry_is_a_request_named_by_its_comment_or_a_slug(browser: Description) -> None:
    assert [request.id for request in browser.requests] == [
        "post-api-login/log_in",
        "get-api-orders-ORDERS_ID-items/get-api-orders-ORDERS_ID-items",
        "put-api-profile/put-api-profile",
        "post-api-photo/post-api-photo",
    ]
    assert browser.operations[1].path == "/api/orders/{ORDERS_ID}/items"


def test_what_is_no_request_of_http_is_named_with_the_reason(browser: Description) -> None:
    assert browser.operations[4].reasons == ("it goes to wss:, which is no HTTP request",)


def test_what_the_client_adds_by_itself_is_left_out(browser: Description) -> None:
    first, second, *_ = browser.requests
    assert [name for name, _ in first.headers] == ["Accept", "X-CSRF-Token", "Cookie"]
    assert dict(second.headers)["user-agent"] == ("ShopApp/3",), "an API may demand one"


def test_credentials_cookies_and_tokens_become_inputs(browser: Description) -> None:
    login, orders, profile, photo = browser.requests
    assert text(login.url) == "https://shop.example/api/login?next=%2Fcart&csrf=<X_CSRF_TOKEN>"
    assert text(dict(login.headers)["Cookie"]) == "sid=<SID_COOKIE>; theme=<THEME_COOKIE>"
    assert isinstance(login.body, FormBody)
    assert [(name, text(value)) for name, value in login.body.fields] == [
        ("user", "<API_USER>"),
        ("password", "<PASSWORD>"),
        ("remember", "true"),
        ("note", "a & b"),
    ]
    assert text(dict(orders.headers)["Authorization"]) == "Bearer <ACCESS_TOKEN>"
    assert text(dict(orders.headers)["x-trace"]) == "order <SID_COOKIE>", "a secret of another entry"
    assert profile.basic == Basic(
        (Input("API_USER", example="alice"),), (Input("API_PASSWORD", True, example="open sesame"),)
    )
    assert isinstance(photo.body, MultipartBody)
    assert [(part.name, text(part.value), part.filename) for part in photo.body.parts] == [
        ("title", "Holiday", None),
        ("apiKey", "<API_KEY>", None),
        ("photo", "<PHOTO_FILE>", "sea.png"),
    ]


def test_json_keeps_its_values_but_for_secrets(browser: Description) -> None:
    body = list(browser.requests)[2].body
    assert isinstance(body, JsonBody)
    assert body.value == {
        "name": "Alice",
        "age": 42,
        "big": 12345678901234567890123,
        "otp": 123456,
        "keys": [(Input("KEYS", True, example="ghp_0123456789abcdefghij"),)],
        "again": (Input("API_PASSWORD", True, example="open sesame"),),
        "blob": (Input("BLOB", True, example="n8Qz0pL4v1Xr7Tb9"),),
        "word": "internationalization",
    }
    assert body.media_type == "application/json; charset=utf-8"


def test_no_secret_of_a_browser_is_in_any_sample_or_response(browser: Description) -> None:
    samples = list(render(browser.requests, load_languages().values(), "env", []))
    assert len(samples) >= 12
    published = "\n".join(sample.text for sample in samples)
    published += repr([request.responses for request in browser.requests]) + repr(
        [(operation.id, operation.path) for operation in browser.operations]
    )
    assert [secret for secret in SECRETS if secret in published] == []
    assert "<ACCESS_TOKEN>" in published, "the responses are shown, without theirs"


def test_the_literal_values_are_shown_when_they_are_asked_for(browser: Description) -> None:
    [login, *_] = render(browser.requests, [load_languages()["python"]], "example", [])
    assert "correct horse" in login.text
    assert "plainsession" in login.text


def test_a_single_entry_and_a_file_of_another_name_are_read_by_what_they_hold(tmp_path: Path) -> None:
    for recorded, name in ((entry(), "one.har"), (entry(), "one.json"), (log(entry()), "traffic.txt")):
        assert [r.id for r in described(tmp_path, recorded, name).requests] == ["get-x/get-x"]
    utf16 = tmp_path / "utf16.json"
    utf16.write_text(json.dumps(log(entry())), "utf-16")
    assert len(list(read(utf16).requests)) == 1


def test_a_description_that_speaks_of_requests_is_no_har(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="has no 'openapi'"):
        described(tmp_path, {"info": {"log": {}}}, "x.json")


def test_entries_of_one_path_are_examples_of_one_operation(tmp_path: Path) -> None:
    har = log(
        entry(),
        {**entry(), "comment": "get-x"},
        entry("https://other.example/x"),
        entry("https://api.example/x?a=1"),
    )
    assert [r.id for r in described(tmp_path, har).requests] == [
        "get-x/get-x-2",
        "get-x/get-x",
        "get-x/get-x-3",
        "get-x-2/get-x-2",
    ]


def test_two_entries_of_one_name_are_a_fault_with_both_names(tmp_path: Path) -> None:
    har = log({**entry(), "comment": "a"}, {**entry(), "comment": "A"})
    [fault] = faults(tmp_path, har)
    assert fault.startswith(
        "/log/entries/1/comment: the comments 'a' and 'A' of two entries of GET /x give one id"
    )


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://api.example", "https://api.example/"),
        ("https://api.example:443/a?b#c", "https://api.example/a?b"),
        ("http://API.example:8080/a%2Fb/ä?x=%20+&y", "http://api.example:8080/a%2Fb/%C3%A4?x=%20+&y"),
        ("https://[::1]:8443/", "https://[::1]:8443/"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://api.example/?access_token=abc&q=", "https://api.example/?access_token=<ACCESS_TOKEN>&q="),
        ("https://api.example/reset/eyJhbGciOi.eyJzdWIi.x", "https://api.example/reset/<RESET_ID>"),
        ("https://api.example/o?code=abc&country_code=DE", "https://api.example/o?code=<CODE>&country_code=DE"),
    ],
)  # fmt: skip
def test_an_address_is_kept_as_it_was_but_for_secrets(tmp_path: Path, url: str, wanted: str) -> None:
    assert text(one(tmp_path, entry(url)).url) == wanted


def test_headers_of_one_name_are_one_with_commas(tmp_path: Path) -> None:
    headers = [
        {"name": name, "value": value} for name, value in (("X-Tag", "a"), ("X-One", "1"), ("x-tag", "b"))
    ]
    request = one(tmp_path, entry("https://api.example/", headers=headers))
    assert request.headers == (("X-Tag", ("a, b",)), ("X-One", ("1",)))


def test_user_and_password_in_an_address_are_basic_credentials(tmp_path: Path) -> None:
    request = one(tmp_path, entry("https://u%40x:p%3Aw@api.example/"))
    assert text(request.url) == "https://api.example/"
    assert request.basic == Basic(
        (Input("API_USERNAME", example="u@x"),), (Input("API_PASSWORD", True, example="p:w"),)
    )


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("Bearer abc", "Bearer <ACCESS_TOKEN>"),
        ("Token abc", "Token <TOKEN_CREDENTIALS>"),
        ("abc", "<AUTHORIZATION>"),
        ("Digest username=a, response=b", "Digest <AUTHORIZATION>"),
        ("Basic !!!", "Basic <BASIC_CREDENTIALS>"),
    ],
)
def test_every_kind_of_authorization_is_an_input(tmp_path: Path, value: str, wanted: str) -> None:
    request = one(tmp_path, entry(headers=[{"name": "Authorization", "value": value}]))
    assert text(dict(request.headers)["Authorization"]) == wanted
    assert all(each.secret for each in request.inputs)


def test_basic_credentials_of_an_oauth_client_are_form_encoded(tmp_path: Path) -> None:
    har = entry(
        method="POST",
        headers=[{"name": "Authorization", "value": "Basic YSUzQWI6YytkJTI2"}],
        postData={"mimeType": "application/x-www-form-urlencoded", "text": "grant_type=client_credentials"},
    )
    assert one(tmp_path, har).basic == Basic(
        (Input("CLIENT_ID", example="a:b"),),
        (Input("CLIENT_SECRET", True, example="c d&"),),
        form_encoded=True,
    )


def body(tmp_path: Path, media_type: str, **data: Any) -> object:
    return one(tmp_path, entry(method="POST", postData={"mimeType": media_type, **data})).body


def test_bodies_of_each_kind(tmp_path: Path) -> None:
    params = [{"name": "a", "value": "1 2"}, {"name": "token", "value": "t"}]
    form = body(tmp_path, "application/x-www-form-urlencoded", params=params)
    assert form == FormBody((("a", ("1 2",)), ("token", (Input("TOKEN", True, example="t"),))))
    parts = body(
        tmp_path,
        "multipart/form-data",
        params=[*params, {"name": "f", "fileName": "a.png", "contentType": "image/png"}],
    )
    assert [(p.name, text(p.value), p.media_type, p.filename) for p in parts.parts] == [
        ("a", "1 2", None, None),
        ("token", "<TOKEN>", None, None),
        ("f", "<F_FILE>", "image/png", "a.png"),
    ]
    xml = body(tmp_path, "application/xml", text="<a><password>x</password><b>1</b></a>")
    assert text(xml.text) == "<a><password><PASSWORD></password><b>1</b></a>"
    assert body(tmp_path, "application/json", text="{not json") == TextBody(
        ("{not json",), "application/json"
    )
    assert body(tmp_path, "application/json", text='"word"') == JsonBody("word")
    assert body(tmp_path, "text/plain", text="aGk=", encoding="base64") == TextBody(("hi",))
    assert isinstance(body(tmp_path, "image/png", text="iVBO/w==", encoding="base64"), BinaryBody)
    assert body(tmp_path, "text/plain", text="") is None


@pytest.mark.parametrize(
    ("media_type", "sent", "wanted"),
    [
        ("text/plain", 'password="correct horse" x', 'password="<PASSWORD>" x'),
        ("application/json", '{"a": 1, "a": 2, "token": "t \\" u"}', '{"a": 1, "a": 2, "token": "<TOKEN>"}'),
        ("application/x-www-form-urlencoded", '{"secret": "s"}', '{"secret": "<SECRET>"}'),
        ("application/graphql", "mutation { l(apiKey: 'k k') }", "mutation { l(apiKey: '<API_KEY>') }"),
        ("text/plain", "see https://a.example/?a=1&code=xyz.", "see https://a.example/?a=1&code=<CODE>"),
    ],
)  # fmt: skip
def test_a_secret_inside_a_text_is_an_input(tmp_path: Path, media_type: str, sent: str, wanted: str) -> None:
    found = body(tmp_path, media_type, text=sent)
    assert isinstance(found, TextBody)
    assert text(found.text) == wanted


def test_secrets_in_the_lists_of_an_answer_are_not_shown(tmp_path: Path) -> None:
    content = {
        "mimeType": "application/json",
        "text": '{"token": ["s3cretvalue", {"password": "hunter2secret"}]}',
    }
    recorded = entry()
    recorded["response"] = {"status": 200, "headers": [], "content": content}
    (response,) = one(tmp_path, recorded).responses
    assert json.loads(response.body or "") == {"token": ["<TOKEN>", {"password": "<PASSWORD>"}]}


def test_a_value_that_is_a_secret_once_is_one_wherever_it_stands(tmp_path: Path) -> None:
    sent = {"mimeType": "application/json", "text": '{"note": "8f3kQ29sLx", "password": "8f3kQ29sLx"}'}
    found = one(tmp_path, entry(method="POST", postData=sent))
    assert {each.secret for each in found.inputs} == {True}
    assert "8f3kQ29sLx" not in str(found.body).replace("example='8f3kQ29sLx'", "")


def test_cookies_are_taken_from_the_list_where_no_header_has_them(tmp_path: Path) -> None:
    cookies = [{"name": "sid", "value": "a"}, {"name": "x_y", "value": "b"}]
    listed = one(tmp_path, entry(cookies=cookies))
    assert text(dict(listed.headers)["Cookie"]) == "sid=<SID_COOKIE>; x_y=<X_Y>"
    header = [{"name": "Cookie", "value": "q=1;"}, {"name": "cookie", "value": " r=2"}]
    both = one(tmp_path, entry(cookies=cookies, headers=header))
    assert text(dict(both.headers)["Cookie"]) == "q=<Q_COOKIE>; r=<R_COOKIE>"


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"postData": {"mimeType": "application/json", "text": '{"n8Qz0pL4v1Xr7Tb9": 1}'}}, "a name in its body looks like a secret"),
        ({"postData": {"mimeType": "application/x-www-form-urlencoded", "text": "n8Qz0pL4v1Xr7Tb9=1"}}, "a name in its body looks like a secret"),
        ({"postData": {"mimeType": "multipart/form-data"}}, "its multipart body has no parts in the record"),
        ({"bodySize": 5, "postData": {"mimeType": "application/json"}}, "its body is not in the record"),
        ({"postData": {"mimeType": "application/x-www-form-urlencoded", "text": "a=%ff"}}, "its form is not UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_again_is_named_with_the_reason(
    tmp_path: Path, request_: dict[str, Any], reason: str
) -> None:
    [operation] = described(tmp_path, entry(method="POST", **request_)).operations
    assert operation.requests == ()
    assert operation.reasons[0].startswith(reason)


def test_a_refused_entry_is_named_by_its_comment(tmp_path: Path) -> None:
    har = {**entry(method="POST", postData={"mimeType": "multipart/form-data"}), "comment": "upload"}
    [operation] = described(tmp_path, har).operations
    assert operation.reasons == ("the entry 'upload': its multipart body has no parts in the record",)


def test_a_pair_of_the_query_that_the_address_lacks_is_sent_too(tmp_path: Path) -> None:
    pairs = [{"name": "a", "value": "1"}, {"name": "b c", "value": "2 3"}, {"name": "d"}]
    request = one(tmp_path, entry("https://api.example/x?a=1", queryString=pairs))
    assert request.url == ("https://api.example/x?a=1&b%20c=2%203&d=",)


def test_a_content_type_without_a_body_is_sent_too(tmp_path: Path) -> None:
    headers = [{"name": "Content-Type", "value": "application/json"}]
    assert one(tmp_path, entry(headers=headers)).headers == (("Content-Type", ("application/json",)),)
    data = {"mimeType": "application/json", "text": "1"}
    assert one(tmp_path, entry(method="POST", headers=headers, postData=data)).headers == ()


def test_two_files_of_one_field_are_two_files(tmp_path: Path) -> None:
    files = [{"name": "f", "fileName": "a.txt"}, {"name": "f", "fileName": "b.txt", "value": "hello"}]
    request = one(
        tmp_path, entry(method="POST", postData={"mimeType": "multipart/form-data", "params": files})
    )
    for values in ("env", "example"):
        (sample,) = render([request], [load_languages()["curl"]], values)
        assert sample.text.count("f=@a.txt") == sample.text.count("f=@b.txt") == 1


def test_a_long_text_without_a_secret_stays_as_it_is(tmp_path: Path) -> None:
    long = "a" * 100_000 + "-" * 100_000 + "token" * 20_000
    assert body(tmp_path, "text/plain", text=long) == TextBody((long,))


def test_values_of_one_name_are_inputs_of_different_names(tmp_path: Path) -> None:
    request = one(
        tmp_path, entry("https://api.example/?token=a1&x_token=b", headers=[{"name": "token", "value": "b2"}])
    )
    assert [each.name for each in request.inputs] == ["TOKEN_2", "X_TOKEN", "TOKEN"]


BROKEN = [
    ({"log": {}}, "/log: has no entries; record at least one request, and export it"),
    ({"log": {"entries": []}}, "/log/entries: has no entries; record at least one request, and export it"),
    (log({"response": {}}), "/log/entries/0: has no request object; add 'request'"),
    (log(entry(), entry(method="G T")), "/log/entries/1/request/method: 'G T' is no method; write one, such as GET"),
    (log(entry("/x")), "/log/entries/0/request/url: '/x' is no absolute address; write one such as https://api.example.com/users"),
    (log(entry("https://h:x/")), "/log/entries/0/request/url: 'https://h:x/' is no absolute address; write one such as https://api.example.com/users"),
    (entry(headers=[{"name": "a"}]), "/request/headers/0: has no 'value'; add a text"),
    (entry(headers=[{"name": "a b", "value": ""}]), "/request/headers/0/name: 'a b' is no name of a header; mend it"),
    (entry(headers=[{"name": "a", "value": "x\ny"}]), "/request/headers/0/value: a header has no line break or NUL; take it out"),
    (entry(headers={}), "/request/headers: is a mapping but must be a list of objects with 'name' and 'value'"),
    (entry(postData="x"), "/request/postData: is 'x' but must be an object with 'mimeType' and 'text' or 'params'"),
    (entry(postData={"text": 1}), "/request/postData/text: is 1 but must be the text of the body; write that"),
    ({**entry(), "comment": 1}, "/comment: is 1 but must be a text, which names the example; write that"),
    ({**entry(), "response": {"status": "200"}}, "/response/status: the status is '200'; write a number such as 200"),
]  # fmt: skip


@pytest.mark.parametrize(("har", "fault"), BROKEN, ids=lambda each: each if isinstance(each, str) else "")
def test_a_broken_har_is_one_line_with_pointer_and_remedy(tmp_path: Path, har: object, fault: str) -> None:
    assert faults(tmp_path, har) == [fault]


def sent(request: Request, values: dict[str, bytes]) -> dict[str, object]:
    """What goes over the wire; where Inputs stand is of no account."""
    wire = expected(request, values)
    body = wire.body
    if isinstance(body, ExpectedParts):
        body = [
            (part.name, None if part.file else part.data, part.media_type, part.filename)
            for part in body.parts
        ]
    elif isinstance(body, Form):
        body = list(body.pairs)
    return {
        "method": wire.method,
        "origin": wire.origin,
        "path": [piece.data for piece in wire.path],
        "query": [[piece.data for piece in pair] for pair in wire.query or ()],
        "headers": sorted(
            (name, value) for name, value in wire.headers if name not in ("User-Agent", "Cache-Control")
        ),
        "credentials": wire.credentials and (wire.credentials.username, wire.credentials.password),
        "media_type": wire.media_type,
        "body": body if not isinstance(request.body, BinaryBody) else "a file",
    }


# An archive has no word for a form-encoded pair, a file without a name, or a header that no client adds.
LOST = ("basic-form", "multipart-inputs", "odd-names")
HARD = [each for each in corpus() if each.example not in LOST]


@pytest.mark.parametrize("request_", HARD, ids=lambda each: each.example)
def test_a_request_that_was_exported_comes_back_the_same(tmp_path: Path, request_: Request) -> None:
    file = tmp_path / "x.har"
    file.write_text(har([request_], secrets=True), "utf-8")
    [back] = read(file).requests
    before = {each.name: (each.example or f"<{each.name}>").encode() for each in request_.inputs}
    after = {each.name: each.example.encode() for each in back.inputs}
    assert sent(back, after) == sent(request_, before)


@settings(max_examples=60)
@given(st.data())
def test_no_har_however_broken_ends_in_anything_but_a_clear_error(
    tmp_path_factory: Any, data: st.DataObject
) -> None:
    har = json.loads(BROWSER.read_text())
    junk = st.sampled_from([None, 0, "", "x", [], {}, [None], {"a": 1}, True, -1, "https://[", "a\u0000b"])
    for _ in range(data.draw(st.integers(1, 3))):
        owner: Any = har
        for _ in range(data.draw(st.integers(0, 7))):
            children = [
                k
                for k, v in (owner.items() if isinstance(owner, dict) else enumerate(owner))
                if isinstance(v, dict | list) and v
            ]
            if not children:
                break
            owner = owner[data.draw(st.sampled_from(children))]
        keys = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
        owner[data.draw(st.sampled_from(keys))] = copy.deepcopy(data.draw(junk))
    try:
        description = described(tmp_path_factory.mktemp("har"), har)
    except GeneratorError:
        pass
    else:
        assert all(text(request.url) for request in description.requests)


@pytest.mark.parametrize("name", ["password", "newPassword", "api-key", "X-Api-Key", "PHPSESSID", "csrfmiddlewaretoken", "client_secret", "code", "otp", "sig", "refreshToken", "JSESSIONID"])  # fmt: skip
def test_a_secret_is_known_by_its_name(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["page", "token_type", "country_code", "status-code", "keyword", "monkey", "sort_key", "encoding", "author", "pinned"])  # fmt: skip
def test_a_plain_name_is_no_secret(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("value", ["n8Qz0pL4v1Xr7Tb9", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "5f4dcc3b5aa765d61d8327deb882cf99", "4111111111111111", "kXpQzRtYbNwMvLsDfGhJ"])  # fmt: skip
def test_a_secret_is_known_by_its_looks(value: str) -> None:
    assert looks_random(value)


@pytest.mark.parametrize("value", ["internationalization", "client_credentials", "2026-11-24T12:30", "application/json", "InternalServerError", "some-long-article-about-nothing", "de-DE,de;q=0.9", "/api/v2/customers/search", "iphone-15-pro-max"])  # fmt: skip
def test_words_are_no_secret(value: str) -> None:
    assert not looks_random(value)


@given(st.lists(st.text("ab", min_size=1, max_size=12), max_size=8), st.text("ab ", max_size=60))
def test_of_the_secrets_that_begin_at_one_place_the_longest_is_found_and_each_has_one_name(
    known: list[str], text: str
) -> None:
    secrets = Secrets()
    for each in known:
        secrets.value("password", each)
    secrets.spread()
    secrets.begin()
    expected: list[str] = []
    start = 0
    while start < len(text):
        here = [each for each in known if len(each) >= 6 and text.startswith(each, start)]
        found = max(here, key=len, default="")
        expected += [found] if found else []
        start += len(found) or 1
    parts = secrets.value("note", text)
    inputs = [part for part in parts if isinstance(part, Input)]
    assert [part.example for part in inputs] == expected
    assert "".join(part if isinstance(part, str) else part.example for part in parts) == text
    numbers = {each: number for number, each in enumerate(dict.fromkeys(expected), start=1)}
    names = {each: "PASSWORD" if number == 1 else f"PASSWORD_{number}" for each, number in numbers.items()}
    assert [part.name for part in inputs] == [names[each] for each in expected]
