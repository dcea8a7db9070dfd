"""wget and HTTPie send what they can send as it is; the rest is refused in words, or handed over apart."""

import pytest

from generator.errors import RefusedError
from generator.model import (
    Basic,
    Body,
    FormBody,
    FormPart,
    Input,
    JsonBody,
    MultipartBody,
    Request,
    Response,
    TextBody,
)
from generator.proving.http_message import Received, Reply
from generator.proving.judging.compare_request import Arrival
from generator.proving.running.expectations import Observation, fault
from generator.proving.running.scenarios import Scenario
from generator.proving.sandbox.process import Run
from generator.rendering import Renderer, load_languages
from generator.rendering.languages.language import Promises

LANGUAGES = load_languages()
FILE = Input("UPLOAD_FILE", kind="file")
TOKEN = Input("API_TOKEN", secret=True)


def rendered(
    client: str, target: str = "/a", method: str = "POST", body: Body | None = None, **more: object
) -> str:
    request = Request("op", "x", method, (f"https://api.example.com{target}",), body=body, **more)  # type: ignore[arg-type]
    return Renderer(LANGUAGES[client]).render(request).text


REFUSED = [
    ("wget", {"target": "/a/../b"}, "removes dot segments"),
    ("wget", {"body": MultipartBody((FormPart("a", ("b",)),))}, "multipart"),
    ("wget", {"method": "HEAD", "body": TextBody(("a",))}, "no body with HEAD"),
    (
        "wget",
        {"responses": (Response("304", media_type="text/plain"),)},
        "throws away the body of such an answer",
    ),
    ("wget", {"body": FormBody((("a", (TOKEN,)),))}, "cannot encode a value of the reader's in a form"),
    ("wget", {"body": JsonBody({"a": (TOKEN,)})}, "cannot write a value of the reader's into JSON"),
    ("wget", {"basic": Basic((TOKEN,), ("x",), form_encoded=True)}, "cannot encode credentials"),
    ("httpie", {"basic": Basic((TOKEN,), ("x",), form_encoded=True)}, "cannot encode credentials"),
    ("httpie", {"body": JsonBody([(TOKEN,)])}, "cannot write a value of the reader's into JSON"),
    ("httpie", {"body": FormBody((("a", ("@b",)),))}, "begins with = or @"),
    ("httpie", {"body": FormBody((("a", ("b\\\\;",)),))}, "begins with = or @"),
    ("httpie", {"headers": (("X-A", ("=b",)),)}, "begins with = or @"),
    ("httpie", {"target": "/a?"}, "question mark"),
    ("httpie", {"target": "//a"}, "slash"),
    ("httpie", {"target": "/%7Ea"}, "escapes"),
    ("httpie", {"body": FormBody((("a:b", ("c",)),))}, "name a field"),
    ("httpie", {"body": FormBody((("-a", ("c",)),))}, "name a field"),
    ("httpie", {"body": MultipartBody((FormPart("a=b", ("c",)),))}, "name a part"),
    ("httpie", {"body": MultipartBody((FormPart("a", (FILE,), filename="b c.png"),))}, "under its own name"),
    ("httpie", {"body": MultipartBody((FormPart("a", ("{}",), "application/json"),))}, "media type"),
]


@pytest.mark.parametrize(("client", "what", "reason"), REFUSED)
def test_what_a_client_cannot_send_is_refused_with_the_reason(
    client: str, what: dict[str, object], reason: str
) -> None:
    with pytest.raises(RefusedError, match=f"{LANGUAGES[client].title} .*{reason}"):
        rendered(client, **what)  # type: ignore[arg-type]
    rendered("curl", "/a")


def test_dots_and_escapes_that_a_client_leaves_alone_are_not_refused() -> None:
    assert " https://api.example.com/a/%2E%2E/b%7E\n" in rendered("wget", "/a/%2E%2E/b%7E")
    assert "--path-as-is" in rendered("httpie", "/a/../b")


def test_httpie_is_given_the_members_of_an_object_and_other_json_as_it_is() -> None:
    members = rendered("httpie", body=JsonBody({"name": "Ann", "age": 7, "token": (TOKEN,), "tags": ["a b"]}))
    lines = ["name=Ann", "age:=7", '"token=${API_TOKEN?}"', "'tags:=[\"a b\"]'"]
    assert [line.strip(" \\") for line in members.splitlines()[-4:]] == lines
    assert "--raw='[1, 2]'" in rendered("httpie", body=JsonBody([1, 2]))
    assert "--raw=" in rendered("httpie", body=JsonBody({"a[b]": 1}))


@pytest.mark.parametrize("client", ["wget", "httpie", "curl"])
def test_a_placeholder_is_not_encoded(client: str) -> None:
    request = Request("op", "x", "POST", ("https://api.example.com/",), body=FormBody((("a", (TOKEN,)),)))
    assert "a=<API_TOKEN>" in Renderer(LANGUAGES[client]).render(request, "placeholder").text


@pytest.mark.parametrize(("hides", "is_excused"), [((401,), True), ((), False), ((403,), False)])
def test_an_answer_that_the_client_throws_away_need_not_be_shown(
    hides: tuple[int, ...], is_excused: bool
) -> None:
    request = Request("op", "x", "GET", ("https://api.example.com/",))
    arrival = Arrival("https://api.example.com", Received("GET", "/", (), b"", b""))
    trial = Scenario("t", {}, "answered error", reply=Reply(401, (), b'{"error": "invalid_client"}'))
    promises = Promises("show", time_limit=False, hides=hides)
    failed = Observation(Run(6, b"", b"Authentication Failed.\n", 0.1, "exited"), (arrival,))
    wrong = Observation(Run(0, b"", b"Authentication Failed.\n", 0.1, "exited"), (arrival,))
    assert (fault(trial, failed, request, (), promises) is None) == is_excused
    assert fault(trial, wrong, request, (), promises) is not None
