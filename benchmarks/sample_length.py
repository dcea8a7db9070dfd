"""How long samples are: ours beside those of five other generators, for the same three requests.

Run it as ``.venv/bin/python benchmarks/sample_length.py``; it installs the others from npm into the cache.
The requests are the token endpoint's password grant, a JSON POST and a GET with a query, both with a bearer
token. Counted are lines that are neither blank nor a comment, and the characters in them. *Median* is that of
the others. None of them reads the environment or fails on an answer of 400 and above, which ours all do.
"""

import json
import re
import statistics
import subprocess
from collections.abc import Mapping
from pathlib import Path

from generator import cache
from generator.model import FormBody, JsonBody, Request
from generator.reading import read
from generator.rendering import load_languages, render
from generator.rendering.text.json_documents import indented_json
from generator.rendering.views.inputs import with_placeholders

HERE = Path(__file__).parent
PACKAGES = (
    "httpsnippet@3.0.10",
    "@readme/httpsnippet@11.1.0",
    "@scalar/snippetz@0.6.19",
    "postman-code-generators@2.1.1",
    "postman-collection@5.3.1",
    "curlconverter@4.12.0",
)
COMMENTS = re.compile(r"\s*(#|//)")
Texts = Mapping[str, Mapping[str, str]]
"""The samples by language and name of the request."""


def main() -> None:
    """Print the table of lines, then that of characters."""
    requests = three_requests()
    ours: dict[str, dict[str, str]] = {}
    for name, request in requests.items():
        for sample in render([request], load_languages().values(), refusals=[]):
            ours.setdefault(sample.language, {})[name] = sample.text
    asked = {name: har(with_placeholders(request)) for name, request in requests.items()}
    done = subprocess.run(
        ["node", HERE / "sample_length_peers.mjs"],
        input=json.dumps(asked), capture_output=True, text=True, check=True, cwd=installed(),
    )  # fmt: skip
    peers: dict[str, Texts] = json.loads(done.stdout)
    for unit in ("lines", "characters"):
        print(f"\n{unit}: ours / median of the others (each of them)\n")
        print(f"{'language':16}", *(f"{name:28}" for name in requests), "ours to median")
        for language, texts in ours.items():
            print(row(language, texts, peers, unit))


def row(language: str, ours: Mapping[str, str], peers: Mapping[str, Texts], unit: str) -> str:
    """A line of the table."""
    cells, ratios = [], []
    for name in ("token", "json", "get"):
        made = [texts.get(language, {}) for texts in peers.values()]
        others = [size(texts[name], unit) for texts in made if name in texts]
        own = size(ours[name], unit) if name in ours else None
        median = statistics.median(others) if others else None
        cells.append(f"{own or '-'} / {median or '-'} ({' '.join(map(str, sorted(others)))})")
        if own and median:
            ratios.append(own / median)
    ratio = f"{statistics.mean(ratios):.2f}" if ratios else ""
    return " ".join([f"{language:16}", *(f"{cell:28}" for cell in cells), ratio])


def size(text: str, unit: str) -> int:
    """How many lines are neither blank nor comments, or how many characters are in them."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not COMMENTS.match(line)]
    return len(lines) if unit == "lines" else sum(map(len, lines))


def three_requests() -> dict[str, Request]:
    """The requests by the names of the columns."""
    token = read(HERE.parent / "spec/token_endpoint.yaml").requests
    create, listing = read(HERE / "orders.yaml").requests
    return {"token": next(one for one in token if one.example == "password"), "json": create, "get": listing}


def har(request: Request) -> dict[str, object]:
    """The request as the other tools take it (HAR 1.2)."""
    address, _, query = "".join(map(str, request.url)).partition("?")
    headers = [(name, "".join(map(str, value))) for name, value in request.headers]
    made: dict[str, object] = {
        "method": request.method,
        "url": address,
        "httpVersion": "HTTP/1.1",
        "queryString": [pair(*each.split("=")) for each in query.split("&") if each],
        "cookies": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    match request.body:
        case FormBody(fields=fields, media_type=media_type):
            params = [pair(name, "".join(map(str, value))) for name, value in fields]
            made["postData"] = {"mimeType": media_type, "params": params}
        case JsonBody(value=value, media_type=media_type):
            made["postData"] = {"mimeType": media_type, "text": indented_json(value)}
    if request.body:
        headers.append(("Content-Type", request.body.media_type))
    return made | {"headers": [pair(*each) for each in headers]}


def pair(name: str, value: str) -> dict[str, str]:
    """A name and a value as HAR has them."""
    return {"name": name, "value": value}


def installed() -> Path:
    """The folder whose ``node_modules`` has the other tools."""
    folder = cache.cache_folder("benchmarks", cache.digest(*map(str.encode, PACKAGES)))
    if not (folder / "complete").exists():
        (folder / "package.json").write_text("{}")
        quiet = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts")
        subprocess.run(["npm", "install", *quiet, "--prefix", folder, *PACKAGES], check=True)
        (folder / "complete").touch()
    return folder


if __name__ == "__main__":
    main()
