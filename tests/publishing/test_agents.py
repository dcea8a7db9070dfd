"""`wireproof pages --llms` and `wireproof mcp`: samples for language models, each with its proof."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import paths
import pytest
from markdown_it import MarkdownIt
from mcp import StdioServerParameters
from mcp.client import Client

from generator.publishing.agents.llms import llms_files
from generator.reading import read
from generator.rendering import load_languages, render

FLOWS = paths.ROOT / "spec" / "flows.arazzo.yaml"
SPEC = paths.ROOT / "spec" / "token_endpoint.yaml"
WIREPROOF = Path(sys.executable).with_name("wireproof")
LANGUAGES = {name: load_languages()[name] for name in ("curl", "python")}
REQUESTS = ("password", "client_credentials", "authorization_code", "refresh_token")


def published(request: str, language: str) -> str:
    description = read(str(SPEC))
    wanted = [each for each in description.requests if each.id == request]
    return next(iter(render(wanted, [LANGUAGES[language]]))).text


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The description and its ledger, in a folder where they can be changed."""
    for name in ("token_endpoint.yaml", "token_endpoint.proofs.jsonl"):
        shutil.copy(SPEC.with_name(name), tmp_path)
    return tmp_path / "token_endpoint.yaml"


def without_proof_of(spec: Path, sample: str) -> None:
    ledger = spec.with_suffix(".proofs.jsonl")
    lines = ledger.read_text().splitlines(keepends=True)
    ledger.write_text("".join(line for line in lines if json.loads(line)["id"] != sample))


# Files


def test_each_operation_has_a_file_with_every_sample_and_its_proof() -> None:
    made = llms_files(read(str(SPEC)), LANGUAGES)
    assert set(made.files) == {"llms.txt", "token.md"}
    blocks = [token for token in MarkdownIt().parse(made.files["token.md"]) if token.type == "fence"]
    programs = [block.content for block in blocks if block.info in ("bash", "python")]
    discouraged, *others = REQUESTS
    assert programs == [
        published(f"token/{name}", each) for name in (*others, discouraged) for each in LANGUAGES
    ]
    assert made.files["token.md"].count("*Proven on 20") == made.proven == made.samples == 8


def test_the_index_links_to_files_that_are_there() -> None:
    made = llms_files(read(str(SPEC)), LANGUAGES)
    index = made.files["llms.txt"]
    assert index.startswith("# Med2Lab OAuth 2.0 token endpoint\n\n> ")
    assert re.findall(r"^- \[.*\]\((.*)\): `POST` `/o/token/`$", index, re.MULTILINE) == ["token.md"]


def test_the_files_have_nothing_that_only_a_browser_needs() -> None:
    text = llms_files(read(str(SPEC)), LANGUAGES).files["token.md"]
    assert not re.search(r"^===|<a id=|\{: ", text, re.MULTILINE)


def test_a_file_says_which_sample_is_not_proven(copied: Path) -> None:
    without_proof_of(copied, "curl/token/password")
    made = llms_files(read(str(copied)), LANGUAGES)
    assert (made.proven, made.samples) == (7, 8)
    assert made.files["token.md"].count("*Not proven: this sample has not been run*") == 1


def test_the_command_counts_the_proven_samples_and_checks_what_it_wrote(copied: Path) -> None:
    without_proof_of(copied, "curl/token/password")
    words = [WIREPROOF, "pages", copied.name, "-o", "llms", "--llms", "-l", "curl"]
    first = subprocess.run(words, cwd=copied.parent, capture_output=True, text=True, check=True)
    assert first.stderr == "3 of 4 samples proven; wireproof verify proves the others\n"
    assert first.stdout == "2 files in llms: 2 written, 0 unchanged\n"
    check = [*words, "--check"]
    assert subprocess.run(check, cwd=copied.parent, capture_output=True, check=False).returncode == 0
    (copied.parent / "llms" / "llms.txt").write_text("changed\n")
    assert subprocess.run(check, cwd=copied.parent, capture_output=True, check=False).returncode == 1


def test_a_flow_has_a_file_with_its_steps_and_its_program() -> None:
    made = llms_files(read(str(FLOWS)), LANGUAGES)
    text = made.files["client_credentials.md"]
    assert re.findall(r"^(\d)\.  .*: `(\w+)` `https://dev-api.med2lab.com/(.*)`$", text, re.MULTILINE) == [
        ("1", "POST", "o/token/"),
        ("2", "GET", "api/me/"),
    ]
    assert text.count("```python\n") == text.count("```bash\n") == 1
    assert "](client_credentials.md): Get an access token; " in made.files["llms.txt"]


