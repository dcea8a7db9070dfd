"""Arazzo documents become flows; what a straight line of requests cannot do is refused with its reason."""

import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.errors import GeneratorError
from generator.model import Input, JsonBody, StepOutput
from generator.reading import read
from generator.rendering import load_languages
from generator.rendering.render import render_flows

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example.com}]
paths:
  /orders:
    post:
      operationId: createOrder
      summary: Place an order
      requestBody: {content: {application/json: {schema: {type: object}, example: {item: tea, count: 1}}}}
      responses:
        '201':
          description: Placed.
          content: {application/json: {example: {data: {id: ord_7, total: 4}, lines: [{sku: t1}]}}}
        '409': {description: Sold out.}
  /orders/{orderId}:
    get:
      operationId: getOrder
      summary: Look at an order
      parameters:
        - {name: orderId, in: path, required: true, schema: {type: string}, example: ord_1}
        - {name: expand, in: query, schema: {type: string}}
      responses: {'200': {description: The order., content: {application/json: {example: {id: ord_7}}}}}
"""
FLOW = """\
arazzo: 1.0.1
info: {title: Shopping, version: '1'}
sourceDescriptions: [{name: shop, url: shop.yaml, type: openapi}]
workflows:
  - workflowId: buy
    summary: Place an order and look at it
    inputs: {type: object, properties: {item: {type: string, default: tea}, apiKey: {type: string}}}
    steps:
      - stepId: create
        operationId: createOrder
        requestBody: {payload: {item: $inputs.item, note: 'for {$inputs.item}', count: 2}}
        outputs: {id: $response.body#/data/id, sku: $response.body#/lines/0/sku}
      - stepId: look
        operationId: getOrder
        dependsOn: [create]
        parameters:
          - {name: orderId, in: path, value: $steps.create.outputs.id}
          - {name: expand, in: query, value: $steps.create.outputs.sku}
          - {name: Authorization, in: header, value: 'Bearer {$inputs.apiKey}'}
        successCriteria: [{condition: $statusCode == 200}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP)
    (tmp_path / "buy.arazzo.yaml").write_text(FLOW)
    return tmp_path


def changed(folder: Path, old: str, new: str) -> Path:
    path = folder / "buy.arazzo.yaml"
    assert FLOW.count(old) == 1
    path.write_text(FLOW.replace(old, new))
    return path


def test_a_workflow_is_a_flow_with_the_values_of_earlier_answers_in_later_requests(folder):
    (flow,) = read(folder / "buy.arazzo.yaml").flows
    create, look = flow.steps
    item, key = Input("ITEM", example="tea"), Input("API_KEY", secret=True)
    assert flow.inputs == (item, key)
    assert create.request.body == JsonBody({"item": (item,), "note": ("for ", item), "count": 2})
    order = StepOutput("create_id", secret=True, step=0, pointer=("data", "id"))
    sku = StepOutput("create_sku", secret=True, step=0, pointer=("lines", "0", "sku"))
    assert create.outputs == (order, sku)
    assert look.request.url == ("https://shop.example.com/orders/", order, "?expand=", sku)
    assert look.request.headers == (("Authorization", ("Bearer ", key)),)
    assert look.outputs == ()


@pytest.mark.parametrize("language", ["curl", "python", "go", "csharp"])
def test_a_value_of_an_answer_is_a_variable_encoded_for_its_place(folder, language):
    (sample,) = render_flows(read(folder / "buy.arazzo.yaml").flows, [load_languages()[language]])
    wanted = {
        "curl": ['--variable "create_id=${create_id}"', "{{create_id:url}}", ".lines[0].sku", ".data.id"],
        "python": ["quote(create_id, safe='')", 'create_id = answer["data"]["id"]', '["lines"][0]["sku"]'],
        "go": ["url.PathEscape(createId)", 'answer["data"].(map[string]any)["id"].(string)'],
        "csharp": ["Uri.EscapeDataString(createId)", 'answer["data"]!["id"]!.GetValue<string>()'],
    }
    for words in wanted[language]:
        assert words in sample.text, sample.text


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("dependsOn: [create]", "onFailure: [{name: again, type: retry, retryAfter: 1}]", "has no retry"),
        ("dependsOn: [create]", "onSuccess: [{name: back, type: goto, stepId: create}]", "has no goto"),
        ("$statusCode == 200", "$response.body#/id == 7", "it does not look at '$response.body#/id == 7'"),
        ("[{condition: $statusCode == 200}]", "[{context: $response.body, condition: '//a', type: xpath}]", "'//a'"),
        ("outputs.id}", "outputs.ident}", "step create has no output 'ident'; write one of id, sku"),
        ("$steps.create.outputs.sku", "$steps.pay.outputs.sku", "names no earlier step"),
        ("operationId: getOrder", "operationId: getOrders", "there is no operation 'getOrders'; write 'getOrder'"),
        ("operationId: getOrder", "workflowId: other", "it calls a workflow or a channel"),
        ("item: $inputs.item,", "item: $inputs.itm,", "the workflow has no input 'itm'; write 'item'"),
        ("#/data/id", "#/data/total", "the output id is 4 in the documented answer, and no text"),
        ("#/data/id", "#/data/number", "no documented answer has an example with the output id"),
        ("$response.body#/data/id", "$response.body", "the output id is a whole answer"),
        ("$response.body#/data/id", "$request.body#/item", "is not known while a sample is written"),
        ("    steps:\n", "    failureActions: [{name: a, type: end}]\n    steps:\n", "failureActions jump"),
    ],
)  # fmt: skip
def test_what_a_sample_of_one_straight_line_does_not_do_is_refused(folder, old, new, reason):
    description = read(changed(folder, old, new))
    assert description.flows == ()
    (note,) = description.notes
    assert note.startswith("no sample: flow/buy: ")
    assert reason in note


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("arazzo: 1.0.1", "arazzo: 2.0.0", ":1: /arazzo: is '2.0.0'"),
        ("  - workflowId: buy\n    summary", "  - summary", ":5: /workflows/0: has no workflowId"),
        ("      - stepId: look\n        op", "      - op", ":13: /workflows/0/steps/1: has no stepId"),
        ("stepId: look", "stepId: create", ":13: /workflows/0/steps/1/stepId: 'create' is the name of an earlier"),
        ("dependsOn: [create]", "dependsOn: [creat]", ": there is no earlier step 'creat'; write 'create'"),
        ("sourceDescriptions: [{name: shop, url: shop.yaml, type: openapi}]", "sourceDescriptions: []", "is empty"),
    ],
)  # fmt: skip
def test_a_document_that_is_wrong_is_told_with_line_and_place(folder, old, new, place):
    with pytest.raises(GeneratorError) as raised:
        read(changed(folder, old, new))
    assert place in str(raised.value), str(raised.value)


