"""What a page says of itself: steps, headings, versions, media types, limits; and headers that may be missing."""

import pytest
from audited import block, findings, rules_of


def told(page: str, rule: str) -> list[str]:
    return [each.message for each in findings(page) if each.rule == rule]


@pytest.mark.parametrize(
    ("headings", "is_told"),
    [
        (("Step 1: Ask", "Step 2: Get", "Step 4: Send"), True),
        (("1. Ask", "2. Get", "2. Send", "3. Read"), True),
        (("1. Ask", "2. Get", "3. Send"), False),
        (("1. Ask", "2. Get", "9. Send"), False),
        (("3.1 Ask", "3.2 Get", "3.4 Send"), False),
        (("1. Ask", "3. Get"), False),
        (("2024 - May", "2023 - May", "2022 - May"), False),
    ],
)
def test_steps_are_numbered_in_a_row(headings, is_told):
    page = "# T\n\n" + "\n\n".join(f"## {heading}\n\nText." for heading in headings)
    assert bool(told(page, "WP519")) is is_told


def test_each_part_numbers_its_own_steps():
    part = "## {}\n\n### 1. Ask\n\n### 2. Get\n\n### 3. Send\n\n"
    assert told(part.format("One") + part.format("Two"), "WP519") == []


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        ("/api/0/items", "/api/0.2/items", True),
        ("/v1/items", "/v2/items", True),
        ("/v1/items", "/v2/boats", False),
        ("/1/items", "/2/items", False),
        ("/items/1/parts", "/items/1.2/parts", False),
    ],
)
def test_one_request_has_one_version(one, other, is_told):
    page = "# T\n\n" + "\n".join(
        block("bash", f"curl -f -m 9 https://a.acme.dev{path}") for path in (one, other)
    )
    assert any("version of the path" in each for each in told(page, "WP503")) is is_told
    apart = page.replace("\n```bash", "\n# V2\n\n```bash")
    assert not any("version of the path" in each for each in told(apart, "WP503"))


@pytest.mark.parametrize(
    ("language", "code", "is_told"),
    [
        ("python", "given = request.headers.get('X-Signature')[3:]", True),
        ("python", "given = request.headers.get('X-Signature', '')[3:]", False),
        (
            "python",
            "if 'X-Signature' in request.headers:\n    a = request.headers.get('X-Signature')[3:]",
            False,
        ),
        ("js", "const given = req.headers['x-signature'].split('=')[1];", True),
        ("js", "const given = req.get('x-signature')?.split('=')[1];", False),
        ("js", "const given = req.headers['x-signature'];", False),
        ("ruby", "given = request.headers['X-Signature'].split('=')", True),
    ],
)
def test_a_header_may_be_missing(language, code, is_told):
    messages = told(block(language, code), "WP603")
    assert any(each.endswith("ends this with an exception") for each in messages) is is_told


@pytest.mark.parametrize(
    ("code", "is_told"),
    [
        ("//PHP\n\n<?php\necho 1;", True),
        ("# PHP\n<?php\necho 1;", True),
        ("<?php\n// PHP\necho 1;", False),
        ("#!/usr/bin/php -q\n<?php\necho 1;", False),
        ("#!/usr/bin/php -q\n# PHP\n<?php\necho 1;", True),
        ("<h1>Items</h1>\n<?php\necho 1;", False),
    ],
)
def test_php_prints_what_stands_above_its_tag(code, is_told):
    assert any(each.startswith("PHP prints") for each in told(block("php", code), "WP101")) is is_told


@pytest.mark.parametrize(
    ("header", "is_told"),
    [
        ('x-api-key: "KEY"', True),
        ('Authorization: Bearer "KEY"', True),
        ("x-api-key: KEY", False),
        ('Authorization: Acme key="KEY"', False),
        ('If-None-Match: "abc"', False),
    ],
)
def test_a_key_has_no_quotes(header, is_told):
    page = block("bash", f"curl -f -m 9 -H '{header}' https://api.acme.dev/items")
    assert any("the quotes around" in each for each in told(page, "WP211")) is is_told


def test_a_built_in_type_is_no_module():
    assert "WP601" in rules_of("python", "import os\nimport bytes\n\nprint(os, bytes)")
    assert "WP601" not in rules_of("python", "import os\nfrom bytes import b\n\nprint(os, b)")


def test_a_heading_with_get_method_is_about_requests():
    page = "# T\n\nThe endpoint: `https://api.acme.dev/items`\n\n## GET Method\n\n"
    table = "| Parameter | Description |\n|---|---|\n| `limit` | How many there are |\n"
    assert told(page + table, "WP508")
    assert not told((page + table).replace("GET Method", "The get method"), "WP508")


def test_a_heading_has_a_space_behind_its_marks():
    page = "#Items API\n\nText.\n\n##Get an item\n\nText.\n"
    assert len(told(page, "WP507")) == 1
    assert told("#Items API\n\nText.\n", "WP507") == []
    assert told("#items\n\n#boats\n\n#!shebang\n", "WP507") == []
    assert told(block("c", "#Items API\n\n#Boats API"), "WP507") == []


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("** Please note **", True),
        ("** Note: ** read this", True),
        ("**Note:** read", False),
        ("2 ** 3 ** 4", False),
    ],
)
def test_emphasis_begins_without_a_space(text, is_told):
    assert bool(told(f"# Items\n\n{text}\n", "WP507")) is is_told


def test_json_that_says_it_is_javascript_is_an_answer_too():
    page = "# Items\n\nResponse: `204`\n\n" + block("js", '{"id": 1}')
    assert told(page, "WP518")
    assert not told(page.replace("204", "200"), "WP518")


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        ("application/x-www-form-url-encoded", True),
        ("application/form-urlencoded", True),
        ("application/x-www-form-urlencoded", False),
        ("multipart/formdata", True),
        ("multipart/form-data", False),
    ],
)
def test_the_text_names_media_types_that_there_are(name, is_told):
    assert bool(told(f"# T\n\nThe body is `{name}`.\n", "WP206")) is is_told


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Limits are 100 requests a minute.", True),
        ("Limits are 100 requests a minute; beyond that the answer is 429.", False),
        ("Requests beyond the limit are rejected.", False),
    ],
)
def test_what_comes_beyond_a_limit(text, is_told):
    page = f"# Items\n\nA wrong key brings 401.\n\n## Rate limits\n\n{text}\n"
    assert any("beyond" in each for each in told(page, "WP509")) is is_told
    assert not told(page.replace("## Rate limits", "## More"), "WP509")
    assert not any("beyond" in each for each in told(page.replace("401", "nothing"), "WP509"))


def test_a_value_of_a_form_ends_without_a_line_break():
    page = block("bash", "curl -f -m 9 https://api.acme.dev/items -d 'back=https%3A%2F%2Facme.dev{}&name=x'")
    assert any("line break" in each for each in told(page.format("%0A"), "WP202"))
    assert not any("line break" in each for each in told(page.format("%2F"), "WP202"))


def test_the_grant_is_named_by_a_heading_further_up():
    sample = block(
        "bash", "curl -f -m 9 https://a.acme.dev/token -u $A:$B -d grant_type=authorization_code -d code=$C"
    )
    page = "# OAuth\n\n## {}\n\n### Request\n\n" + sample
    assert told(page.format("Client credentials"), "WP506")
    assert not told(page.format("Refresh token flow"), "WP506")
    assert not told(page.format("Authorization code"), "WP506")
