"""How long `wireproof pages` takes for a description of 1,000 operations, in four languages.

Run it as ``.venv/bin/python benchmarks/pages_speed.py [OPERATIONS]``. It makes such a description in a
temporary folder, runs the command three times from nothing and three times without a change, and prints
the best wall time of each; with a ledger that has every sample, so that stamps are looked up too.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from shutil import rmtree

WIREPROOF = Path(sys.executable).with_name("wireproof")


def main() -> None:
    """Make the description, run the command, print the times."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec = folder / "api.json"
        spec.write_text(json.dumps(described(count)), "utf-8")
        enter_proofs(spec)
        first = min(timed(spec, folder / "out", fresh=True) for _ in range(3))
        again = min(timed(spec, folder / "out", fresh=False) for _ in range(3))
        size = sum(path.stat().st_size for path in (folder / "out").iterdir())
    print(f"{count} operations, {count * 4} samples, {size / 1e6:.1f} MB of pages")
    print(f"from nothing  {first:.2f} s\nno change     {again:.2f} s")


def timed(spec: Path, out: Path, *, fresh: bool) -> float:
    """Seconds of one run; `fresh` starts without the pages."""
    if fresh:
        rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    subprocess.run([WIREPROOF, "pages", spec, "-o", out], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def enter_proofs(spec: Path) -> None:
    """Write a ledger that has a proof of every sample."""
    from generator.proving.hashes import request_hash
    from generator.proving.ledger import ledger_path, record
    from generator.proving.proof import Proof, Subject
    from generator.reading import read
    from generator.rendering import load_languages, render

    proofs = [
        Proof(
            each.id, each.language, True, True, True, True, 1.0, "made up", "",
            Subject.of(each).sha256, request_hash(each.request), "",
        )
        for each in render(read(spec).requests, load_languages().values())
    ]  # fmt: skip
    record(ledger_path(spec), proofs, (), date(2026, 11, 24))


def described(count: int) -> dict[str, object]:
    """A description of `count` operations."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Many operations", "version": "1", "description": "## Made\n\nfor *measuring*."},
        "servers": [{"url": "https://api.example.com/v1"}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
        "paths": {f"/things{number}/{{id}}": {"post": operation(number)} for number in range(count)},
    }


def operation(number: int) -> dict[str, object]:
    """One of them, with parameters, a JSON body and two answers."""
    name = {"type": "string", "maxLength": 40, "description": f"The `name` of thing **{number}**."}
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": name,
            "size": {"type": "integer", "minimum": 1, "description": f"Its size, in cm; see [{number}](https://example.com/{number})."},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }  # fmt: skip
    text = {"type": "string"}
    value = {"name": f"thing {number}", "size": number + 1, "tags": ["a", "b"]}
    return {
        "operationId": f"updateThing{number}",
        "tags": [f"group {number % 20}"],
        "summary": f"Update thing {number}",
        "description": f"Changes what thing {number} is called.\n\n- one\n- two `{number}`\n",
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": text, "example": f"t{number}"},
            {"name": "dry_run", "in": "query", "schema": {"type": "boolean"}, "example": True},
        ],
        "requestBody": {"content": {"application/json": {"schema": schema, "example": value}}},
        "responses": {
            "200": answer("Done.", {"id": f"t{number}", **value}),
            "404": answer("There is no such thing.", {"error": "not_found"}),
        },
    }  # fmt: skip


def answer(description: str, example: object) -> dict[str, object]:
    """A Response Object."""
    return {"description": description, "content": {"application/json": {"example": example}}}


if __name__ == "__main__":
    main()
