"""Placeholders that stand as they are in the code, and what else is wrong with the same sample."""

import audited

from generator.auditing.auditor import audit_sources


def found(language: str, text: str) -> list[tuple[int, str, str]]:
    report = audit_sources([("page.md", f"```{language}\n{text}\n```\n".encode())])
    return [(each.line, each.rule, each.message) for each in report.findings]


def rules(language: str, text: str) -> set[tuple[int, str]]:
    return {(line, rule) for line, rule, _ in found(language, text)}


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