# The server, asked by the SDK's own client


def asked(spec: Path, ask: Callable[[Client], Awaitable[Any]]) -> Any:
    server = StdioServerParameters(
        command=str(WIREPROOF),
        args=["mcp", spec.name, "-l", "curl", "-l", "python"],
        env=dict(os.environ),
        cwd=spec.parent,
    )

    async def session() -> Any:
        async with Client(server) as client:
            return await ask(client)

    return asyncio.run(session())


def test_a_client_lists_the_operations_with_their_requests() -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("list_operations", {})

    (operation,) = asked(SPEC, ask).structured_content["result"]
    assert (operation["id"], operation["method"], operation["path"]) == ("token", "POST", "/o/token/")
    assert [each["id"] for each in operation["requests"]] == [f"token/{name}" for name in REQUESTS]
    assert operation["requests"][1]["variables"] == ["CLIENT_ID", "CLIENT_SECRET"]


def test_words_narrow_the_list() -> None:
    async def ask(client: Client) -> list[int]:
        answers = [
            await client.call_tool("list_operations", {"words": each}) for each in ("access token", "pet")
        ]
        return [len(each.structured_content["result"]) for each in answers]

    assert asked(SPEC, ask) == [1, 0]


def test_a_client_gets_the_published_bytes_with_their_proof() -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("get_sample", {"request": "token/password", "language": "python"})

    sample = asked(SPEC, ask).structured_content
    assert sample["code"] == published("token/password", "python")
    assert sample["proven"] is True
    assert sample["proof"].startswith("Proven on 20")


def test_a_sample_that_is_not_proven_never_comes_without_the_words(copied: Path) -> None:
    without_proof_of(copied, "curl/token/password")

    async def ask(client: Client) -> Any:
        return await client.call_tool("get_sample", {"request": "token/password", "language": "curl"})

    answer = asked(copied, ask)
    assert answer.structured_content["proven"] is False
    text = answer.content[0].text
    assert text.index("NOT PROVEN") < text.index("curl --fail-with-body")


def test_the_server_reads_a_changed_description_again_and_calls_its_new_samples_not_proven(
    copied: Path,
) -> None:
    wanted = {"request": "token/password", "language": "python"}

    async def ask(client: Client) -> Any:
        before = await client.call_tool("get_sample", wanted)
        copied.write_text(copied.read_text().replace("https://dev-api.", "https://api."))
        os.utime(copied, (1, 1))
        return before.structured_content, (await client.call_tool("get_sample", wanted)).structured_content

    before, after = asked(copied, ask)
    assert ("dev-api" in before["code"], before["proven"]) == (True, True)
    assert ("dev-api" in after["code"], after["proven"]) == (False, False)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (
            {"request": "token/pasword", "language": "curl"},
            "no request 'token/pasword'; write 'token/password'",
        ),
        (
            {"request": "token/password", "language": "cobol"},
            "no language 'cobol'; write one of curl, python",
        ),
    ],
)
def test_what_there_is_not_is_an_error_that_says_what_to_write(wanted: dict[str, str], words: str) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("get_sample", wanted)

    answer = asked(SPEC, ask)
    assert answer.is_error
    assert words in answer.content[0].text


def test_a_client_lists_the_flows_and_gets_one_as_a_whole_program() -> None:
    async def ask(client: Client) -> Any:
        flows = await client.call_tool("list_flows", {})
        wanted = {"request": "flow/client_credentials", "language": "python"}
        sample = await client.call_tool("get_sample", wanted)
        return flows.structured_content["result"], sample.structured_content

    flows, sample = asked(FLOWS, ask)
    assert [each["id"] for each in flows] == [
        f"flow/{name}" for name in ("authorization_code", "client_credentials", "password", "revoke")
    ]
    assert len(flows[0]["steps"]) == 4
    assert sample["id"] == "python/flow/client_credentials"
    assert sample["code"].count("\n# ") == 3  # what to set, and the two steps
    assert sample["proof"].startswith("Proven on 20" if sample["proven"] else "NOT PROVEN")
