"""References by URL: refused unless asked for; fetched once, over HTTPS or from this machine; never a way to a file."""

import re
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
import trustme
from click.testing import CliRunner

from generator.cli import main
from generator.errors import GeneratorError
from generator.model import Description, JsonBody
from generator.reading import read
from generator.reading.source import fetching, files

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://api.example.com'}]\n"
SCHEMA = HEAD + (
    "paths: {/pets: {post: {operationId: addPet, requestBody: {content: {application/json: {schema: {$ref: '%s'}}}},\n"
    "  responses: {'200': {description: OK}}}}}\n"
)

Pages = dict[str, bytes | str | tuple[int, dict[str, str], bytes]]


class Site:
    """A web site of `pages` on this machine: text, or status, headers and body; it counts what is asked of it."""

    def __init__(self, pages: Pages, context: ssl.SSLContext | None = None) -> None:
        self.pages, self.asked, self.over = pages, Counter[str](), Event()
        site = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked[self.path] += 1
                page = site.pages.get(self.path, (404, {}, b"no such page"))
                if page == "silence":
                    site.over.wait(10)
                    return
                data = page.encode() if isinstance(page, str) else page
                status, headers, body = (200, {}, data) if isinstance(data, bytes) else data
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def serving(self) -> Iterator["Site"]:
        Thread(target=partial(self._server.serve_forever, 0.01), daemon=True).start()
        yield self
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


Serve = Callable[..., Site]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda *words: stack.enter_context(Site(*words).serving())


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS on this machine, with a certificate that clients of this process trust."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return context


def written(folder: Path, text: str) -> Path:
    path = folder / "api.yaml"
    path.write_text(text)
    return path


def fetched(folder: Path, reference: str) -> Description:
    return read(written(folder, SCHEMA % reference), fetch=True, strict=True)


def body(description: Description) -> object:
    (request,) = description.requests
    assert isinstance(request.body, JsonBody)
    return request.body.value


def refusal(folder: Path, reference: str) -> str:
    with pytest.raises(GeneratorError) as caught:
        fetched(folder, reference)
    return str(caught.value)


PLACE = "api.yaml:4: /paths/~1pets/post/requestBody/content/application~1json/schema/$ref: "


def test_a_url_is_refused_without_a_request_unless_it_is_asked_for(tmp_path: Path, serve: Serve) -> None:
    site = serve({"/pet.yaml": "{type: integer, example: 5}"})
    path = written(tmp_path, SCHEMA % f"{site.url}/pet.yaml")
    with pytest.raises(
        GeneratorError, match="fetched only if that is asked for; add --fetch, or save the file"
    ):
        read(path, strict=True)
    assert not site.asked
    assert body(read(path, fetch=True)) == 5


def test_references_of_a_fetched_document_are_taken_from_its_url_and_each_url_is_fetched_once(
    tmp_path: Path, serve: Serve
) -> None:
    site = serve({})
    site.pages |= {
        "/v1/pet.yaml?full=1": "pet: {properties: {owner: {$ref: '../owner.json'}, name: {$ref: 'name.yaml#/name'},\n"
        "  tag: {$ref: '#/tag'}, next: {$ref: '?full=2'}}}\ntag: {example: red}",
        "/owner.json": '{"properties": {"name": {"$ref": "/v1/name.yaml#/name"}, "tag": {"$ref": "SELF"}}}'.replace(
            "SELF", f"{site.url}/v1/pet.yaml?full=1#/tag"
        ),
        "/v1/name.yaml": "name: {example: Rex}",
        "/v1/pet.yaml?full=2": "{$ref: 'name.yaml#/name'}",
    }
    found = fetched(tmp_path, f"{site.url}/v1/pet.yaml?full=1#/pet")
    assert body(found) == {
        "owner": {"name": "Rex", "tag": "red"}, "name": "Rex", "tag": "red", "next": "Rex"
    }  # fmt: skip
    assert site.asked == Counter(list(site.pages))
    assert sorted(found.files) == sorted(
        (str(tmp_path / "api.yaml"), *(site.url + page for page in site.pages))
    )


def test_what_fails_is_asked_for_once_however_many_refer_to_it(tmp_path: Path, serve: Serve) -> None:
    site = serve({})
    text = SCHEMA.replace("{$ref: '%s'}", "{properties: {a: {$ref: '%s#/a'}, b: {$ref: '%s#/b'}}}")
    with pytest.raises(GeneratorError) as caught:
        read(written(tmp_path, text % ((f"{site.url}/x",) * 2)), fetch=True, strict=True)
    assert (len(str(caught.value).splitlines()), site.asked) == (2, {"/x": 1})


