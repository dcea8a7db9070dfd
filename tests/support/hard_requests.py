"""A corpus of hard requests: every hostile value in every place, every method with every body, and oddities."""

from collections.abc import Iterator
from urllib.parse import quote

from generator.model import (
    Basic,
    BinaryBody,
    Body,
    FormBody,
    FormPart,
    Input,
    JsonBody,
    MultipartBody,
    Number,
    Request,
    Response,
    TextBody,
)

BASE = "https://api.example.com"
VALUES = [
    "", " ", "'", '"', "'\"'\"'", "\\", "\\\\'", "$(id)", "`id`", "${HOME}$$", "!x!!", "%41%", "%s%d", "a&b=c", "a+b c", "#?/;",
    "{{x}}", "{0}{x}", "\\n\\x41\\u0041", "line\nline\r\n", "\t\x01\x1b\x7f", "@/etc/passwd", "-x", "<script>*/?>", "é\u0301ß",
    "\u2028\u202e\ufeff", "😀\U0010fffd", "x" * 5000, "\"\"\"'''```", "~*[a]{b,c}(d)", "null", "true", "007", "1e3", "--\r\nX: y",
]  # fmt: skip
METHODS = ["POST", "PUT", "PATCH", "DELETE", "QUERY"]
SENT_BY = {
    "none": ["GET", "POST", "PUT", "DELETE", "OPTIONS", "QUERY", "HEAD"],
    "form": ["PUT", "QUERY"],
    "json": ["GET", "POST", "PATCH", "DELETE", "OPTIONS"],
    "text": ["PUT", "PATCH"],
    "binary": ["POST", "PUT"],
    "multipart": ["POST", "PATCH"],
}
SECRET = Input("API_TOKEN", secret=True)
USER = Input("API_USER")
FILE = Input("UPLOAD_FILE", kind="file")


def is_header_text(text: str) -> bool:
    """Visible ASCII with blanks inside (RFC 9110 §5.5)."""
    return text.isascii() and text.isprintable() and text == text.strip() != ""


def bodies() -> dict[str, Body | None]:
    return {
        "none": None,
        "form": FormBody((("a", ("1 & 2",)), ("b", ("é",)))),
        "json": JsonBody({"a": [1, 2.5, None, True, {}], "b": "é"}),
        "text": TextBody(("<a>é</a>\n",), "application/xml"),
        "binary": BinaryBody(FILE, "image/png"),
        "multipart": MultipartBody(
            (FormPart("title", ("a; b",)), FormPart("file", (FILE,), "image/png", "a b.png"))
        ),
    }


def corpus() -> Iterator[Request]:
    """Each request with an example name that says what is hard about it."""
    for number, text in enumerate(VALUES):
        code = quote(text, safe="")
        headers = (("X-Hard", (text,)),) if is_header_text(text) else ()
        url = f"{BASE}/p/{code}/q?{quote('k' + text, safe='')}={code}&flag"
        method = METHODS[number % len(METHODS)]
        fields = (("v", (text,)), (f"k{text}", ("w",)), ("v", ("2",)))
        yield request(f"form-{number}", method, url, headers, FormBody(fields))
        document = {f"k{text}": text, "list": [text, [text]], text: {}}
        method = METHODS[(number + 1) % len(METHODS)]
        yield request(f"json-{number}", method, f"{BASE}/j", (), JsonBody(document))
        if text and number % 3 == 0:
            yield request(f"text-{number}", "POST", f"{BASE}/t", (), TextBody((text,)))
    for kind, body in bodies().items():
        for method in SENT_BY[kind]:
            yield request(f"{method}-{kind}", method, f"{BASE}/m", (), body)
    yield from names()
    yield from numbers()
    yield from odd_addresses()
    yield from with_inputs()
    yield from odd_headers()
    yield from answers()


def request(
    name: str,
    method: str,
    url: str | tuple[str | Input, ...],
    headers: tuple = (),
    body: Body | None = None,
    **more: object,
) -> Request:
    whole = url if isinstance(url, tuple) else (url,)
    responses = more.pop("responses", (ANSWER,))
    return Request("hard", name, method, whole, headers=headers, body=body, responses=responses, **more)  # type: ignore[arg-type]


ANSWER = Response("200", media_type="text/plain", body="hard answer\n")


def answers() -> Iterator[Request]:
    """A success that may have a body or none."""
    yield request("text-or-nothing", "GET", f"{BASE}/next", responses=(ANSWER, Response("204")))
    yield request("nothing", "DELETE", f"{BASE}/next", responses=(Response("204"),))


def names() -> Iterator[Request]:
    """Names of members in many scripts, some of which are identifiers."""
    for number, name in enumerate(["имя", "名前", "नाम", "ชื่อ", "اسم", "a$b", "①", "😀", "2a", "a b"]):
        yield request(f"name-{number}", "POST", f"{BASE}/n", (), JsonBody({name: {name: "x"}, "plain": 1}))


def numbers() -> Iterator[Request]:
    for number, value in enumerate(
        [0, -0.0, 1e22, 1.5e-9, 2**53 + 1, 10**19, 10**40, Number("1e400"), Number("-1E-400"), Number("0.1000000000000000055511151231257827"),
         Number("12345678901234567890.5"), None, True, "", [], {}, [[]], [{}, [], ""], {"": {"": [None]}}]
    ):  # fmt: skip
        document = JsonBody({"n": value, "list": [value, value]})
        yield request(f"value-{number}", "POST", f"{BASE}/n", (), document)
        if not value:
            yield request(f"alone-{number}", "POST", f"{BASE}/n", (), JsonBody(value))


