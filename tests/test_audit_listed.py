"""What a page itself says of a parameter (required, of a type, within bounds), against its samples."""

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.rules.parameters.bounds import bounds

TABLE = """# Parcels

## Send a parcel

### Parameters

| Field | Type | Required | Description |
|---|---|---|---|
| `weight` | integer | yes | In grams, between 1 and 30,000. |
| `label` | string | yes | At most 12 characters. |
| `tags` | array | no | Up to 3 items. |
| `fragile` | boolean | no | |
| `order` | string | yes | In the path. |

### Example

```bash
curl -f https://api.parcels.dev/orders/7/parcels --json '{BODY}'
```

### Response

| Field | Type | Required |
|---|---|---|
| `id` | string | yes |
| `weight` | string | yes |
"""
GOOD = '{"weight": 300, "label": "Pens", "tags": ["a", "b"], "fragile": true}'


def found(page: str) -> list[tuple[str, str]]:
    report = audit_sources([("page.md", page.encode())])
    return [(each.rule, each.message) for each in report.findings if each.rule in ("WP404", "WP514")]


def test_a_sample_that_sends_what_the_table_says_is_fine():
    assert found(TABLE.replace("BODY", GOOD[1:-1])) == []
    assert found(TABLE.replace("BODY", '"weight": <WEIGHT>, "label": "<LABEL>"')) == []
    assert found(TABLE.replace("BODY", '"weight": 300, ...')) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ("300", "30001", "WP514", "weight is 30001 here, and the page allows between 1 and 30000"),
        ("300", '"300"', "WP514", 'weight is "300" here, and the page says that it is an integer'),
        ("Pens", "Pens and more pens", "WP514", "the page allows at most 12 characters"),
        ('"a", "b"', '"a", "b", "c", "d"', "WP514", "the page allows at most 3 items"),
        ("true", '"yes"', "WP514", "the page says that it is a boolean"),
        ('"weight": 300, ', "", "WP404", "the page says that weight is required (line 9)"),
    ],
)
def test_what_the_table_says_otherwise_is_told(old, new, rule, words):
    ((told, message),) = found(TABLE.replace("BODY", GOOD.replace(old, new)[1:-1]))
    assert told == rule
    assert words in message


SENTENCE = "# Items\n\n{}\n\n```bash\ncurl -f 'https://api.acme.dev/items?limit={}'\n```\n"


@pytest.mark.parametrize(
    ("sentence", "limit", "is_told"),
    [
        ("`limit` must be between `1` and `100`.", "500", True),
        ("Use `limit` to get up to 100 results.", "101", True),
        ("Use `limit` to get up to 100 results.", "100", False),
        ("The maximum of `limit` is 100.", "250", True),
        ("`limit` is a number. At most 50 requests are allowed per minute.", "100", False),
        ("`limit` returns at most 50 items.", "100", False),  # of the answer, perhaps by default
        ("`limit` is at most 10 MB.", "100", False),
    ],
)
def test_bounds_in_a_sentence_are_those_of_its_one_name(sentence, limit, is_told):
    assert bool(found(SENTENCE.format(sentence, limit))) is is_told


def test_a_section_of_several_operations_says_nothing_of_one():
    page = SENTENCE.format("`limit` is at most 100.", 500)
    assert found(page) != []
    assert found(page + "\n```bash\ncurl -f https://api.acme.dev/other\n```\n") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("integer, 1 to 50", None),
        ("from 1 to 50", "between 1 and 50"),
        ("integer | 1–50", "between 1 and 50"),
        ("(1-50)", "between 1 and 50"),
        ("max. 50 | min. 2", "between 2 and 50"),
        ("min 2, maximum length: 50", None),  # of two things
        ("must not exceed 1,000", "at most 1000"),
        (">= 0", "at least 0"),
        ("is 20 characters at most", "at most 20 characters"),
        ("100 at most", "at most 100"),
        ("since 2024-01-15", None),
        ("at least 1 of these", None),
        ("one of 1, 2 or 3", None),
    ],
)
def test_bounds_are_read_from_words(text, words):
    limits = bounds(text)
    assert (limits.words() if limits else None) == words


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        ("One of fast, slow.", True),
        ("How. One of: fast, slow or late", True),
        ("Allowed values: fast | slow", True),
        ("One of fast, slow and others.", False),
        ("One of many ways, fast, slow or express ones.", False),
        ("One of fast, slow, express.", False),
    ],
)
def test_values_that_a_cell_lists_need_no_marks(cell, is_told):
    row = cell.replace("|", "\\|")
    page = f"# Send\n\n| Field | Notes |\n|---|---|\n| `speed` | {row} |\n\n```bash\ncurl -f 'https://api.acme.dev/a?speed=express'\n```\n"
    assert bool(found(page)) is is_told


@pytest.mark.parametrize(
    "text", ["max" + " " * 100_000 + "x", "between " + "1" * 100_000, "1," * 50_000, "(1 " * 50_000]
)
def test_a_long_text_is_searched_for_bounds_to_its_end(text):
    assert bounds(text) is None  # by the square of its length, it were for minutes


CREW = """# Crew

## POST /boats/{boat_id}/crew

| Name | Type | Required |
|---|---|---|
| boat_id | number | Yes |
| name | TYPE | Yes |

```bash
curl -f --max-time 9 -X POST "https://api.ferry.dev/boats/7/crew" BODY
```
"""


@pytest.mark.parametrize("kind", ["[]string", "string[]", r"string\[\]", "Array<string>"])
def test_brackets_make_a_type_a_list(kind):
    page = CREW.replace("TYPE", kind)
    assert found(page.replace("BODY", """--json '{"name": ["Ada"]}'""")) == []
    assert [rule for rule, _ in found(page.replace("BODY", """--json '{"name": 3}'"""))] == ["WP514"]


def test_a_request_that_brings_nothing_lacks_what_is_required():
    page = CREW.replace("TYPE", "string")
    (fault,) = found(page.replace("BODY", ""))
    assert fault == ("WP404", "the page says that name is required (line 8); this sample lacks it")
    assert found(page.replace("BODY", "--data @crew.json")) == []
    assert found(page.replace("BODY", '"${OPTIONS[@]}"')) == []
    assert found(page.replace("BODY", "").replace("POST", "GET")) == []
