"""Pages held against a description (``--spec``): what its samples send, and what its text says of them."""

from pathlib import Path

import paths
import pytest
from steps import steps

from generator.auditing import auditor
from generator.auditing.auditor import audit_sources
from generator.reading.body_schemas import read_with_body_schemas

SPEC = """
openapi: 3.1.0
info: {title: Orchard, version: 1.0.0}
servers: [{url: https://api.orchard.dev/v1}]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: limit, in: query, schema: {type: integer, default: 25, maximum: 100}}
        - {name: page, in: query, schema: {type: integer}}
      responses:
        '200': {description: Orders.}
    post:
      operationId: createOrder
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Order'}
      responses:
        '201': {description: Created.}
components:
  schemas:
    Order:
      type: object
      required: [id, buyer, fruits]
      properties:
        id: {type: string, readOnly: true}
        speed: {type: string, enum: [slow, fast]}
        labels: {type: object}
        pay:
          oneOf:
            - {type: object, required: [card], properties: {card: {type: string}}}
            - {type: object, required: [iban], properties: {iban: {type: string}}}
        buyer:
          allOf:
            - {$ref: '#/components/schemas/Person'}
            - {type: object, properties: {phone: {type: string}}}
        fruits:
          type: array
          items:
            type: object
            required: [kilos]
            properties:
              kilos: {type: integer, minimum: 1}
    Person:
      type: object
      required: [name]
      properties: {name: {type: string}}
"""
URL = "https://api.orchard.dev/v1/orders"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("spec") / "orchard.yaml"
    path.write_text(SPEC, "utf-8")
    return read_with_body_schemas(path)


def findings(described, text: str, name: str = "page.md") -> set[tuple[int, str, str]]:
    description, schemas = described
    report = audit_sources([(name, text.encode())], description, schemas=schemas)
    return {(each.line, each.rule, each.message) for each in report.findings if each.rule[:3] == "WP4"}


def curl(body: str) -> str:
    return f"```bash\ncurl --fail-with-body --json '{body}' {URL}\n```\n"


BAD = [
    ('{"buyer": {"name": "A", "mail": "x"}, "fruits": []}', "WP403", "buyer.mail"),
    ('{"buyer": {"phone": "1"}, "fruits": []}', "WP404", "buyer.name is missing"),
    ('{"buyer": {"name": "A"}, "fruits": [{"kilos": 1}, {"kilo": 2}]}', "WP403", "fruits[1].kilo"),
    ('{"buyer": {"name": "A"}, "fruits": [{"kilos": "3"}]}', "WP405", "an integer"),
    ('{"buyer": {"name": "A"}, "fruits": [{"kilos": 0}]}', "WP405", "minimum is 1"),
    ('{"buyer": {"name": "A"}, "fruits": [], "speed": "fats"}', "WP405", "slow, fast"),
    ('{"buyer": {"name": "A"}, "fruits": {"kilos": 3}}', "WP405", "an array"),
    ('{"buyer": {"name": "A"}, "fruits": [], "pay": {"cash": true}}', "WP405", "none of the alternatives"),
]
GOOD = [
    '{"buyer": {"name": "A", "phone": "1"}, "fruits": [{"kilos": 2}], "labels": {"any": 1}}',
    '{"buyer": {"name": "<name>"}, "fruits": ["{{fruit}}"], "speed": "YOUR_SPEED"}',
    '{"buyer": {"name": "A"}, "fruits": [], "pay": {"iban": "DE"}}',
]


@pytest.mark.parametrize(("body", "rule", "words"), BAD)
def test_a_body_is_held_against_its_schema_however_deep(described, body, rule, words):
    assert any(found == rule and words in message for _, found, message in findings(described, curl(body)))


@pytest.mark.parametrize("body", GOOD)
def test_bodies_that_fit_their_schema_and_placeholders_are_fine(described, body):
    assert findings(described, curl(body)) == set()


