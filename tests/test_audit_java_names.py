"""Java names: what a file declares, imports and may reach, and what its compiler refuses."""

import pytest

from generator.auditing.auditor import audit_sources

FILE = """import java.net.URI;
import java.net.http.*;
import java.util.*;

public class Ask {{
    {members}
    private final String host = "a.dev";

    String token() {{
        return host;
    }}

    public static void main(String[] args) throws Exception {{
        {body}
    }}
}}
"""


def told(text: str, *rules: str) -> list[str]:
    findings = audit_sources([("Ask.java", text.encode())]).findings
    return [each.message for each in findings if each.rule in rules and each.severity == "error"]


@pytest.mark.parametrize(
    ("members", "body", "message"),
    [
        ("", "System.out.println(answer);", "answer is not declared in this program"),
        ("", "client.close();", "client is not declared in this program"),
        ("", "if (true) { int n = 1; } System.out.println(n);", "n is not declared in this scope"),
        ("static void a() { int n = 1; }", "System.out.println(n);", "n is not declared in this scope"),
        ("", "println(1);", "this program has no method println"),
        ("", "System.out.println(host);", "host is a field of an object, and this is static"),
        ("", "String t = token();", "token is a method of an object, and this is static"),
        ("", "int n = 1; String n = null;", "n is declared a second time"),
        ("void a(int n) { for (int n = 0; n < 2; n++) { } }", "", "n is declared a second time"),
        ("", "Arays.asList(1); Arrays.asList(2);", "nothing declares Arays"),
    ],
)
def test_what_no_scope_has_is_told(members, body, message):
    assert told(FILE.format(members=members, body=body), "WP102") == [message]


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ("static int n;", "System.out.println(n); new Ask().token();"),
        ("", "for (int i = 0; i < 2; i++) { } for (int i : new int[2]) { }"),
        ("", "try (var in = System.in) { in.read(); } catch (RuntimeException e) { e.printStackTrace(); }"),
        ("", "Runnable r = () -> { int k = 1; }; int k = 2;"),
        ("", "Object o = args; if (o instanceof String s && s.isEmpty()) { System.out.println(s); }"),
        ("record Pair(int left, int right) { int sum() { return left() + right; } }", ""),
        ("enum Kind { A; Kind next() { return values()[ordinal()]; } }", ""),
        ("static class B extends Thread { public void run() { setName(name); } }", ""),
        ('static String join(String... parts) { return String.join(", ", parts); }', 'join("a");'),
        ("", 'java.nio.file.Path p = java.nio.file.Path.of("a");'),
        ("", "Runnable r = new Thread() { public void run() { start(); } };"),
        ("", "switch (args.length) { case 0: int m = 1; break; default: m = 2; }"),
        ("// constructor omitted", "System.out.println(answer);"),
        ("", "// ...\n        System.out.println(answer);"),
    ],
)
def test_what_java_takes_is_left_alone(members, body):
    assert told(FILE.format(members=members, body=body), "WP102") == []


def test_a_fragment_may_leave_names_to_the_reader_but_none_that_it_has_under_another_name():
    fragment = (
        "OkHttpClient client = new OkHttpClient();\n"
        'FormBody formBody = new FormBody.Builder().add("a", token).build();\n'
        'Request request = new Request.Builder().url("https://a.dev").post({}).build();\n'
        "Response response = client.newCall(request).execute();\n"
    )
    page = "```java\n{}```\n"

    def errors(name: str) -> list[str]:
        source = page.format(fragment.format(name)).encode()
        found = audit_sources([("a.md", source)]).findings
        return [each.message for each in found if each.rule == "WP102" and each.severity == "error"]

    assert errors("body") == ["body is not declared in this sample, which keeps formBody and never reads it"]
    assert errors("formBody") == []
    assert errors("payload") == []


PROVIDER = """public class Provider implements Source {{
    public Item change(Item given) {{
        update({});
        if (given instanceof Special item) {{
            item.setTable("boats");
        }}
        return given;
    }}
}}
"""


