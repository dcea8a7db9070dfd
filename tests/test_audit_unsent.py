"""Requests that a sample makes and nobody sends."""

import pytest

from generator.auditing.auditor import audit_sources

MADE_AND_SENT = [
    (
        "go",
        'req, err := http.NewRequest("GET", "https://api.acme.dev/items", nil)\nreq.Header.Set("K", k)',
        "resp, err := client.Do(req)",
    ),
    (
        "csharp",
        'var request = new HttpRequestMessage(HttpMethod.Get, "https://api.acme.dev/items");',
        "var response = await client.SendAsync(request);",
    ),
    (
        "ruby",
        'uri = URI("https://api.acme.dev/items")\nrequest = Net::HTTP::Get.new(uri.request_uri)',
        "response = http.request request",
    ),
    (
        "python",
        'import urllib.request\n\nrequest = urllib.request.Request("https://api.acme.dev/items")',
        "urllib.request.urlopen(request, timeout=9)",
    ),
    (
        "java",
        'HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.acme.dev/items")).build();',
        "client.send(request, BodyHandlers.ofString());",
    ),
    (
        "java",
        'Request request = new Request.Builder().url("https://api.acme.dev/items").build();',
        "Response response = client.newCall(request).execute();",
    ),
    (
        "js",
        'const xhr = new XMLHttpRequest();\nxhr.open("GET", "https://api.acme.dev/items");',
        "xhr.send();",
    ),
    (
        "php",
        '<?php\n$c = curl_init("https://api.acme.dev/items");\ncurl_setopt($c, CURLOPT_TIMEOUT, 9);',
        "echo curl_exec($c);",
    ),
]


def told(*blocks: tuple[str, str]) -> bool:
    page = "# Items\n\n" + "\n\n".join(f"```{language}\n{code}\n```" for language, code in blocks)
    findings = audit_sources([("a.md", page.encode())]).findings
    return any(each.message.startswith("nothing sends") for each in findings)


@pytest.mark.parametrize(("language", "made", "sent"), MADE_AND_SENT)
def test_a_request_that_nothing_sends_is_told(language, made, sent):
    assert told((language, made))
    assert told((language, f"{made}\n{sent}"), (language, made))


@pytest.mark.parametrize(("language", "made", "sent"), MADE_AND_SENT)
def test_one_that_the_sample_or_one_below_sends_is_not(language, made, sent):
    assert not told((language, f"{made}\n{sent}"))
    assert not told((language, made), (language, sent))


@pytest.mark.parametrize(
    ("language", "more"),
    [("go", "sign(req)"), ("go", "return req"), ("go", "// ..."), ("go", "return client, req")],
)
def test_one_that_is_passed_on_is_not(language, more):
    assert not told((language, f"{MADE_AND_SENT[0][1]}\n{more}"))
