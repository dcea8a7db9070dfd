"""What nobody wrote for the page, and what its samples send in two ways or without a word (WP307, WP507, WP514)."""

import pytest
from audited import block, findings, rules_of

CURL = "curl -f -m 9 -H 'X-Acme-Client: 7' -d name=x -d kind=y https://api.acme.dev/items"


def told(page: str, rule: str) -> list[str]:
    return [each.message for each in findings(page) if each.rule == rule]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Apologies for the oversight in the previous code snippet.", True),
        ("Certainly! Here's the next section:", True),
        ("Here's an updated version of the code:", True),
        ("Remember: a happy kitten is an authenticated kitten!", True),
        ("This retrieves a specific kitten.", True),
        ("We apologise for the inconvenience. Here is the code.", False),
        ("The kitten with this id.", False),
        ("It is certainly here.", False),
    ],
)
def test_what_was_written_for_another_text(text, is_told):
    assert bool(told(f"# Items\n\n{text}\n\n{block('bash', CURL)}", "WP507")) is is_told


def test_a_sample_that_comes_soon_is_empty():
    assert told(block("javascript", "// soon"), "WP507") == ["this sample is empty"]


LIST = "| Parameter | Type | Description |\n|---|---|---|\n| `name` | string | Name |\n| `kind` | string | Kind |\n\n"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("", True),
        ("Send your `X-Acme-Client`.", False),
        ("The client is in your account.", False),
    ],
)
def test_a_header_of_its_own_is_explained(text, is_told):
    page = f"# Items\n\n{text}\n\n{LIST}{block('bash', CURL)}"
    said = [each for each in told(page, "WP514") if "X-Acme-Client" in each]
    assert bool(said) is is_told
    assert not told(page.replace(LIST, ""), "WP514")
    assert not told(page.replace("X-Acme-Client", "X-Requested-With"), "WP514")


def test_what_is_sent_is_a_number_or_a_text_in_every_language():
    url = "https://api.acme.dev/items"
    js = f"await axios.post('{url}', {{ to: [{{ number: 255712500282 }}] }});"
    php = (
        "<?php\n$body = ['to' => [['number' => NUMBER]]];\n"
        f"$client = new GuzzleHttp\\Client();\n$client->post('{url}', ['json' => $body]);"
    )
    page = f"# T\n\n{block('js', js)}\n{block('php', php)}"
    both = told(page.replace("NUMBER", "'255712500282'"), "WP519")
    assert both == [
        'number is the text "255712500282" here, and the number 255712500282 in the sample of line 4'
    ]
    assert not told(page.replace("NUMBER", "255712500282"), "WP519")
    assert not told(page.replace("NUMBER", "'255712500283'"), "WP519")


@pytest.mark.parametrize(
    ("day", "milliseconds", "is_told"),
    [("2025-04-09", "123", True), ("2025-04-07", "123", False), ("2025-04-08", "", True)],
)
def test_one_time_in_two_ways(day, milliseconds, is_told):
    text = f'{{"datetime": "{day}T23:00:00Z", "timestamp": 1744066800{milliseconds}}}'
    assert bool(told(f"# T\n\n{block('json', text)}", "WP519")) is is_told


def test_a_section_about_the_implicit_grant():
    page = "# OAuth\n\nThe `access_token` comes back.\n\n## Implicit grant flow\n\n{}\n"
    assert any("implicit" in each for each in told(page.format("Open the address."), "WP307"))
    assert not told(page.format("It is no longer supported."), "WP307")
    assert not told(page.replace("Implicit grant", "Another").format(""), "WP307")


def test_php_streams_give_false_where_the_server_refuses():
    code = "<?php\n$answer = file_get_contents('https://api.acme.dev/items');\n"
    assert "WP604" not in rules_of("php", code + "if ($answer !== false) {\n    echo $answer;\n}")
    assert "WP604" in rules_of("php", code + "echo $answer;")
