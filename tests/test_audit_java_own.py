"""Java: what a file's own types have, what their methods take, and locals without a value."""

import pytest

from generator.auditing.auditor import audit_sources

FILE = """import java.io.*;
import java.net.*;

class User {{
    private String name;
    int age;
    User(String name) {{ this.name = name; }}
    User(String name, int age) {{ this(name); this.age = age; }}
    String greet(String word) {{ return word + name; }}
    static int total(int... all) {{ return all.length; }}
}}

record Point(int x, int y) {{
    static Point zero() {{ return new Point(0, 0); }}
}}

class Late extends Thread {{ }}

public class Ask {{
    static class Inner {{ private int secret = 2; void go() {{ this.secret = 1; }} }}

    static String get(String url) {{ return url; }}

    static String read() throws IOException {{ return "a"; }}

    public static void main(String[] args) throws Exception {{
        var user = new User("a");
        {body}
    }}
}}
"""


def told(body: str) -> list[str]:
    findings = audit_sources([("Ask.java", FILE.format(body=body).encode())]).findings
    return [each.message for each in findings if each.severity == "error"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('get("a", "b");', "the method get takes 1 argument, and this gives 2"),
        ("new User();", "the constructor of User takes 1 or 2 arguments, and this gives 0"),
        ("Point p = new Point(1);", "the constructor of Point takes 2 arguments, and this gives 1"),
        ("user.greet();", "the method greet takes 1 argument, and this gives 0"),
        ("user.hello();", "User, which this sample declares, has no method hello"),
        ("user.email = null;", "User, which this sample declares, has no field email"),
        ("Point.one();", "Point, which this sample declares, has no method one"),
        ("Point p = Point.zero(); p.z();", "Point, which this sample declares, has no method z"),
        ("System.out.println(user.name);", "name is private to User (JLS 6.6.1)"),
    ],
)
def test_what_an_own_type_does_not_have_is_told(body, message):
    assert told(body) == [message]


@pytest.mark.parametrize(
    "body",
    [
        'User.total(); User.total(1, 2); user.greet("a"); user.age = 3; user.hashCode();',
        "new Inner().go(); int n = new Inner().secret;",
        "Point p = Point.zero(); int n = p.x() + p.y();",
        "Late late = new Late(); late.start(); late.setName(get(args[0]));",
        "User[] all = { user }; User more[] = { user }; int n = all.length + more.length;",
        'Object o = new User("b") { void added() { } };',
        "Ask.Inner inner = new Ask.Inner();",
    ],
)
def test_what_an_own_type_has_is_left_alone(body):
    assert told(body) == []


@pytest.mark.parametrize(
    "before",
    [
        "",
        "try { text = read(); } catch (IOException e) { e.printStackTrace(); }",
        'if (args.length > 1) { text = "a"; }',
        "for (String each : args) { text = each; }",
        "while (user.age > 1) { text = get(null); }",
    ],
)
def test_a_local_that_may_have_no_value_is_told(before):
    assert told(f"String text; {before} System.out.println(text);") == ["text may have no value here"]


@pytest.mark.parametrize(
    "before",
    [
        'text = "a";',
        "try { text = read(); } catch (IOException e) { return; }",
        'try { text = read(); } catch (IOException e) { text = "b"; }',
        'try { read(); } catch (IOException e) { e.printStackTrace(); } finally { text = "b"; }',
        'if (args.length > 1) { text = "a"; } else { text = "b"; }',
        'if ((text = args[0]) == null) { text = "b"; }',
        'while (true) { text = "a"; break; }',
        'final int ONE = 1; if (ONE == 1) { text = "a"; }',
        'do { text = "a"; } while (args.length > 1);',
        'switch (args.length) { case 1: text = "a"; break; default: text = "b"; }',
        "// ...\n",
    ],
)
def test_a_local_that_has_a_value_on_every_way_is_left_alone(before):
    assert told(f"String text; {before} System.out.println(text);") == []


def test_a_fragment_may_leave_out_what_sets_a_local():
    def told_of(fragment: str) -> list[str]:
        page = f"# A\n\n```java\n{fragment}\n```\n"
        findings = audit_sources([("a.md", page.encode())]).findings
        return [each.message for each in findings if "no value" in each.message]

    request = "HttpResponse<String> response;\n{}\nSystem.out.println(response.body());"
    sent = (
        "try { response = client.send(request, BodyHandlers.ofString()); } "
        "catch (IOException e) { e.printStackTrace(); }"
    )
    assert told_of(request.format("")) == []
    assert told_of(request.format(sent)) == ["response may have no value here"]
