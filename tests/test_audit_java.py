"""Java that its compiler refuses: what is not imported, what nothing handles, what a response does not have."""

import pytest

from generator.auditing.auditor import audit_sources

PROGRAM = """import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
{imported}
public class Ask {{
    public static void main(String[] args) {throws}{{
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.acme.dev/v1/me")).build();
        {before}
        HttpResponse<String> response = HttpClient.newHttpClient()
            .send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(response.{member}());
        {after}
    }}
}}
"""
GOOD = {
    "imported": "import java.net.http.HttpResponse;",
    "throws": "throws Exception ",
    "before": "",
    "after": "",
    "member": "body",
}


def rules(**changed: str) -> set[str]:
    program = PROGRAM.format(**{**GOOD, **changed})
    return {each.rule for each in audit_sources([("Ask.java", program.encode())]).findings}


def test_a_program_that_compiles_has_none_of_these():
    assert not {"WP101", "WP102", "WP103", "WP111"} & rules()
    assert "WP101" not in rules(
        throws="", before="try {", after="} catch (Exception e) { throw new RuntimeException(e); }"
    )
    assert "WP103" not in rules(imported="import java.net.http.*;")
    assert "WP101" not in rules(
        throws="", before="try { try {", after="} finally { } } catch (Exception e) { }"
    )


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"imported": ""}, "WP103"),
        ({"throws": ""}, "WP101"),
        ({"throws": "", "before": "try {", "after": "} finally { }"}, "WP101"),
        ({"member": "getBody"}, "WP111"),
        ({"member": "getStatusCode"}, "WP111"),
    ],
)
def test_what_the_compiler_refuses_is_told(changed, rule):
    assert rule in rules(**changed)


def test_a_fragment_may_have_its_imports_and_its_method_above():
    fragment = 'var r = client.send(request, HttpResponse.BodyHandlers.ofString());\nURL u = new URL("https://a.dev");\n'
    found = {each.rule for each in audit_sources([("a.md", f"```java\n{fragment}```\n".encode())]).findings}
    assert not {"WP101", "WP103"} & found


def test_a_lambda_and_names_of_its_own_are_left_alone():
    program = (
        "import java.util.concurrent.Callable;\n\nclass A {\n    record Path(String of) {}\n"
        "    Callable<String> ask() {\n        return () -> client.send(r, HttpResponse.BodyHandlers.ofString()).body();\n    }\n"
        '    Path path = new Path("a");\n}\n'
    )
    found = [
        each
        for each in audit_sources([("A.java", program.encode())]).findings
        if each.rule in ("WP101", "WP103")
    ]
    assert [each.message for each in found] == ["HttpResponse is used, and nothing imports it"]


def test_a_package_of_others_may_bring_the_client():
    program = (
        "import org.apache.commons.httpclient.*;\n\npublic class Ask {\n"
        "    HttpClient client = new HttpClient();\n    List<String> names;\n}\n"
    )
    report = audit_sources([("Ask.java", program.encode())])
    assert [(each.line, each.severity) for each in report.findings if each.rule == "WP103"] == [
        (5, "warning")
    ]
    own = program.replace("org.apache.commons.httpclient", "java.io")
    lines = [
        each.line for each in audit_sources([("Ask.java", own.encode())]).findings if each.rule == "WP103"
    ]
    assert lines == [4, 5]
