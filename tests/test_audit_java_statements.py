"""Java that its grammar takes and its compiler refuses: literals, type arguments, statements, handlers."""

import pytest

from generator.auditing.auditor import audit_sources

METHOD = """import java.net.http.*;
import java.util.*;

class A {{
    {head} throws Exception {{
        {body}
    }}
}}
"""


def told(head: str, body: str) -> list[str]:
    findings = audit_sources([("A.java", METHOD.format(head=head, body=body).encode())]).findings
    return [each.message for each in findings if each.rule in ("WP101", "WP111") and each.severity == "error"]


@pytest.mark.parametrize(
    ("head", "body", "message"),
    [
        ("void a()", 'String s = "{\n  \\"a\\": 1}";', "a string ends on the line that it begins on (JLS 3.10.5)"),
        ("void a()", "String s = 'POST';", "'POST' is no character (JLS 3.10.4)"),
        ("void a(String s)", 's = s.replace(" ". "+");', "a string cannot stand behind a dot"),
        ("void a()", "List<int> n = null;", "int is no class, and cannot stand between < and >"),
        ("void a()", "List<String> n = new List<>();", "List is abstract, and new cannot make one"),
        ("void a()", "List<String> n = new ArrayList<>(); n.append(\"a\");", "List has no append"),
        ("void a()", "return 1;", "the method is void, and returns a value"),
        ("int a()", "return;", "the method has a result, and this returns none"),
        ("int a()", "return 1; System.gc();", "this is never reached: return stands before it"),
        ("int a()", "if (this != null) { return 1; }",
         "the method has a result, and its end can be reached without a return"),
        ("int a()", "try { return 1; } catch (RuntimeException e) { System.gc(); }",
         "the method has a result, and its end can be reached without a return"),
        ("void a(List<Integer> n)", "int sum = 0; n.forEach(each -> sum += each);",
         "sum is given a second value, and a lambda takes only locals that never change"),
        ("void a(HttpClient c, HttpRequest r)",
         "HttpResponse<String> s = c.send(r, HttpResponse.BodyHandlers.ofByteArray());",
         "BodyHandlers.ofByteArray gives an HttpResponse<byte[]>, and not <String>"),
    ],
)  # fmt: skip
def test_what_the_compiler_refuses_is_told(head, body, message):
    assert message in told(head, body)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("void a()", 'String s = """\n  {"a": 1}\n  """;'),
        ("void a()", "char c = '\\u00e9'; char d = '\\''; char e = '\\\\'; char f = '\\177';"),
        ("void a()", "Map<String, int[]> n = new HashMap<>(); List<String> m = new ArrayList<>(List.of());"),
        ("void a()", "Comparator<String> c = new Comparator<>() { public int compare(String x, String y) { return 0; } };"),
        ("int a()", "while (true) { if (hashCode() > 2) { return 1; } }"),
        ("int a(int n)", "switch (n) { case 1: return 1; default: throw new RuntimeException(); }"),
        ("int a()", "try { return 1; } finally { System.gc(); }"),
        ("int a()", "synchronized (this) { return 1; }"),
        ("int a(int n)", "if (n > 1) { return 1; } else { throw new RuntimeException(); }"),
        ("void a()", "Runnable r = () -> { return; }; java.util.function.Supplier<Integer> s = () -> { return 1; };"),
        ("void a(List<Integer> n)", "int sum; if (n == null) { sum = 1; } else { sum = 2; } n.forEach(e -> System.out.println(sum));"),
        ("void a(List<Integer> n)", "int[] sum = {0}; n.forEach(each -> sum[0] += each);"),
        ("void a(HttpClient c, HttpRequest r)",
         "HttpResponse<byte[]> s = c.send(r, HttpResponse.BodyHandlers.ofByteArray());"),
        ("void a(Map.Entry<String, String>[] entries, String... more)", "int n = entries.length + more.length;"),
    ],
)  # fmt: skip
def test_what_java_takes_is_left_alone(head, body):
    assert told(head, body) == []
