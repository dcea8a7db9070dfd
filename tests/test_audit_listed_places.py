"""Names that the page lists for the query, and that its samples send in the body; and the other way round."""

import pytest

from generator.auditing.auditor import audit_sources

TABLE = "| Name | Type |\n|---|---|\n| `name` | string |\n| `seats` | integer |\n"
LIST = "- `name` (string): what it is called\n- `seats` (integer): how many\n"
BODY = """--json '{"name": "Elsa", "seats": 3}' "https://api.ferry.dev/boats\""""
QUERY = '-X POST "https://api.ferry.dev/boats?name=Elsa&seats=3"'
BOTH = """--json '{"name": "Elsa"}' "https://api.ferry.dev/boats?seats=3\""""


def told(title: str, listed: str, sent: str) -> list[str]:
    sample = f"```bash\ncurl --fail --max-time 9 {sent}\n```\n"
    report = audit_sources([("page.md", f"# Add a boat\n\n{title}\n\n{listed}\n{sample}".encode())])
    return [finding.message for finding in report.findings if finding.rule == "WP514"]


@pytest.mark.parametrize("listed", [TABLE, LIST])
@pytest.mark.parametrize("mark", ["## {}", "**{}**"])
@pytest.mark.parametrize(
    ("title", "sent", "other"),
    [
        ("Query parameters", QUERY, BODY),
        ("URL parameters", QUERY, BODY),
        ("Request body", BODY, QUERY),
        ("Body parameters", BODY, QUERY),
    ],
)
def test_names_are_sent_where_the_page_lists_them(listed, mark, title, sent, other):
    assert told(mark.format(title), listed, sent) == []
    (message,) = told(mark.format(title), listed, other)
    assert "name, seats are sent in the " in message


@pytest.mark.parametrize(
    ("title", "sent"),
    [
        ("## Parameters", BODY),
        ("## Query parameters and request body", BODY),
        ("## URL parameters", QUERY),
        ("## Query parameters of the response", BODY),
        ("## Query parameters", BOTH),
    ],
)
def test_what_the_page_leaves_open_is_no_fault(title, sent):
    assert told(title, TABLE, sent) == []


def test_what_is_substituted_for_another_is_no_placeholder():
    sample = '```bash\ncurl --fail --max-time 9 -X POST "https://api.ferry.dev/boats"\n```\n'
    for text, is_told in (
        ("substituting `DELETE` for `POST`", False),
        ("replacing `YOUR_KEY` with a key", True),
    ):
        report = audit_sources([("page.md", f"{sample}\nIt works by {text} above.\n".encode())])
        assert ("WP519" in {finding.rule for finding in report.findings}) is is_told


COLUMNS = "# Items\n\n## {}\n\n| Name | {} | Type |\n|---|---|---|\n| limit | {} | integer |\n"
FIELD = '# Items\n\n## Query parameters\n\n<ParamField {}="limit" type="integer">How many.</ParamField>\n'


@pytest.mark.parametrize(
    ("page", "is_told"),
    [
        (COLUMNS.format("Query parameters", "In", "body"), True),
        (COLUMNS.format("Request body", "In", "query"), True),
        (COLUMNS.format("Request body", "In", "form"), False),
        (COLUMNS.format("Query parameters", "In", "query"), False),
        (COLUMNS.format("Parameters", "In", "body"), False),
        (COLUMNS.format("Query parameters", "In", "body") + "| page | query | integer |\n", False),
        (COLUMNS.format("Query parameters", "Use", "body"), False),
        (FIELD.format("body"), True),
        (FIELD.format("query"), False),
    ],
)
def test_a_heading_and_the_column_below_it_name_one_place(page, is_told):
    findings = audit_sources([("a.mdx", page.encode())]).findings
    assert any(each.message.startswith("the heading says") for each in findings) is is_told


@pytest.mark.parametrize(
    ("denied", "sent", "count"),
    [
        ("## Parameters\n\nNo parameters.", BODY, 1),
        ("## Query parameters\n\nNone.", QUERY, 1),
        ("## Query parameters\n\nNone.", BODY, 0),
        ("## Path parameters\n\nNone.", QUERY, 0),
        ("This endpoint takes no parameters.", '"https://api.ferry.dev/boats"', 0),
        ("## Limits\n\nNone.", BODY, 0),
    ],
)
def test_what_a_page_says_not_to_be_there_is_not_sent(denied, sent, count):
    assert len(told(denied, "", sent)) == count


def test_parameters_that_are_listed_below_are_not_denied():
    assert told("## Parameters\n\nNo parameters.", f"## Request body\n\n{TABLE}", BODY) == []


def test_the_one_parameter_of_a_path_may_be_a_member_of_the_body_too():
    assert told("## URL parameters", "| Name | Type |\n|---|---|\n| `name` | string |\n", BODY) == []
