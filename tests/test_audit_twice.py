"""JSON that is serialised once more, in every language that is read."""

import pytest

from generator.auditing.auditor import audit_sources

JSON = '{"a": 1}'
CODE = {
    "python": "import json\nimport requests\nrequests.post('https://a.dev/x', data=json.dumps(WHAT), timeout=9).raise_for_status()",
    "js": "const response = await fetch('https://a.dev/x', { method: 'POST', body: JSON.stringify(WHAT) });",
    "php": "<?php\n$ch = curl_init('https://a.dev/x');\ncurl_setopt($ch, CURLOPT_POSTFIELDS, json_encode(WHAT));\ncurl_exec($ch);",
    "ruby": "require 'net/http'\nrequire 'json'\nNet::HTTP.post(URI('https://a.dev/x'), JSON.generate(WHAT))",
    "csharp": "var client = new HttpClient();\nvar content = new StringContent(JsonSerializer.Serialize(WHAT));\n"
    'await client.PostAsync("https://a.dev/x", content);',
    "go": 'body, err := json.Marshal(WHAT)\nres, err := http.Post("https://a.dev/x", "", bytes.NewReader(body))',
}
TEXTS = {"csharp": '"{\\"a\\": 1}"', "go": f"`{JSON}`"}


def told(language: str, code: str) -> bool:
    report = audit_sources([("page.md", f"```{language}\n{code}\n```\n".encode())])
    return "WP204" in {finding.rule for finding in report.findings}


@pytest.mark.parametrize("language", CODE)
def test_a_text_with_json_in_it_is_not_serialised_again(language):
    text = TEXTS.get(language, f"'{JSON}'")
    assert told(language, CODE[language].replace("WHAT", text))
    assert not told(language, CODE[language].replace("WHAT", "order"))
    assert not told(language, CODE[language].replace("WHAT", text.replace(":", "").replace("{", "")))


@pytest.mark.parametrize(
    ("language", "code"),
    [
        (
            "js",
            "const text = JSON.stringify(order);\nawait fetch('https://a.dev/x', { body: JSON.stringify(text) });",
        ),
        (
            "php",
            "$client = new GuzzleHttp\\Client();\n$client->post('https://a.dev/x', ['json' => json_encode($order)]);",
        ),
        ("ruby", f"require 'json'\nNet::HTTP.post(URI('https://a.dev/x'), '{JSON}'.to_json)"),
        (
            "csharp",
            (
                "var client = new HttpClient();\nvar text = JsonSerializer.Serialize(order);\n"
                'await client.PostAsJsonAsync("https://a.dev/x", text);'
            ),
        ),
    ],
)
def test_neither_is_what_a_name_holds_nor_what_a_client_serialises(language, code):
    imports = "import json\nimport requests\n" if language == "python" else ""
    assert told(language, imports + code)


def test_a_name_that_is_given_twice_is_not_known():
    code = f"text = '{JSON}'\ntext = load(text)\nrequests.post('https://a.dev/x', json=text, timeout=9)"
    assert not told("python", f"import requests\n{code}")
