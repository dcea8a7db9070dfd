"""Placeholders that stand as they are in the code, and what else is wrong with the same sample."""

import audited
import pytest

from generator.auditing.auditor import audit_sources


def found(language: str, text: str) -> list[tuple[int, str, str]]:
    report = audit_sources([("page.md", f"```{language}\n{text}\n```\n".encode())])
    return [(each.line, each.rule, each.message) for each in report.findings]


def rules(language: str, text: str) -> set[tuple[int, str]]:
    return {(line, rule) for line, rule, _ in found(language, text)}


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("js", "const client = new Client(\n  <CLIENT_ID>\n);\nif (error) {\n  return throw error;\n}", 6),
        ("php", "<?php\n$client = new Client(<CLIENT_ID>);\n$a = ;\n", 4),
        ("java", "Client client = new Client(<CLIENT_ID>);\nint a = 1 +;\n", 3),
    ],
)
def test_an_error_beside_a_placeholder_is_told_as_well(language, text, wrong):
    at = 1 + next(number for number, row in enumerate(text.split("\n"), 1) if "CLIENT_ID" in row)
    assert {(at, "WP105"), (wrong, "WP101")} <= rules(language, text)
    assert (wrong, "WP101") in rules(language, text.replace("<CLIENT_ID>", '"a"'))


def test_a_tag_is_no_placeholder():
    text = "const page = (\n  <Page>\n    {items.map(}\n  </Page>\n);"
    assert "WP105" not in {rule for _, rule in rules("js", text)}


GO = """import (
	"net/url"
)

client := New(
	<CLIENT_ID>,
	<CLIENT_SECRET>{}
)
if problem := client.Check(url.Values{{}}); problem != "" {{
	log.Fatal(problem)
}}"""


def test_a_go_sample_with_placeholders_is_judged_to_its_end():
    assert {(6 + 1, "WP105"), (8, "WP105"), (8, "WP101")} <= rules("go", GO.format(""))
    assert (8, "WP101") not in rules("go", GO.format(","))
    assert (11, "WP103") in rules("go", GO.format(","))
    assert not any("xx" in message for _, _, message in found("go", GO.format(",")))


def test_prompts_in_brackets_are_prompts():
    text = "[linux]$ curl --fail -m 9 'https://$HOST/items'\n(output) 7"
    assert {(2, "WP106"), (2, "WP115")} <= rules("bash", text)
    assert (2, "WP106") not in rules("bash", "[ -f x ] && curl --fail -m 9 https://api.acme.dev/items")


def test_no_host_begins_with_a_dollar():
    report = found("bash", "curl --fail -m 9 'https://$env_url/items'")
    assert ("WP115", "$env_url stands in single quotes, where the shell expands nothing") in {
        (rule, message) for _, rule, message in report
    }
    assert not found("bash", "curl --fail -m 9 'https://api.acme.dev/items?$top=3'")


def test_a_dotted_name_in_braces_is_no_variable_of_a_shell():
    page = "```bash\ncurl -f 'https://{0}/token'\n```\n\n```js\nfetch('https://{0}/token')\n```\n"
    assert "WP115" not in audited.rules(page.format("${account.host}"))
    assert "WP115" in audited.rules(page.format("${account_host}"))
    alone = page.partition("\n\n")[2].format("${account.host}")
    assert "WP115" in audited.rules(alone)  # an object of the program, as far as one sees


def test_a_dollar_before_the_braces_of_an_f_string_is_sent():
    def told(text: str) -> set[str]:
        return audited.rules_of("python", f"url, key, price = ask()\na = {text}\nuse(a)")

    for wrong in ("f'{url}?id=${key}&a=1'", "f'{url}?a=1&id=${key}'", "{'Authorization': f'Bearer ${key}'}"):
        assert "WP115" in told(wrong)
        assert "WP115" not in told(wrong.replace("$", ""))
    assert "WP115" in told("f'{url}?id=${key}'\n// and go")  # beside what does not compile
    for right in (
        "f'Costs: ${price}'",
        "f'{url}/${key}'",
        "f'a=${price:.2f}'",
        "f'{url}?a=${{key}}'",
        "f'${price}'",
    ):
        assert "WP115" not in told(right)