CLIENTS = {
    "py": 'import requests\n\nrequests.post("{url}", json={{"buyer": buyer, "fruits": [{{"kilos": "3"}}]}})',
    "js": 'axios.post("{url}", {{ buyer, fruits: [{{ kilos: "3" }}] }});',
    "ts": 'fetch("{url}", {{ method: "POST",\n body: JSON.stringify({{ ...base, fruits: [{{ kilos: "3" }}] }}) }});',
    "php": "<?php $client = new GuzzleHttp\\Client(); $client->post('{url}',"
    " ['json' => ['buyer' => $buyer, 'fruits' => [['kilos' => '3']]]]);",
    "ruby": 'Net::HTTP.post(URI("{url}"), {{ buyer: buyer, fruits: [{{ kilos: "3" }}] }}.to_json)',
    "csharp": 'await client.PostAsJsonAsync("{url}", new {{ buyer, fruits = new[] {{ new {{ kilos = "3" }} }} }});',
    "go": 'body, _ := json.Marshal(map[string]any{{"buyer": buyer, "fruits": []map[string]any{{{{"kilos": "3"}}}}}})\n'
    'resp, err := http.Post("{url}", "application/json", bytes.NewReader(body))',
}


@pytest.mark.parametrize("language", CLIENTS)
def test_every_language_s_literals_are_read_to_their_depth(described, language):
    code = CLIENTS[language].format(url=URL)
    wrong = findings(described, f"```{language}\n{code}\n```\n")
    assert {(rule, message) for _, rule, message in wrong} == {
        ("WP405", 'fruits[0].kilos is "3" here; the description wants an integer')
    }
    right = code.replace('"3"', "3").replace("'3'", "3")
    assert findings(described, f"```{language}\n{right}\n```\n") == set()


def test_the_finding_stands_on_the_line_of_the_field(described):
    text = f'```bash\ncurl --json \'{{\n  "fruits": [{{\n    "kilos": "3"\n  }}]\n}}\' {URL}\n```\n'
    assert {line for line, rule, _ in findings(described, text) if rule == "WP405"} == {4}


def test_the_schemas_go_with_the_pages_to_other_processes(described, monkeypatch):
    monkeypatch.setattr(auditor, "_WORTH_A_POOL", 0)
    description, schemas = described
    pages = [(f"{n}.md", curl(BAD[0][0]).encode()) for n in range(2)]
    alone = audit_sources(pages, description, jobs=1, schemas=schemas)
    assert audit_sources(pages, description, jobs=2, schemas=schemas).findings == alone.findings
    assert {finding.rule for finding in alone.findings} >= {"WP403"}


