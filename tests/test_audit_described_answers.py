"""The answers that a page shows, held against the responses of the description."""

from pathlib import Path

import pytest

from generator.auditing.auditor import audit_sources
from generator.reading.body_schemas import read_with_body_schemas

SPEC = """
openapi: 3.1.0
info: {title: Quarry, version: 1.0.0}
servers: [{url: https://api.quarry.dev/v1}]
paths:
  /stones:
    post:
      operationId: addStone
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [kind], properties: {kind: {type: string}, weight: {type: integer}}}
      responses:
        '201':
          description: Added.
          content: {application/json: {schema: {$ref: '#/components/schemas/Stone'}}}
        '400':
          description: Refused.
          content:
            application/json:
              schema:
                type: object
                properties:
                  error: {type: string, enum: [too_heavy, unknown_kind]}
                  message: {type: string}
components:
  schemas:
    Stone:
      type: object
      required: [id, state]
      properties:
        id: {type: string}
        kind: {type: string}
        weight: {type: integer}
        state: {type: string, enum: [raw, cut]}
"""
PAGE = """# Add a stone

```bash
curl -f https://api.quarry.dev/v1/stones --json '{"kind": "slate"}'
```

```HINT
BODY
```
"""


@pytest.fixture
def told(tmp_path: Path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    described = read_with_body_schemas(str(spec))

    def found(body: str, hint: str = "json") -> list[str]:
        page = PAGE.replace("HINT", hint).replace("BODY", body)
        report = audit_sources([("page.md", page.encode())], described[0], schemas=described[1])
        return [each.message for each in report.findings if each.rule == "WP409"]

    return found


@pytest.mark.parametrize(
    "body",
    [
        '{"id": "st_1", "kind": "slate", "state": "raw"}',
        '{"id": "st_1"}',
        '{"id": "st_1", "state": "..."}',
        '{"kind": "slate", "weight": 3}',  # the request's
        '{"error": "too_heavy", "message": "Too heavy."}',
        '{"type": "push", "user": 1, "branch": "x"}',  # another thing
    ],
)
def test_an_answer_as_it_is_described_is_fine(told, body):
    assert told(body) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            '{"id": "st_1", "kind": "slate", "status": "raw"}',
            "the answer has status, and the description has no",
        ),
        (
            '{"id": 1, "kind": "slate", "state": "raw"}',
            "in the answer, id is 1 here; the description wants a string",
        ),
        ('{"id": "st_1", "kind": "slate", "state": "sold"}', "the description allows raw, cut"),
        ('{"error": "heavy", "message": "Too heavy."}', "the description allows too_heavy, unknown_kind"),
    ],
)
def test_an_answer_that_is_described_otherwise_is_told(told, body, words):
    (message,) = told(body)
    assert words in message


def test_the_status_that_is_shown_chooses_the_response(told):
    body = '{"error": "too_heavy", "id": "st_1"}'
    assert told(f"HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{body}", "http") == [
        "the answer has id, and the description has no such field"
    ]


READING = """# Add a stone

```python
import requests
r = requests.post("https://api.quarry.dev/v1/stones", json={"kind": "slate"}, timeout=3)
r.raise_for_status()
print(r.json()["NAME"])
```
"""


@pytest.mark.parametrize(("name", "is_told"), [("id", False), ("state", False), ("stone_id", True)])
def test_a_member_that_no_described_response_has_is_told(tmp_path, name, is_told):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    description, schemas = read_with_body_schemas(str(spec))
    page = READING.replace("NAME", name)
    report = audit_sources([("page.md", page.encode())], description, schemas=schemas)
    assert ("WP409" in {each.rule for each in report.findings}) is is_told