def test_a_description_that_is_not_there_is_named(folder):
    (folder / "shop.yaml").unlink()
    with pytest.raises(GeneratorError, match=r"shop\.yaml"):
        read(folder / "buy.arazzo.yaml")


def test_an_older_value_that_is_used_after_the_newer_one_has_to_have_another_name(folder):
    more = """\
          - {name: Authorization, in: header, value: 'Bearer {$inputs.apiKey}'}
        outputs: {create_id: $response.body#/id}
      - stepId: again
        operationId: getOrder
        parameters: [{name: orderId, in: path, value: $steps.look.outputs.create_id}]
      - stepId: last
        operationId: getOrder
        parameters: [{name: orderId, in: path, value: $steps.create.outputs.id}]
"""
    (folder / "buy.arazzo.yaml").write_text(FLOW.rpartition("          - {name: Auth")[0] + more)
    (note,) = read(folder / "buy.arazzo.yaml").notes
    assert "an older create_id is used after step look gives another; rename one" in note


def test_operation_paths_reused_parameters_and_replacements(folder):
    text = FLOW.replace(
        "operationId: getOrder",
        "operationPath: '{$sourceDescriptions.shop.url}#/paths/~1orders~1{orderId}/get'",
    )
    text = text.replace(
        "          - {name: Authorization, in: header, value: 'Bearer {$inputs.apiKey}'}\n",
        "          - {reference: $components.parameters.key}\n",
    )
    text = text.replace("count: 2}}", "count: 2}, replacements: [{target: /count, value: 3}]}")
    text += "components: {parameters: {key: {name: X-Key, in: header, value: $inputs.apiKey}}}\n"
    (folder / "buy.arazzo.yaml").write_text(text)
    (flow,) = read(folder / "buy.arazzo.yaml").flows
    create, look = flow.steps
    assert isinstance(create.request.body, JsonBody)
    assert create.request.body.value["count"] == 3
    assert look.request.headers == (("X-Key", (Input("API_KEY", secret=True),)),)


def test_a_payload_may_be_written_as_json_text(folder):
    payload = '\'{"item": "{$inputs.item}"}\''
    path = changed(folder, "{item: $inputs.item, note: 'for {$inputs.item}', count: 2}", payload)
    (flow,) = read(path).flows
    assert flow.steps[0].request.body == JsonBody({"item": (Input("ITEM", example="tea"),)})


def run(folder: Path, *words: str):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_flows_join_the_samples_and_pages_of_a_description(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "wireproof.yaml").write_text("spec: shop.yaml\nflows: [buy.arazzo.yaml]\nlanguages: [go]\n")
    assert run(folder, "generate").output == "3 samples in samples: 3 written, 0 unchanged\n"
    assert (folder / "samples/go/flow/buy.go").exists()
    (folder / "guide.md").write_text("<!-- wireproof: go/flow/buy -->\n<!-- /wireproof -->\n")
    assert run(folder, "sync", "guide.md").exit_code == 0
    assert "createId := answer" in (folder / "guide.md").read_text()
    assert run(folder, "pages", "-o", "pages").exit_code == 0
    page = (folder / "pages/buy.md").read_text()
    assert page.startswith("# Place an order and look at it\n")
    assert "\n## 2. Look at an order\n" in page
    assert "[Place an order and look at it](buy.md)" in (folder / "pages/index.md").read_text()


def test_a_workflow_without_a_sample_is_told_by_generate(folder):
    path = changed(folder, "dependsOn: [create]", "onFailure: [{name: again, type: retry, retryAfter: 1}]")
    done = run(folder, "generate", path, "-o", folder / "out")
    assert "no sample: flow/buy: step look: a sample goes straight on, and has no retry" in done.output
    assert done.exit_code == 0


def test_each_step_of_a_page_has_its_part_of_the_program(folder):
    from generator.publishing.pages.flow_views import part_of

    languages = load_languages()
    for sample in render_flows(
        read(folder / "buy.arazzo.yaml").flows, [languages[n] for n in ("go", "curl")]
    ):
        parts = [part_of(sample.text, number, languages[sample.language]) for number in (1, 2)]
        assert all(textwrap.dedent(part) == part and part.endswith("\n") for part in parts)
        assert "1. Place an order" in parts[0]
        assert "2. Look at an order" in parts[1]
        assert not parts[1].rstrip().endswith("}\n}")