def test_a_description_without_bodies_has_no_schemas(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text(SPEC.replace("application/json", "text/plain"), "utf-8")
    assert read_with_body_schemas(path)[1] == {"listOrders": {}, "createOrder": {}}


ORDERS = """# Orders

## Create an order

{text}

```bash
curl --fail-with-body --json '{{"buyer": {{"name": "A"}}, "fruits": []}}' https://api.orchard.dev/v1/orders
```

## List orders

`GET /v1/orders`

{listed}
"""
FINE_TABLE = """It returns `201 Created`, in 200 ms or less.

| Field | Type | Required |
|---|---|---|
| `buyer` | object | yes |
| `fruits` | array of objects | yes |
| `speed` | string | no |
"""
FINE_LIST = (
    "- `limit` (number, optional): how many. Defaults to `25`.\n- `page` (required if `limit` is set)\n"
)


def test_text_that_says_what_the_description_says_is_fine(described):
    assert findings(described, ORDERS.format(text=FINE_TABLE, listed=FINE_LIST)) == set()


def test_a_section_about_several_operations_is_left_alone(described):
    page = f"# Orders\n\n`GET {URL}`, `POST {URL}`\n\nBoth return `204 No Content`.\n"
    assert findings(described, page) == set()


QUERY = [
    ("limit=many", "WP405", "an integer"),
    ("limit=500", "WP405", "at most 100"),
    ("limits=5", "WP403", "limits"),
]


@pytest.mark.parametrize(("query", "rule", "words"), QUERY)
def test_values_of_a_query_have_their_type_and_bounds(described, query, rule, words):
    found = findings(described, f'```bash\ncurl --fail "{URL}?{query}"\n```\n')
    assert [each for _, each, message in found if each == rule and words in message], found
    assert findings(described, f'```bash\ncurl --fail "{URL}?limit=5&page=$PAGE"\n```\n') == set()


def test_a_slash_too_many_does_not_hide_what_else_is_wrong(described):
    text = f"```bash\ncurl --fail-with-body --json '{BAD[0][0]}' {URL}/\n```\n"
    assert {"WP401", "WP403"} <= {rule for _, rule, _ in findings(described, text)}


BASED = {
    "py": 'import httpx\n\nclient = httpx.Client(base_url="https://api.orchard.dev/v1/")\nclient.get("/orders", params={{"{}": 1}})',
    "js": 'const api = axios.create({{ baseURL: "https://api.orchard.dev/v1" }});\napi.get("/orders", {{ params: {{ {}: 1 }} }});',
}


@pytest.mark.parametrize("language", BASED)
def test_the_address_that_a_client_was_made_with_counts(described, language):
    wrong, right = (f"```{language}\n{BASED[language].format(name)}\n```\n" for name in ("limits", "limit"))
    assert "WP403" in {rule for _, rule, _ in findings(described, wrong)}
    assert findings(described, right) == set()


def test_each_grant_has_its_own_parameters():
    spec = paths.SPEC
    sample = "```bash\ncurl --fail -d grant_type=password{} -d client_id=x https://dev-api.med2lab.com/o/token/\n```\n"
    found = findings(read_with_body_schemas(spec), sample.format(" -d code=x -d username=a"))
    messages = " ".join(message for _, _, message in found)
    assert "parameter password is missing" in messages
    assert "code belongs to authorization_code" in messages
    assert findings(read_with_body_schemas(spec), sample.format(" -d username=a -d password=b")) == set()


def test_a_path_with_a_slip_is_held_against_what_it_is_meant_for(described):
    text = f"```bash\ncurl --fail-with-body --json '{BAD[0][0]}' {URL.removesuffix('s')}\n```\n"
    assert {"WP401", "WP403"} <= {rule for _, rule, _ in findings(described, text)}


def test_a_value_in_other_letters_is_no_placeholder(described):
    found = findings(described, curl('{"buyer": {"name": "A"}, "fruits": [], "speed": "FAST"}'))
    assert {rule for _, rule, _ in found} == {"WP405"}
    assert findings(described, curl('{"buyer": {"name": "A"}, "fruits": [], "speed": "SPEED"}')) == set()


def test_many_calls_of_one_sample_are_work_in_proportion(described):
    description, schemas = described

    def cost(number: int) -> int:
        calls = "".join(f'requests.post("{URL}", json={{"fruits": {n}}}, timeout=9)\n' for n in range(number))
        source = ("a.md", f"`POST /v1/orders`\n\n```python\nimport requests\n{calls}```\n".encode())
        return steps(lambda: audit_sources([source], description, jobs=1, schemas=schemas))

    cost(10)  # what is loaded and compiled once
    assert cost(400) < 7 * cost(80)


def test_the_query_that_a_sample_encodes_is_read(described):
    code = 'from urllib.request import urlopen\nfrom urllib.parse import urlencode\nurlopen("{}?" + urlencode({{"{}": 5}}))'
    assert "WP403" in {
        rule for _, rule, _ in findings(described, f"```py\n{code.format(URL, 'limits')}\n```\n")
    }
    assert findings(described, f"```py\n{code.format(URL, 'limit')}\n```\n") == set()


def test_the_scheme_of_authorization_is_that_of_the_description(tmp_path: Path):
    path = tmp_path / "a.yaml"
    schemes = "components:\n  securitySchemes:\n    token: {type: http, scheme: bearer}\n"
    path.write_text(
        SPEC.replace("components:\n", schemes, 1).replace("paths:", "security: [{token: []}]\npaths:", 1),
        "utf-8",
    )
    secured = read_with_body_schemas(path)
    sample = '```bash\ncurl --fail -H "Authorization: {} $TOKEN" {}\n```\n'
    assert "WP405" in {rule for _, rule, _ in findings(secured, sample.format("Token", URL))}
    assert findings(secured, sample.format("Bearer", URL)) == set()


def test_a_key_is_brought_under_the_name_that_the_description_gives_it(tmp_path: Path):
    path = tmp_path / "a.yaml"
    schemes = "components:\n  securitySchemes:\n    id: {type: apiKey, in: header, name: X-Farm}\n"
    path.write_text(
        SPEC.replace("components:\n", schemes, 1).replace("paths:", "security: [{id: []}]\npaths:", 1),
        "utf-8",
    )
    secured = read_with_body_schemas(path)
    assert findings(secured, f'```bash\ncurl --fail -H "X-Farm: $FARM" {URL}\n```\n') == set()
    assert {rule for _, rule, _ in findings(secured, f"```bash\ncurl --fail {URL}\n```\n")} == {"WP404"}
