"""Samples in other tools' formats, read back by others' parsers, schemas and tools."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import paths
import pytest
import ruamel.yaml
import yaml
from click.testing import CliRunner
from haralyzer import HarParser
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from oas_patch.overlay import apply_overlay
from referencing import Registry, Resource

from generator import load_languages, read, render
from generator.cli import main
from generator.errors import GeneratorError
from generator.model import BinaryBody, FormBody, FormPart, Input, JsonBody, MultipartBody, Request, Response
from generator.publishing.export.har import har
from generator.publishing.export.nodes import parse_nodes
from generator.publishing.export.openapi import with_code_samples
from generator.publishing.export.overlay import json_path, overlay
from generator.publishing.export.samples import PlacedSamples, placed_samples
from generator.publishing.export.yaml_text import yaml_samples
from generator.reading.source.yaml_parser import parse_yaml

SPEC = paths.SPEC
HAR_SCHEMA = paths.CASES / "export" / "har_schema"
LANGUAGES = {name: language for name, language in load_languages().items() if name in ("python", "go")}
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://api.example.com}]\n"


def operations(path: Path) -> list[PlacedSamples]:
    description = read(path)
    text = path.read_bytes().decode("utf-8-sig")
    samples = render(description.requests, LANGUAGES.values())
    return placed_samples(description, LANGUAGES, samples, parse_nodes(text, str(path)))[0]


def exported(text: str, folder: Path, name: str = "api.yaml") -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return with_code_samples(text, operations(path), str(path))


def without(tree: Any) -> Any:
    """A description without what was exported into it."""
    if isinstance(tree, dict):
        return {key: without(value) for key, value in tree.items() if key != "x-codeSamples"}
    return [without(item) for item in tree] if isinstance(tree, list) else tree


BLOCK = [
    "paths:\n  /a:\n    get:\n      responses: {'200': {description: ok}}\n",
    "paths:\n  /a:\n    get:\n      # why\n      responses: {'200': {description: ok}}  # and so on\n",
    "paths:\n  /a:\n    get:\n      tags:\n      - x\n\n\n  # about b\n  /b:\n    get:\n      summary: 'it''s'\n\n# the end\n",
    "paths:\n  /a:\n    get:\n      description: |\n        # Heading\n\n        Text\n\n      # of put\n    put:\n      summary: b\n",
    "paths:\n  /a:\n    get:\n      description: |+\n        Kept\n\n\n    put:\n      summary: >+2\n          b\n\n\n",
    "paths:\n  /a:\n    get:\n      description: two\n        lines\n      deprecated:\n        false",
    "paths:\n  /a: {get: {summary: b}, put: {}, post: {\n    summary: c,\n  }}\n",
    "paths:\n  /a: &a\n    get: &get\n      summary: b\n  /b:\n    <<: *a\n    put: *get\n",
    'paths:\n    "/a":\n        "get":\n            "summary": "a"\n...\n',
    "paths:\n  /a:\n    $ref: '#/components/pathItems/a'\ncomponents:\n  pathItems:\n    a:\n      get:\n        summary: x\n",
]


@pytest.mark.parametrize("body", BLOCK)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_copy_has_the_samples_and_every_line_that_was_there(
    body: str, newline: str, tmp_path: Path
) -> None:
    text = (HEAD + body).replace("\n", newline)
    result = exported(text, tmp_path)
    assert "x-codeSamples" in result
    assert without(parse_yaml(result, "r")) == parse_yaml(text, "t")
    rest = iter(result.splitlines())
    for line in text.splitlines():
        if "{" not in line and "}" not in line:
            assert line in rest, f"{line!r} is lost or out of its order"
    assert newline == "\n" or "\n" not in result.replace("\r\n", "")
    assert exported(result, tmp_path) == result


@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
def test_json_stays_json_as_its_author_laid_it_out(indent: int | str | None, tmp_path: Path) -> None:
    tree = {
        "openapi": "3.1.0", "info": {"title": "\U0001f600 \\ \" é", "version": "1"}, "servers": [{"url": "https://a.example"}],
        "paths": {"/a/b": {"get": {"summary": "s", "x-big": 12345678901234567890123}, "put": {}, "post": {"tags": ["x", "y"]}}},
    }  # fmt: skip
    text = json.dumps(tree, indent=indent, ensure_ascii=True)
    result = exported(text, tmp_path, "api.json")
    assert without(json.loads(result)) == tree
    for method in ("get", "put", "post"):
        assert [entry["lang"] for entry in json.loads(result)["paths"]["/a/b"][method]["x-codeSamples"]] == [
            "python",
            "go",
        ]
    if indent is not None:
        again = json.loads(result)["paths"]["/a/b"]["get"]
        assert json.dumps(again["x-codeSamples"][0]["source"], ensure_ascii=False) in result
        assert all(
            line in result
            for line in text.splitlines()
            if line.strip() not in ("}", "]") and "{}" not in line
        )
    assert exported(result, tmp_path, "api.json") == result


def test_entries_of_others_stay_and_ours_are_replaced_in_place(tmp_path: Path) -> None:
    text = HEAD + (
        "paths:\n  /a:\n    get:\n      x-codeSamples:\n      - lang: Ruby\n        source: puts 1\n        x-own: [1, yes]\n"
        "      - {lang: go, label: Go, source: old}\n\n      # of the summary\n      summary: s\n"
    )
    result = exported(text, tmp_path)
    entries = parse_yaml(result, "r")["paths"]["/a"]["get"]["x-codeSamples"]
    assert [entry["lang"] for entry in entries] == ["python", "go", "Ruby"]
    assert entries[2] == {"lang": "Ruby", "source": "puts 1", "x-own": [1, "yes"]}
    assert "package main" in entries[1]["source"]
    assert "\n\n      # of the summary\n      summary: s\n" in result
    assert exported(result, tmp_path) == result


@pytest.mark.parametrize("is_json", [False, True])
def test_an_overlay_keeps_the_entries_of_others_as_a_copy_does(is_json: bool, tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(
        HEAD + "paths:\n  /a:\n    get:\n      x-codeSamples:\n      - {lang: Ruby, source: puts 1}\n"
        "      - {lang: go, label: Go, source: old}\n      - {lang: Ada, source: Put, x: [1]}\n"
    )
    text, found = path.read_text(), operations(path)
    document = yaml.safe_load(overlay(read(path), "api.yaml", found, is_json=is_json))
    once = apply_overlay(yaml.safe_load(text), document)
    entries = once["paths"]["/a"]["get"]["x-codeSamples"]
    assert [each["lang"] for each in entries] == ["python", "go", "Ruby", "Ada"]
    assert once == yaml.safe_load(with_code_samples(text, found, str(path)))
    assert apply_overlay(once, document) == once


def test_each_client_has_one_entry_of_its_own_lang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["export", "openapi", str(SPEC), "-o", "api.yaml", "-l", "all"]
    assert CliRunner().invoke(main, words).exit_code == 0
    tree = yaml.safe_load(Path("api.yaml").read_text())
    (path,) = tree["paths"].values()
    langs = [each["lang"] for each in path["post"]["x-codeSamples"]]
    assert len(langs) == len(set(langs)) == len(load_languages()) - 1  # wget cannot send it
    assert {"bash", "python", "python-requests", "httpie"} <= set(langs)
    assert CliRunner().invoke(main, [*words, "--all-examples", "-o", "all.yaml"]).exit_code == 0
    (path,) = yaml.safe_load(Path("all.yaml").read_text())["paths"].values()
    assert len(path["post"]["x-codeSamples"]) > 3 * len(langs)


def test_samples_of_others_that_are_no_list_are_an_error_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="no list of objects") as caught:
        exported(
            HEAD + "paths:\n  /a:\n    get:\n      summary: s\n      x-codeSamples: {lang: go}\n", tmp_path
        )
    assert caught.value.line == 8


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=4))
def test_any_text_comes_back_from_yaml_as_it_was(texts: list[str]) -> None:
    samples = [{"lang": text, "label": text, "source": f"{text}\n"} for text in texts]
    document = "\n".join(["post:", "  x-codeSamples:", *yaml_samples(samples, "    "), "  next: 1", ""])
    assert yaml.load(document, yaml.CSafeLoader) == {"post": {"x-codeSamples": samples, "next": 1}}
    assert ruamel.yaml.YAML(typ="safe", pure=True).load(document) == {
        "post": {"x-codeSamples": samples, "next": 1}
    }


def overlay_schema() -> Draft202012Validator:
    """The official schema, as oas-patch carries it."""
    text = files("oas_patch").joinpath("schema/overlay_schema_1.0.0.yml").read_text("utf-8")
    return Draft202012Validator(yaml.safe_load(text))


@pytest.mark.parametrize("is_json", [False, True])
@pytest.mark.parametrize(
    "text",
    [SPEC.read_text("utf-8"), *(HEAD + body for body in BLOCK if "&a" not in body), HEAD + "paths:\n  \"/it's/{a}.b c/~1\":\n    get: {parameters: [{name: a, in: path, required: true, schema: {type: string}}]}\n"],
)  # fmt: skip
def test_an_overlay_is_valid_and_applied_by_another_tool_gives_the_same(
    text: str, is_json: bool, tmp_path: Path
) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(text, encoding="utf-8")
    found = operations(path)
    document = yaml.safe_load(overlay(read(path), "api.yaml", found, is_json=is_json))
    overlay_schema().validate(document)
    expected = yaml.safe_load(with_code_samples(text, found, str(path)))
    if "'" not in json_path(found[0].steps).replace("['", "").replace(
        "']", ""
    ):  # jsonpath-ng knows no escapes
        once = apply_overlay(yaml.safe_load(text), document)
        assert once == expected
        assert apply_overlay(once, document) == expected


def test_a_target_is_a_query_of_rfc_9535_whatever_the_path_holds() -> None:
    assert json_path(("paths", "/o/token/", "post")) == "$.paths['/o/token/'].post"
    assert json_path(("paths", "/it's/\\\n\"x", "get")) == "$.paths['/it\\'s/\\\\\\n\"x'].get"


def har_errors(document: Any) -> list[str]:
    """What the published schema of HAR has to say."""
    schemas = [json.loads(path.read_text("utf-8")) for path in HAR_SCHEMA.glob("*.json")]
    registry = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in schemas)
    schema = next(each for each in schemas if each["$id"].startswith("har.json"))
    return [error.message for error in validator_for(schema)(schema, registry=registry).iter_errors(document)]


def test_an_archive_is_valid_and_reads_back_with_secrets_hidden() -> None:
    requests = list(read(SPEC).requests)
    document = json.loads(har(requests))
    assert har_errors(document) == []
    assert har_errors({"log": {"version": "1.2"}}) != []
    pages = HarParser(document)
    assert [entry.request.url for entry in pages.pages[0].entries] == [
        "https://dev-api.med2lab.com/o/token/"
    ] * 4
    for request, entry in zip(requests, document["log"]["entries"], strict=True):
        assert entry["comment"] == request.example
        assert isinstance(request.body, FormBody)
        pairs = [(name, value[0]) for name, value in request.body.fields]
        for (name, part), shown in zip(pairs, entry["request"]["postData"]["params"], strict=True):
            secret = isinstance(part, Input) and part.secret
            assert shown == {
                "name": name,
                "value": f"<{part.name}>" if secret else getattr(part, "example", part),
            }
    whole = har(requests, secrets=True)
    assert "<" not in whole
    assert "Tr0ub4dor&3" in whole


def test_every_kind_of_body_and_place_goes_into_an_archive() -> None:
    token = Input("TOKEN", secret=True, example="t")
    upload = Input("UPLOAD", kind="file")
    request = Request("o", "default", "POST", ("https://a.example/x%20y/", token, "?q=a%20b&q=&r"))
    bodies = [
        JsonBody({"a": [("<", token), None, 10**30]}),
        BinaryBody(upload),
        MultipartBody((FormPart("f", (upload,), "image/png", "a.png"), FormPart("g", ("x",)))),
        None,
    ]
    from msgspec.structs import replace

    requests = [
        replace(
            request,
            body=body,
            headers=(("Cookie", ("a=b; c=", token)),),
            responses=(Response("4XX"), Response("2XX")),
        )
        for body in bodies
    ]
    document = json.loads(har(requests))
    assert har_errors(document) == []
    first, binary, multipart, none = (entry["request"] for entry in document["log"]["entries"])
    assert first["url"] == "https://a.example/x%20y/%3CTOKEN%3E?q=a%20b&q=&r"
    assert first["queryString"] == [
        {"name": "q", "value": "a b"},
        {"name": "q", "value": ""},
        {"name": "r", "value": ""},
    ]
    assert first["cookies"] == [{"name": "a", "value": "b"}, {"name": "c", "value": "<TOKEN>"}]
    assert json.loads(first["postData"]["text"]) == {"a": ["<<TOKEN>", None, 10**30]}
    assert binary["postData"] == {
        "mimeType": "application/octet-stream",
        "text": "",
        "comment": "the bytes of the file UPLOAD",
    }
    assert multipart["postData"]["params"][0] == {
        "name": "f",
        "value": "<UPLOAD>",
        "fileName": "a.png",
        "contentType": "image/png",
    }
    assert "postData" not in none
    assert document["log"]["entries"][0]["response"]["status"] == 200


def test_credentials_of_oauth_are_encoded_before_the_base64() -> None:
    import base64

    entry = json.loads(har(read(SPEC).requests))["log"]["entries"][1]
    header = next(each["value"] for each in entry["request"]["headers"] if each["name"] == "Authorization")
    user, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    assert (unquote_plus(user), unquote_plus(password)) == ("s6BhdRkqt3", "<CLIENT_SECRET>")


@pytest.mark.parametrize(
    "arguments", [("openapi", "o.yaml"), ("overlay", "o.overlay.json"), ("har", "o.har")]
)
def test_export_writes_once_and_checks(
    arguments: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wireproof.yaml").write_text(f"spec: {SPEC}\nlanguages: [python]\n")
    kind, name = arguments
    command = ["export", kind, "-o", f"out/{name}"]
    missing = CliRunner().invoke(main, [*command, "--check"])
    assert missing.exit_code == 1
    assert not (tmp_path / "out").exists()
    assert CliRunner().invoke(main, command).output == f"out/{name}: written\n"
    assert CliRunner().invoke(main, command).output == f"out/{name}: unchanged\n"
    assert CliRunner().invoke(main, [*command, "--check"]).exit_code == 0
    (tmp_path / "out" / name).write_text("{}")
    stale = CliRunner().invoke(main, [*command, "--check"])
    assert (stale.exit_code, "-{}" in stale.output) == (1, True)


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + BLOCK[0]).encode())
    assert CliRunner().invoke(main, ["export", "openapi", str(path), "-o", str(path)]).exit_code == 0
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfopenapi")
    assert data.count(b"\xef\xbb\xbf") == 1


def test_a_copy_elsewhere_of_a_description_in_several_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "item.yaml").write_text("get:\n  summary: x\n")
    path = tmp_path / "api.yaml"
    path.write_text(
        HEAD + "paths:\n  /a:\n    $ref: item.yaml\n" + BLOCK[0].removeprefix("paths:\n").replace("/a", "/b")
    )
    result = CliRunner().invoke(
        main, ["export", "openapi", str(path), "-o", str(tmp_path / "out" / "api.yaml")]
    )
    assert result.exit_code == 2
    assert "refers to the file item.yaml" in result.output
    result = CliRunner().invoke(main, ["export", "openapi", str(path), "-o", str(tmp_path / "copy.yaml")])
    assert result.exit_code == 0
    assert "not exported: GET /a: it is in another file" in result.output
