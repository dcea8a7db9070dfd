"""The language of a block that its fence or its class does not name."""

import pytest

from generator.auditing.extracting import page
from generator.auditing.recognising import recognised

JAVA = """import org.apache.commons.httpclient.*;

public class Tutorial {
  public static void main(String[] args) throws Exception {
    HttpClient client = new HttpClient();
    System.out.println(client.executeMethod(new GetMethod("https://api.acme.dev/items")));
  }
}"""
SHARP = (
    'var client = new HttpClient();\nConsole.WriteLine(await client.GetStringAsync("https://api.acme.dev"));'
)
EITHER = 'public class Items {\n  HttpClient client = new HttpClient();\n  String address = "https://api.acme.dev";\n}'


def language(text: str, heading: str = "Get items", name: str = "a.html") -> str:
    read = page(name, f"<h5>{heading}</h5>\n<pre>{text}</pre>\n".encode())
    assert read is not None
    return recognised(read.blocks[0])


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        (JAVA, "Get items", "java"),
        (SHARP, "Get items", "csharp"),
        (EITHER, "Java", "java"),
        (EITHER, "C#:", "csharp"),
        (EITHER, "Java and C#", "csharp"),  # which decides nothing: the text goes first
        ("import json\nprint(json.dumps({}))", "Java", "python"),  # a heading that does not fit the text
        ('{"public class Items {": "new HttpClient"}', "Java", "json"),
        ("curl https://api.acme.dev/items \\\n  -d 'require(\"x\")'", "JavaScript", "bash"),
        ("nothing that tells", "Java", ""),
    ],
)
def test_a_text_tells_its_language_and_a_heading_decides_between_two(text, heading, expected):
    assert language(text, heading) == expected