FAILURES: dict[str, tuple[object, str]] = {
    "missing": ((404, {}, b""), "the server answers 404 Not Found; mend the reference, or save"),
    "broken server": ((503, {}, b"{}"), "the server answers 503 Service Unavailable; mend"),
    "empty": (b"", "is empty; write"),
    "page of HTML": ("<!DOCTYPE html><p title='x: y'>: {", "(is not YAML|is nowhere|must be)"),
    "binary": (b"\x89PNG\0\xff", "is not UTF-8 text|holds a NUL character"),
    "broken JSON": ('{"type" 1}', r"/pet:1: is not JSON: .*; mend it"),
    "cut off": ((200, {"Content-Length": "99"}, b"{}"), "ends 97 bytes too early; try again"),
    "cut off chunk": ((200, {"Transfer-Encoding": "chunked", "X": "y"}, b"9\r\n{}"), "cannot be fetched: .*; mend"),
    "large": (b"x" * 3000, "is larger than 0 MB; split it"),
    "silent": ("silence", "cannot be fetched: nothing came for 0.3 s; mend"),
    "redirect to HTTP": ((302, {"Location": "/other"}, b""), "redirects to '/other', which is no https address; mend"),
    "redirect to a file": ((301, {"Location": "file:///etc/hostname"}, b""), "which is no https address"),
    "redirect to nonsense": ((301, {"Location": "https://[x"}, b""), "which is no https address"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILURES)
def test_a_url_that_gives_no_document_is_told_with_the_place_of_the_reference(
    name: str, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "LARGEST", 2000)
    monkeypatch.setattr(fetching, "FETCH_SECONDS", 0.3)
    page, message = FAILURES[name]
    site = serve({"/pet": page, "/other": "{}"})
    said = refusal(Path(), f"{site.url}/pet")
    assert said.startswith(PLACE), said
    assert re.search(message, said), said
    assert "\n" not in said
    assert site.asked == {"/pet": 1}


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://example.com/pet.yaml", "is no https address, and nothing else is fetched; write one"),
        ("http://127.0.0.1.example.com/x", "is no https address"),
        ("ftp://127.0.0.1/x", "is no https address"),
        ("file:///etc/hostname", "is no https address"),
        ("https:///pet.yaml", "is no https address"),
        ("://", "is no https address"),
        ("https://me:secret@127.0.0.1/x", "has a user name in it; save"),
        ("https://127.0.0.1/a b", "has characters that no URL has; percent-encode them"),
        ("https://127.0.0.1/ä", "has characters that no URL has"),
        ("https://[x/y", "is no URL: Invalid IPv6 URL; mend it"),
        ("https://127.0.0.1:port/y", "; mend the reference"),
        ("http://127.0.0.1:1/y", "cannot be fetched: Connection refused; mend the reference, or save"),
    ],
)
def test_what_is_no_address_of_https_or_of_this_machine_is_refused(
    url: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = refusal(Path(), url)
    assert said.startswith(PLACE)
    assert message in said


@pytest.mark.parametrize("reference", ["{folder}/own.yaml", "file://{folder}/own.yaml", "file:{folder}/own.yaml",
                                       "file://localhost{folder}/own.yaml", "//{folder}/own.yaml"])  # fmt: skip
def test_a_fetched_document_reaches_no_file_of_this_machine(
    reference: str, tmp_path: Path, serve: Serve
) -> None:
    (tmp_path / "own.yaml").write_text("{example: secret}")
    site = serve({"/pet.yaml": f"{{$ref: '{reference.format(folder=tmp_path)}'}}"})
    said = refusal(tmp_path, f"{site.url}/pet.yaml")
    assert said.startswith(f"{site.url}/pet.yaml:1: /$ref: ")
    assert "secret" not in said


def test_a_fault_in_a_fetched_document_names_its_url_and_line(tmp_path: Path, serve: Serve) -> None:
    site = serve({"/pet.yaml": "type: object\nproperties:\n  age:\n    type: intger\n"})
    assert refusal(tmp_path, f"{site.url}/pet.yaml").startswith(
        f"{site.url}/pet.yaml:4: /properties/age/type: "
    )


def test_https_needs_a_certificate_that_is_trusted(
    tmp_path: Path, serve: Serve, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve({"/pet.yaml": "{example: 5}"}, trusted)
    assert body(fetched(tmp_path, f"{site.url}/pet.yaml")) == 5
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    said = refusal(tmp_path, f"{site.url}/pet.yaml")
    assert "cannot be fetched: unable to get local issuer certificate; mend" in said


def test_redirects_within_https_are_followed_and_references_are_taken_from_where_they_end(
    tmp_path: Path, serve: Serve, trusted: ssl.SSLContext
) -> None:
    pages = {
        "/latest": (302, {"Location": "/v2/moved"}, b""), "/v2/moved": (308, {"Location": "pet.yaml#x"}, b""),
        "/v2/pet.yaml": "properties: {a: {$ref: owner.yaml}, b: {$ref: 'pet.yaml#/c'}}\nc: {example: 6}",
        "/v2/owner.yaml": "{example: 5}",
    }  # fmt: skip
    site = serve(pages, trusted)
    found = fetched(tmp_path, f"{site.url}/latest")
    assert body(found) == {"a": 5, "b": 6}
    assert site.asked == Counter(list(pages))
    assert found.files[1:] == (f"{site.url}/v2/pet.yaml", f"{site.url}/v2/owner.yaml")
    site.pages["/v2/moved"] = (302, {"Location": "/latest"}, b"")
    assert "is redirected 10 times; mend" in refusal(tmp_path, f"{site.url}/latest")


def test_what_came_over_https_leads_to_nothing_else(
    tmp_path: Path, serve: Serve, trusted: ssl.SSLContext
) -> None:
    near = serve({"/pet.yaml": "{example: 5}"})
    site = serve({"/pet.yaml": f"{{$ref: '{near.url}/pet.yaml'}}",
                  "/moved": (302, {"Location": f"{near.url}/pet.yaml"}, b"")}, trusted)  # fmt: skip
    assert "is no https address, and nothing else is fetched" in refusal(tmp_path, f"{site.url}/pet.yaml")
    assert "which is no https address" in refusal(tmp_path, f"{site.url}/moved")
    assert not near.asked


def test_a_server_that_makes_up_document_after_document_comes_to_an_end(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_MOST", 20)
    site = serve({f"/{n}": f"{{$ref: '/{n + 1}'}}" for n in range(30)})
    assert "comes after 20 other documents" in refusal(tmp_path, f"{site.url}/0")
    assert len(site.asked) == 20


COMMANDS = [
    ["lint"], ["generate", "-o", "out", "-l", "curl"], ["pages", "-o", "out", "-l", "curl"], ["export", "har", "-o", "out.har"], ["verify", "-l", "curl"],
    ["audit", "guide.md", "--spec"], ["sync", "guide.md", "--spec"],
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_commands_fetch_if_they_or_the_settings_are_told_to(
    words: list[str], tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    site = serve({"/pet.yaml": "{type: integer, example: 5}"})
    written(tmp_path, SCHEMA % f"{site.url}/pet.yaml")
    (tmp_path / "guide.md").write_text("<!-- wireproof: curl/addPet/default -->\n<!-- /wireproof -->\n")
    run = partial(CliRunner().invoke, main)
    refused = run([*words, "api.yaml"])
    without, said = (1, "add --fetch") if words[0] == "lint" else (0, "1 fault ignored")
    assert (refused.exit_code, said in refused.output, site.asked) == (without, True, {})
    assert run([*words, "api.yaml", "--fetch"]).exit_code == 0
    (tmp_path / "wireproof.yaml").write_text("fetch: true\n")
    assert run([*words, "api.yaml"]).exit_code == 0
    assert run([*words, "api.yaml", "--no-fetch"]).exit_code == without
    assert site.asked == {"/pet.yaml": 2}


def test_the_mkdocs_plugin_fetches_if_it_is_told_to(tmp_path: Path, serve: Serve) -> None:
    site = serve({"/pet.yaml": "{type: integer, example: 5}"})
    written(tmp_path, SCHEMA % f"{site.url}/pet.yaml")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("::: wireproof curl/addPet/default\n")
    for fetch, asked in (("false", {}), ("true", {"/pet.yaml": 1})):
        (tmp_path / "mkdocs.yml").write_text(
            f"site_name: x\nplugins: [{{wireproof: {{spec: api.yaml, fetch: {fetch}}}}}]\n"
        )
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "-q"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, site.asked) == (0, asked)


def test_generate_looks_again_at_what_it_has_fetched(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    site = serve({"/pet.yaml": "{type: integer, example: 5}"})
    written(tmp_path, SCHEMA % f"{site.url}/pet.yaml")
    for example, said in (
        (5, "1 written, 0 unchanged"),
        (5, "0 written, 1 unchanged"),
        (6, "1 written, 0 unchanged"),
    ):
        site.pages["/pet.yaml"] = f"{{type: integer, example: {example}}}"
        done = CliRunner().invoke(main, ["generate", "api.yaml", "--fetch", "-l", "curl", "-o", "out"])
        assert said in done.output
        assert f"'{example}'" in (tmp_path / "out/curl/addPet/default.sh").read_text()


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_the_description_itself_may_be_a_url(
    words: list[str], tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    site = serve({"/v1/api.yaml": SCHEMA % "pet.yaml", "/v1/pet.yaml": "{type: integer, example: 5}"})
    (tmp_path / "guide.md").write_text("<!-- wireproof: curl/addPet/default -->\n<!-- /wireproof -->\n")
    refused = CliRunner().invoke(main, [*words, f"{site.url}/v1/api.yaml"])
    assert (refused.exit_code, "add --fetch" in refused.output, site.asked) == (2, True, {})
    done = CliRunner().invoke(main, [*words, f"{site.url}/v1/api.yaml", "--fetch"])
    assert done.exit_code == 0, done.output


def test_a_relative_server_is_relative_to_the_url_of_the_description(tmp_path: Path, serve: Serve) -> None:
    text = SCHEMA % "#/info/version"
    site = serve({"/docs/api.yaml": text.replace("https://api.example.com", "v1"), "/bare.yaml": text.replace(
        "servers: [{url: 'https://api.example.com'}]", "")})  # fmt: skip
    for path, url in (("/docs/api.yaml", "/docs/v1/pets"), ("/bare.yaml", "/pets")):
        (request,) = read(f"{site.url}{path}", fetch=True).requests
        assert request.url == (f"{site.url}{url}",)