@pytest.mark.parametrize(("name", "is_told"), [("item", True), ("given", False), ("owner", False)])
def test_a_class_without_its_imports_reads_no_name_of_its_own_where_it_is_not(name, is_told):
    assert bool(told(PROVIDER.format(name), "WP102")) is is_told


@pytest.mark.parametrize(
    ("imports", "use", "missing"),
    [
        ("import java.net.URI;", "HashSet<String> names;", ["HashSet"]),
        ("import java.net.URI;", "CompletableFuture<String> later;", ["CompletableFuture"]),
        ("import okhttp3.OkHttpClient;", "Response response;", ["Response"]),
        ("import java.net.URI;", "Response response;", []),
        ("import java.util.*;", "HashSet<String> names; Map.Entry<String, String> one;", []),
        ("import java.net.URI;", "Key key; Integer n; Thread t;", []),
        ("package java.util;\nimport java.net.URI;", "HashSet<String> names;", []),
        ("import java.net.URI;", "<Pattern> void a(Pattern p) { }", []),
        ("import java.net.URI;", 'static final String URL = "a"; URI uri = URI.create(URL);', []),
        ("import okhttp3.*;", "void a() throws IOException { }", ["IOException"]),
        ("import org.acme.*;", "void a() throws IOException { }", []),
    ],
)
def test_types_of_the_jdk_are_imported(imports, use, missing):
    found = told(f"{imports}\n\npublic class Ask {{\n    {use}\n}}\n", "WP103")
    assert found == [f"{name} is used, and nothing imports it" for name in missing]


def test_a_fragment_that_lists_imports_of_the_jdk_lists_them_all():
    def missing(imports: str) -> list[str]:
        source = f'```java\n{imports}\nvar a = Gson.of(URI.create("https://a.dev"));\n```\n'.encode()
        found = audit_sources([("a.md", source)]).findings
        return [each.message for each in found if each.rule == "WP103" and each.severity == "error"]

    assert missing("import java.net.http.*;\nimport com.google.gson.Gson;") == [
        "URI is used, and nothing imports it"
    ]
    assert missing("import com.google.gson.Gson;") == []


@pytest.mark.parametrize(
    ("head", "body", "thrown"),
    [
        ("byte[] a()", 'return MessageDigest.getInstance("SHA-256").digest();', "NoSuchAlgorithmException"),
        ("void a(BufferedReader in)", "in.readLine();", "IOException"),
        ("void a() throws InterruptedException", 'new URL("a");', "MalformedURLException"),
        ("void a(BufferedReader in)", "try { in.readLine(); } catch (RuntimeException e) { }", "IOException"),
        ("void a(BufferedReader in)", "try { } catch (IOException e) { in.close(); }", "IOException"),
        ("String a(String s)", 'return URLEncoder.encode(s, "UTF-8");', "UnsupportedEncodingException"),
        ("void a()", "Thread.sleep(5);", "InterruptedException"),
        ("void a() throws IOException", 'new FileReader("a").read();', ""),
        ("void a(BufferedReader in)", "try { in.readLine(); } catch (Exception e) { }", ""),
        ("String a(String s)", "return URLEncoder.encode(s, StandardCharsets.UTF_8);", ""),
        ("Callable<String> a(BufferedReader in)", "return () -> in.readLine();", ""),
        ("void a(Reader2 in)", "in.readLine();", ""),
    ],
)
def test_checked_exceptions_are_handled(head, body, thrown):
    imports = "".join(
        f"import {each};\n"
        for each in (
            "java.io.*",
            "java.net.*",
            "java.nio.charset.*",
            "java.security.*",
            "java.util.concurrent.*",
        )
    )
    found = told(f"{imports}\nclass A {{\n    {head} {{\n        {body}\n    }}\n}}\n", "WP101")
    assert found == ([f"nothing handles {thrown}: a does not compile"] if thrown else [])
