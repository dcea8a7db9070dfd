"""What a page leaves out: what an answer's members are, how parameters are sent; and values in two ways."""

import pytest
from audited import block, findings

LIST = "| Parameter | Type | Meaning |\n|---|---|---|\n| `name` | string | A name |\n| `kind` | string | A kind |\n\n"
ANSWER = block("json", '{"state": "new", "owner": 1, "parts": [{"size": 2}], "colour": "red"}')


def told(page: str, rule: str, part: str) -> list[int]:
    return [each.line for each in findings(page) if each.rule == rule and part in each.message]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("", True),
        ("`state` is what it is in.", False),
        ("See [the model](model.md).", False),
    ],
)
def test_an_answer_is_described(text, is_told):
    page = f"# Items\n\n`POST /items`\n\n{LIST}## Response\n\n{text}\n\n{ANSWER}"
    assert bool(told(page, "WP508", "no word of the page says")) is is_told
    assert not told(page.replace(LIST, ""), "WP508", "no word of the page says")
    assert not told(page.replace("## Response", "## Error response"), "WP508", "no word of the page says")


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("It returns JSON.", True),
        ("Send them as JSON.", False),
        ("The body is a form.", False),
        (block("bash", "curl -f -m 9 -d name=x https://api.acme.dev/items"), False),
        ("`POST /boats`", False),
    ],
)
def test_a_page_says_how_parameters_are_sent(text, is_told):
    page = f"# Items\n\n`POST /items`\n\n{LIST}{text}\n\n## Response\n\n{ANSWER}"
    assert bool(told(page, "WP507", "does not say how the parameters")) is is_told
    assert not told(page.replace("POST", "GET"), "WP507", "does not say how the parameters")
    assert not told(page.replace(ANSWER, ""), "WP507", "does not say how the parameters")


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        ('"at": "2023-09-15T07:31:46Z"', '"at": "2023-09-15 07:31:46"', True),
        ('"at": "2023-09-15T07:31:46Z"', '"at": "2023-09-16T07:31:46Z"', False),
        ('"amount": 15', '"amount": "15.00"', True),
        ('"amount": 15', '"amount": 16.5', False),
        ('"amount": 15', '"receivedAmount": "15.00"', False),
    ],
)
def test_one_answer_writes_a_value_in_one_way(one, other, is_told):
    inside = block("json", f'{{{one}, "inner": {{{other}}}}}')
    assert bool(told(f"# T\n\n{inside}", "WP519", " here, and ")) is is_told
    apart = block("json", f"{{{one}}}") + "\n" + block("json", f"{{{other}}}")
    assert not told(f"# T\n\n{apart}", "WP519", " here, and ")
