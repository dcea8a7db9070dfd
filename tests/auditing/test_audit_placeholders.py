"""Placeholders that stand as they are in the code, and what else is wrong with the same sample."""

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
    assert ("WP115", "$env_url stands in single quotes, and is sent as it is") in {
        (rule, message) for _, rule, message in report
    }
    assert not found("bash", "curl --fail -m 9 'https://api.acme.dev/items?$top=3'")
