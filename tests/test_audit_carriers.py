"""One operation, two samples: a value that travels in the query here, and in the body or a header there."""

from generator.auditing.auditor import audit_sources

BODY = "curl --fail -m 9 -d limit=3 https://api.acme.dev/v1/search"
QUERY = "curl --fail -m 9 -X POST 'https://api.acme.dev/v1/search?limit=3'"
HEADER = 'curl --fail -m 9 -H "X-API-Key: $KEY" https://api.acme.dev/v1/items'
KEYED = 'curl --fail -m 9 "https://api.acme.dev/v1/items?api_key=$KEY"'


def found(*commands: str, text: str = "") -> set[tuple[int, str]]:
    page = f"# T\n\n{text}\n\n" + "\n".join(f"```bash\n{command}\n```\n" for command in commands)
    report = audit_sources([("page.md", page.encode())])
    return {(each.line, each.rule) for each in report.findings if each.rule in ("WP504", "WP513")}


def test_a_parameter_in_the_query_and_in_the_body_is_told_where_it_is_rarer():
    assert found(BODY, QUERY) == {(10, "WP504")}
    assert found(QUERY, BODY, BODY) == {(6, "WP504")}
    assert found(BODY, BODY) == found(QUERY, QUERY) == set()


def test_another_method_path_or_parameter_is_another_matter():
    assert found(BODY, QUERY.replace("POST", "PUT")) == set()
    assert found(BODY, QUERY.replace("search", "items")) == set()
    assert found(BODY, QUERY.replace("limit", "page")) == set()
    both = "curl --fail -m 9 -d limit=3 'https://api.acme.dev/v1/search?limit=3'"
    assert found(BODY, both) == set()


def test_a_key_in_a_header_and_in_the_query_is_told_unless_the_text_offers_both():
    assert found(HEADER, KEYED) == {(10, "WP513")}
    assert found(HEADER, KEYED, text="Send the key in a header, or as a query parameter.") == set()
    assert found(HEADER, HEADER) == set()


def test_a_section_for_each_place_offers_both():
    page = f"# Header\n\n```bash\n{HEADER}\n```\n\n# {{}}\n\n```bash\n{KEYED}\n```\n"
    for title, is_told in (("Query parameter", False), ("Other", True)):
        report = audit_sources([("page.md", page.format(title).encode())])
        assert ("WP513" in {each.rule for each in report.findings}) is is_told


def test_names_that_travel_together_are_one_finding():
    url = "https://api.acme.dev/items"
    query = f"{url}?name=a&size=3&colour=red"
    page = f"```bash\ncurl -d name=a -d size=3 -d colour=red {url}\n```\n\n" * 2
    page += f'```bash\ncurl -X POST "{query}"\n```\n\n' + f'```bash\ncurl -X POST --fail "{query}"\n```\n'
    found = [each for each in audit_sources([("page.md", page.encode())]).findings if each.rule == "WP504"]
    assert [each.message.partition(" are ")[0] for each in found] == ["colour, name, size"]
    assert "So too on line 14." in str(found[0].fix)
