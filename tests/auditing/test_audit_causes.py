"""One cause, one finding: what the description tells of a sample is not told again by its neighbours."""

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
            schema:
              type: object
              additionalProperties: false
              required: [kind]
              properties: {kind: {type: string}, weight: {type: integer}}
      responses: {'201': {description: Added.}}
"""
PAGE = """# Quarry

## `POST /v1/stones`

```bash
curl -f https://api.quarry.dev/v1/stones --json '{"kind": "slate", "weight": 3}'
```

```python
requests.post("https://api.quarry.dev/v1/PATH", json={"NAME": "slate", "weight": 3}, timeout=3)
```

```ruby
HTTParty.post("https://api.quarry.dev/v1/stones", headers: { "Content-Type" => "application/json" }, body: { kind: "slate", weight: 3 }.to_json)
```
"""


@pytest.fixture
def described(tmp_path: Path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    return read_with_body_schemas(str(spec))


def rules(page: str, described=None) -> list[str]:
    description, schemas = described or (None, None)
    report = audit_sources([("page.md", page.encode())], description, schemas=schemas)
    return sorted(each.rule for each in report.findings if each.rule[2] in "45")


def page(path: str = "stones", name: str = "kind") -> str:
    return PAGE.replace("PATH", path).replace("NAME", name)


def test_a_wrong_name_is_told_by_the_description_alone(described):
    assert rules(page(name="sort"), described) == ["WP403", "WP404"]
    assert rules(page(name="sort")) == []


def test_a_wrong_path_is_told_by_the_description_or_else_by_the_samples_beside_it(described):
    assert rules(page(path="stone"), described) == ["WP401"]
    assert rules(page(path="stone")) == ["WP502"]
