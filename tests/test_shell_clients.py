"""wget and HTTPie send what they can send as it is; the rest is refused in words, or handed over apart."""

import pytest

from generator.errors import RefusedError
from generator.model import (
    Body,
    FormBody,
    FormPart,
    Input,
    MultipartBody,
    Request,
    Response,
    TextBody,
)
from generator.proving.judge import Arrival
from generator.proving.mock.message import Received, Reply
from generator.proving.outcomes import Observation, fault
from generator.proving.process import Run
from generator.proving.trials import Trial
from generator.rendering import Renderer, load_languages

LANGUAGES = load_languages()
FILE = Input("UPLOAD_FILE", kind="file")


def rendered(
    client: str, target: str = "/a", method: str = "POST", body: Body | None = None, **more: object
) -> str:
    request = Request("op", "x", method, (f"https://api.example.com{target}",), body=body, **more)  # type: ignore[arg-type]
    return Renderer(LANGUAGES[client]).render(request).text


REFUSED = [
    ("wget", {"target": "/a/../b"}, "removes dot segments"),
    ("wget", {"body": MultipartBody((FormPart("a", ("b",)),))}, "multipart"),
    ("wget", {"method": "HEAD", "body": TextBody(("a",))}, "no body with HEAD"),
    ("wget", {"responses": (Response("303", body="see there"),)}, "throws away the body of a redirect"),
    ("httpie", {"target": "/a?"}, "question mark"),
    ("httpie", {"target": "//a"}, "slash"),
    ("httpie", {"target": "/%7Ea"}, "escapes"),
    ("httpie", {"body": FormBody((("a:b", ("c",)),))}, "name a field"),
    ("httpie", {"body": FormBody((("-a", ("c",)),))}, "name a field"),
    ("httpie", {"body": MultipartBody((FormPart("a=b", ("c",)),))}, "name a part"),
    ("httpie", {"body": MultipartBody((FormPart("a", (FILE,), filename="b.png"),))}, "under its own name"),
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
    assert "/a/%2E%2E/b%7E'" in rendered("wget", "/a/%2E%2E/b%7E")
    assert "--path-as-is" in rendered("httpie", "/a/../b")
    assert rendered("wget", responses=(Response("303"),)).count("303") == 1


def test_httpie_is_handed_apart_what_it_would_read_as_a_separator_or_an_escape() -> None:
    values = ("a=b:c@d;e", "\\", "=a", "@a", "a\\=b", "a\\;b")
    text = rendered("httpie", body=FormBody(tuple((f"f{n}", (value,)) for n, value in enumerate(values))))
    assert "'f0=a=b:c@d;e' \\\n" in text
    assert "'f1=\\' \\\n" in text
    for number, value in enumerate(values[2:], 2):
        assert f"'f{number}'=@<(printf %s '{value}') \\\n" in text


def test_a_secret_is_no_argument_of_wget_in_a_form_nor_of_httpie_anywhere() -> None:
    secret = Input("CLIENT_SECRET", secret=True)
    body = FormBody((("client_secret", (secret,)),))
    wget = rendered("wget", body=body)
    assert "CLIENT_SECRET" not in wget[wget.index("    wget ") :]
    httpie = rendered("httpie", body=body, headers=(("Authorization", ("Bearer ", secret)),))
    assert httpie.count("@<(printf %s ") == 2


@pytest.mark.parametrize(("hides", "is_excused"), [((401,), True), ((), False), ((403,), False)])
def test_a_body_that_the_client_throws_away_need_not_be_shown_but_its_status_must(
    hides: tuple[int, ...], is_excused: bool
) -> None:
    request = Request("op", "x", "GET", ("https://api.example.com/",))
    arrival = Arrival("https://api.example.com", Received("GET", "/", (), b"", b""))
    trial = Trial("t", {}, "answered error", reply=Reply(401, (), b'{"error": "invalid_client"}'))
    told = Observation(Run(1, b"", b"HTTP 401 Unauthorized\n", 0.1, "exited"), (arrival,))
    silent = Observation(Run(1, b"", b"failed\n", 0.1, "exited"), (arrival,))
    assert (fault(trial, told, request, (), hides) is None) == is_excused
    assert fault(trial, silent, request, (), hides) is not None
