"""Times of a clock beside their days, links about a grant, and blocks that say shell and are none."""

import pytest

from generator.auditing.auditor import audit_sources


def told(page: str, words: str) -> list[int | None]:
    report = audit_sources([("page.md", page.encode())])
    return [each.line for each in report.findings if words in each.message]


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        ("expires = 1518064236 # Friday, December 27, 2019 4:39:51 AM", True),
        ("expires = 1518064236 # 2018-02-08T04:30:36Z", False),
        ("expires = 1518064236 # 2018-02-07, elsewhere", False),
        ("expires = 1518064236 # Feb 8, 2018", False),
        ("expires = 1518064236 # 2017-02-08", True),
        ("expires = 1518064236 # 2018-13-08", False),
        ("expires = 1518064236000 // 2019-12-27", True),
        ("order = 1518064236, '2019-12-27'", False),
        ("number = 15180642361 # 2019-12-27", False),
    ],
)
def test_seconds_are_those_of_the_day_beside_them(row, is_told):
    assert told(f"# A\n\n```python\n{row}\n```\n", "the comment says") == ([4] if is_told else [])


@pytest.mark.parametrize(
    ("text", "section", "is_told"),
    [
        ("client credentials flow", "4.1", True),
        ("client credentials flow", "4.4", False),
        ("client credentials flow", "4.4.2", False),
        ("Authorization Code", "4.1.3", False),
        ("authorization code grant", "4.4", True),
        ("the implicit flow", "4.3", True),
        ("OAuth 2.0", "4.1", False),
        ("client credentials instead of a password", "4.3", False),
    ],
)
def test_a_link_about_a_grant_leads_to_its_section(text, section, is_told):
    page = f"# A\n\nUse the [{text}](https://tools.ietf.org/html/rfc6749#section-{section}).\n"
    assert told(page, "and leads to §") == ([3] if is_told else [])


def test_a_block_that_says_shell_and_assigns_with_blanks():
    code = "key = 'a'\nsecret = 'lH3ELTNiFxCQTmi9pPcWWikhsjO04Yoqw3euoHUu'\n"
    page = "# A\n\n```{}\n{}```\n"
    assert told(page.format("shell", code), "no blanks around the =") == [4]
    assert told(page.format("shell", code), "looks real") == [5]
    assert told(page.format("shell", code + "curl https://a.dev\n"), "no blanks around the =") == []
    assert told(page.format("shell", "key='a'\nsecret='b'\n"), "no blanks around the =") == []
    assert told(page.format("shell", f'python -c "\n{code}"\n'), "no blanks around the =") == []
    assert told(page.format("python", code), "no blanks around the =") == []


def test_a_message_in_a_block_of_a_name_that_nobody_knows_is_read():
    message = "POST https://auth.acme.dev/token\nAuthorization: Basic {}\n\ngrant_type=client_credentials\n"
    page = f"# A\n\n```raw\n{message}```\n"
    assert told(page.format("Og"), "the base64 of a text") == []
    assert told(page.format("bm9jb2xvbmF0YWxsaW5oZXJlMQ=="), "without a colon") != []


def test_a_comment_says_what_its_reader_has():
    call = "```bash\ncurl -f -m 9 https://api.acme.dev/items\n```\n\n"
    code = "token = client.auth.make()\nprint(token)\n"
    page = f"# A\n\n{call}```python\n{{}}{code}```\n"
    assert told(page.format(""), "given a value nowhere") != []
    assert told(page.format("# This assumes that the client was set up.\n"), "given a value nowhere") == []


def test_a_block_without_support_is_empty():
    assert told("# A\n\n```php\n// No support for this language yet.\n```\n", "this sample is empty") == [4]
