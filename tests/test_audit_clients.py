"""What the samples of one client say about their request, read as that client has it."""

import pytest

from generator.auditing.auditor import audit_sources


def rules_of(language: str, code: str) -> set[str]:
    report = audit_sources([("page.md", f"```{language}\n{code}\n```\n".encode())])
    return {finding.rule for finding in report.findings}


NODE = """const https = require('https');
const req = https.request({ hostname: 'api.acme.dev', path: '/items', method: 'POST', headers: {} }, (res) => {
  res.on('data', (chunk) => console.log(chunk));
  res.on('error', console.error);
});
"""


def test_requests_of_nodes_own_modules_are_read():
    bare = rules_of("js", f"{NODE}req.end(JSON.stringify({{ name: 'pen' }}));")
    assert {"WP205", "WP603", "WP604", "WP605"} <= bare
    careful = NODE.replace(
        "headers: {}", "timeout: 5000, headers: { 'Content-Type': 'application/json' }"
    ).replace("console.log(chunk)", "console.log(res.statusCode, chunk)")
    careful += "req.on('error', console.error);\nreq.end(JSON.stringify({ name: 'pen' }));"
    assert not {"WP205", "WP603", "WP604", "WP605"} & rules_of("js", careful)


@pytest.mark.parametrize(
    ("code", "is_clear"),
    [
        ("const http = require('https');\nhttp.get({ host: 'api.acme.dev', path: '/' }, show);", False),
        ("const http = require('node:http');\nhttp.get({ host: 'api.acme.dev', path: '/' }, show);", True),
        ("import web from 'http';\nweb.get('http://api.acme.dev/items', show);", True),
        ("const { request } = require('./http');\nclient.request('http://api.acme.dev');", False),
    ],
)
def test_the_scheme_of_a_request_of_node_is_its_modules(code, is_clear):
    assert ("WP201" in rules_of("js", code)) is is_clear


def test_a_get_of_node_with_a_body_is_told_and_only_that():
    code = NODE.replace("POST", "GET")
    assert "WP210" in rules_of("js", f"{code}req.write('a=1');\nreq.end();")
    assert "WP210" not in rules_of("js", f"{code}req.end();")
