"""Requests whose bodies a program makes before it sends them: buffers, structs, maps, entities, connections."""

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.understanding.go.calls import go_calls
from generator.auditing.understanding.java.calls import java_calls
from generator.auditing.understanding.ruby.calls import ruby_calls
from generator.auditing.understanding.trees.tree import SyntaxTree

READERS = {"go": go_calls, "java": java_calls, "ruby": ruby_calls}

GO = """type Line struct {
	Text  string  `json:"text"`
	Count int     `json:"count,omitempty"`
	Note  *string `json:"note"`
	own   string
}
type Order struct {
	Buyer string `json:"buyer_id"`
	Lines []Line `json:"lines"`
}
order := Order{Buyer: "b_1", Lines: []Line{{Text: "Pen"}}}
"""


def sent(language: str, code: str):
    (call,) = READERS[language](SyntaxTree(language, code))
    return call


def test_a_field_that_is_given_a_value_below_may_be_sent():
    code = GO.replace('{Text: "Pen"}', '{Text: "Pen", Note: nil}') + "order.Lines[0].Count = 2\n"
    body = sent(
        "go",
        code
        + 'b, _ := json.Marshal(order)\nhttp.Post("https://api.acme.dev/a", "application/json", bytes.NewReader(b))',
    ).body
    assert "\ufffc" in body.json


def java(code: str) -> str:
    return f"class A {{ void m() {{\n{code}\n}} }}"


@pytest.mark.parametrize(
    ("body", "kind", "fields", "media_type"),
    [
        (
            'RequestBody.create("{\\"a\\": 1}", MediaType.get("application/json"))',
            "json",
            (("a", "1"),),
            "application/json",
        ),
        (
            'RequestBody.create(MediaType.parse("text/plain"), "{\\"a\\": 1}")',
            "json",
            (("a", "1"),),
            "text/plain",
        ),
        (
            'new FormBody.Builder().add("a", "b").add("c", d).build()',
            "form",
            (("a", "b"), ("c", "\ufffc")),
            None,
        ),
        ('RequestBody.create(gson.toJson(Map.of("a", 2.5)), JSON)', "json", (("a", "2.5"),), None),
    ],
)
def test_bodies_of_okhttp_are_read_behind_their_names(body, kind, fields, media_type):
    code = f'RequestBody body = {body};\nRequest r = new Request.Builder().url("https://api.acme.dev/a").post(body).build();'
    call = sent("java", java(code))
    header = call.header("Content-Type")
    assert (call.body.kind, call.body.fields) == (kind, fields)
    assert (header.value if header else None) == media_type


@pytest.mark.parametrize(
    "code",
    [
        'HTTParty.get("https://api.acme.dev/a", query: { limit: 2 })',
        'RestClient.get("https://api.acme.dev/a", { params: { limit: 2 }, accept: :json })',
    ],
)
def test_queries_of_rubys_clients_are_read(code):
    call = sent("ruby", code)
    assert (call.query, call.body) == ((("limit", "2"),), None)
    assert call.header("params") is None


TWICE = {
    "python": ("import requests\nv0 = 'x'", "{b} = {a} + {a}", "requests.get('https://api.acme.dev/' + {a})"),
    "js": ("const v0 = 'x';", "const {b} = {a} + {a};", "await fetch('https://api.acme.dev/' + {a});"),
    "go": ('v0 := "x"', "{b} := {a} + {a}", 'http.Get("https://api.acme.dev/" + {a})'),
    "java": (
        'String v0 = "x";',
        "String {b} = {a} + {a};",
        'URI u = URI.create("https://api.acme.dev/" + {a});',
    ),
    "csharp": (
        'var v0 = "x";',
        "var {b} = {a} + {a};",
        'await client.GetAsync("https://api.acme.dev/" + {a});',
    ),
    "php": ("$v0 = 'x';", "${b} = ${a} . ${a};", "curl_init('https://api.acme.dev/' . ${a});"),
    "ruby": ("v0 = 'x'", "{b} = {a} + {a}", "Net::HTTP.get(URI('https://api.acme.dev/' + {a}))"),
}


@pytest.mark.parametrize("language", TWICE)
def test_a_text_that_doubles_with_each_line_takes_no_longer_than_its_lines(language):
    first, step, last = TWICE[language]
    rows = [first, *(step.format(a=f"v{n}", b=f"v{n + 1}") for n in range(60)), last.format(a="v60")]
    audit_sources([("page.md", "\n".join([f"```{language}", *rows, "```"]).encode())], jobs=1)


def test_a_call_with_a_type_of_typescript_is_read():
    page = """# T

```ts
const r = await axios.post<Order>("http://api.acme.dev/a", { a: 1 });
```
"""
    report = audit_sources([("page.md", page.encode())])
    assert "WP201" in {each.rule for each in report.findings}


def test_lists_of_java_are_read():
    code = 'RequestBody b = RequestBody.create(gson.toJson(Map.of("a", List.of(Map.of("b", 1)))), JSON);\n'
    call = sent("java", java(f'{code}new Request.Builder().url("https://api.acme.dev/a").post(b).build();'))
    assert call.body.json == '{"a": [{"b": 1}]}'
