"""Values that a sentence lists under a noun, against samples and answers (WP514)."""

import pytest

from generator.auditing.auditor import audit_sources

PAGE = """# Boats

TEXT

```bash
curl --fail --max-time 9 "https://api.ferry.dev/boats?QUERY"
```

```json
ANSWER
```
"""


def told(text: str, query: str = "limit=3", answer: str = "{}") -> list[str]:
    page = PAGE.replace("TEXT", text).replace("QUERY", query).replace("ANSWER", answer)
    report = audit_sources([("page.md", page.encode())])
    return [finding.message.partition(",")[0] for finding in report.findings if finding.rule == "WP514"]


STATES = "The states are `moored`, `sailing` and `sunk`."


@pytest.mark.parametrize(
    ("text", "query", "name"),
    [
        (STATES, "state=docked", "state is docked here"),
        ("Possible categories are: `small` and `big`.", "category=huge", "category is huge here"),
        ("The statuses are `on` or `off`.", "status=dead", "status is dead here"),
        ("The scopes are `read` and `write`.", "scope=read%20delete", "scope is delete here"),
    ],
)
def test_a_plural_lists_the_values_of_what_it_is_many_of(text, query, name):
    assert told(text, query) == [name]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (STATES, "state=sunk"),
        ("The states are such as `moored`, `sailing`.", "state=docked"),
        ("The default states are `moored`, `sailing`.", "state=docked"),
        ("The names are `Elsa`, `Ida`.", "name=Ada"),
        ("The scopes are `read` and `write`.", "scope=read%20write"),
    ],
)
def test_what_the_sentence_leaves_open_is_no_fault(text, query):
    assert told(text, query) == []


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ('{"id": 1, "state": "lost"}', 1),
        ('[{"id": 1, "state": "sunk"}, {"id": 2, "state": "lost"}]', 1),
        ('{"data": [{"id": 1, "state": "lost"}], "next": null}', 1),
        ('{"id": 1, "state": "sunk"}', 0),
        ('{"id": 1, "harbour": {"state": "open"}}', 0),
    ],
)
def test_the_answer_and_the_items_of_its_list_have_these_values(answer, number):
    assert len(told(STATES, answer=answer)) == number