def odd_addresses() -> Iterator[Request]:
    for number, target in enumerate(
        ["", "/", "/?=", "/?a", "/?a=&a=&=b", "//", "//a//b//", "/%2F%2f", "/a/%2E%2E/b", "/a/./b/../c", "/%41%5a%7E", "/a;b=c,d;e", "/~a_b-c.d",
         "/a:b@c!$&'()*+,;=", "/?q='()*!$,;:@/?", "/%E2%82%AC?%E2%82%AC=%F0%9F%98%80", "/%00", "/%FF%FE", "/" + "x" * 3000, "/?x=" + "%20" * 500, "/a%20b+c?d+e=f%20g",
         "/.../..a", "/a/..", "/%7B%7D%5B%5D%7C%5C%5E%60"]
    ):  # fmt: skip
        yield request(f"address-{number}", "GET", BASE + target)
    yield request("port", "GET", "https://api.example.com:8443/a")
    yield request("long-host", "GET", "https://a-host-with-a-rather-long-name.api.example.com/a")
    yield request("http", "POST", "http://plain.example.com/a", (), FormBody((("a", ("b",)),)))


def with_inputs() -> Iterator[Request]:
    bearer = (("Authorization", ("Bearer ", SECRET)),)
    url = (f"{BASE}/u/", USER, "/x?user=", USER, "&token=", SECRET, "&z=1")
    yield request("bearer", "GET", f"{BASE}/me", bearer)
    yield request("url-inputs", "GET", url)
    yield request(
        "url-and-form", "POST", url, (), FormBody((("u", (USER,)), ("t", ("a!b ", SECRET, " {x}"))))
    )
    yield request(
        "json-inputs",
        "POST",
        f"{BASE}/me",
        bearer,
        JsonBody({"user": (USER,), "deep": [{"t": ("x ", SECRET, ' "y" {{z}} `')}]}),
    )
    yield request(
        "json-inputs-exact",
        "POST",
        f"{BASE}/me",
        (),
        JsonBody({"user": (USER,), "n": Number("1e400"), "s": "{'\"`}"}),
    )
    yield request("json-input-alone", "POST", f"{BASE}/me", (), JsonBody((SECRET,)))
    yield request(
        "text-inputs", "POST", f"{BASE}/me", (), TextBody(("<a>", USER, "!</a>"), "application/xml")
    )
    yield request("basic", "GET", f"{BASE}/me", basic=Basic((USER,), (SECRET,)))
    yield request("basic-form", "GET", f"{BASE}/me", basic=Basic((USER,), (SECRET,), form_encoded=True))
    yield request("basic-fixed", "GET", f"{BASE}/me", basic=Basic(("a b",), ("é:'\"%",)))
    yield request(
        "multipart-inputs",
        "POST",
        f"{BASE}/me",
        (),
        MultipartBody((FormPart("u", ("a ", USER)), FormPart("f", (FILE,)), FormPart('q"q', ("1",)))),
    )
    yield request(
        "multipart-json",
        "POST",
        f"{BASE}/me",
        (),
        MultipartBody((FormPart("m", ('{"a": "b;c"}',), "application/json"),)),
    )
    yield request("cookie", "GET", f"{BASE}/me", (("Cookie", ("session=", SECRET, "; theme=dark")),))
    yield request(
        "key-header", "GET", f"{BASE}/me", (("X-API-Key", (SECRET,)), ("X-Both", (USER, "/", SECRET)))
    )


def odd_headers() -> Iterator[Request]:
    # Clients that take a header or a field as one word may read these as separators, or as escapes of such.
    yield request(
        "separators",
        "POST",
        f"{BASE}/h",
        (("X-Escaped", ("a\\:b\\=c\\@d\\;e\\",)), ("X-First", ("=a",)), ("X-At", ("@a",))),
        FormBody((("a", ("b\\:c\\=d\\@e\\;f\\",)), ("b", ("=a",)), ("c", ("@a",)), ("d", (":=a",)))),
    )
    yield request(
        "agent",
        "GET",
        f"{BASE}/h",
        (("User-Agent", ("my tool (x; y)/1.0 (",)), ("Accept", ("application/vnd.x+json;v=1, */*;q=0.1",))),
    )
    yield request("empty-header", "GET", f"{BASE}/h", (("X-Empty", ("",)),))
    yield request(
        "content-headers",
        "POST",
        f"{BASE}/h",
        (("Content-Language", ("de",)), ("If-Match", ('"x"',))),
        JsonBody({}),
    )
    yield request(
        "content-headers-alone", "GET", f"{BASE}/h", (("Last-Modified", ("yesterday",)), ("Date", ("x",)))
    )
    yield request(
        "odd-names",
        "GET",
        f"{BASE}/h",
        (("x.y_z!#$%&'*+-^`|~", ("1",)), ("ACCEPT-LANGUAGE", ("de, en;q=0.5",))),
    )
    yield request(
        "media-type", "POST", f"{BASE}/h", (), JsonBody({"a": 1}, "application/vnd.github+json; version=3")
    )
