"""What stands around a form (media type, method, path, query): cases and their requests in order."""

from dataclasses import replace

from oauth_requests import (
    ALICE,
    FORM,
    PASSWORD_CLIENT,
    SERVICE_CLIENT,
    Ask,
    heading,
    multipart,
    password,
    service,
    without,
)

FIELDS = [("grant_type", "password"), *ALICE.items(), *PASSWORD_CLIENT.items()]
CC_FIELDS = [("grant_type", "client_credentials"), *SERVICE_CLIENT.items()]

BODY = str(password().body)
CONTENT_TYPE = {
    name: [Ask(BODY, headers=(("Content-Type", value),))]
    for name, value in {
        "upper case": "APPLICATION/X-WWW-FORM-URLENCODED",
        "upper-case charset": "application/x-www-form-urlencoded; charset=UTF-8",
        "no blank": "application/x-www-form-urlencoded;charset=utf-8",
        "quoted charset": 'application/x-www-form-urlencoded; charset="utf-8"',
        "utf8": "application/x-www-form-urlencoded; charset=utf8",
        "ascii": "application/x-www-form-urlencoded; charset=us-ascii",
        "utf-16": "application/x-www-form-urlencoded; charset=utf-16",
        "unknown charset": "application/x-www-form-urlencoded; charset=nope",
        "empty charset": "application/x-www-form-urlencoded; charset=",
        "two charsets": "application/x-www-form-urlencoded; charset=utf-8; charset=latin-1",
        "Charset": "application/x-www-form-urlencoded; Charset=latin-1",
        "rfc 2231": "application/x-www-form-urlencoded; charset*=utf-8''latin-1",
        "bad rfc 2231": "application/x-www-form-urlencoded; charset*=nope''utf-8",
        "semicolon": "application/x-www-form-urlencoded;",
        "semicolons": "application/x-www-form-urlencoded;;",
        "boundary": "application/x-www-form-urlencoded; boundary=x",
        "blanks": "  application/x-www-form-urlencoded  ",
        "comma": "application/x-www-form-urlencoded, text/plain",
        "form": "application/form",
        "text": "text/plain",
        "octets": "application/octet-stream",
        "empty": "",
        "json": "application/json; charset=utf-8",
        "slash": "/",
        "multipart": "multipart/form-data",
        "multipart with a boundary": "multipart/form-data; boundary=x",
        "multipart mixed": "multipart/mixed; boundary=x",
        "not ASCII": "application/x-www-form-urlencoded; é=1",
    }.items()
} | {
    "twice": [Ask(BODY, headers=(FORM, FORM))],
    "first wins": [Ask(BODY, headers=(("Content-Type", "text/plain"), FORM))],
    "Accept xml": [heading(password(), FORM, ("Accept", "text/xml"))],
    "gzip": [heading(password(), FORM, ("Content-Encoding", "gzip"))],
    "no length": [replace(password(), length=False)],
    "Origin": [heading(password(), FORM, ("Origin", "https://example.com"))],
    "cookie": [heading(password(), FORM, ("Cookie", "a=b"))],
    "override": [heading(password(), FORM, ("X-HTTP-Method-Override", "GET"))],
    "json": [Ask('{"grant_type": "password"}', headers=(("Content-Type", "application/json"),))],
}
EDGE = b"--XbOuNd"
MULTIPART = {
    name: [request]
    for name, request in {
        "plain": multipart(FIELDS),
        "service": multipart(CC_FIELDS),
        "duplicate": multipart([*FIELDS, ("password", "x")]),
        "duplicate resource": multipart([*CC_FIELDS, ("resource", "https://a.example"), ("resource", "b")]),
        "empty": multipart([]),
        "no body": multipart(raw=b""),
        "preamble": multipart(raw=b"hello\r\n" + bytes(multipart(CC_FIELDS).body)),
        "long preamble": multipart(raw=b"x" * 2000 + b"\r\n" + bytes(multipart(CC_FIELDS).body)),
        "epilogue": multipart(raw=bytes(multipart(CC_FIELDS).body) + b"bye"),
        "long epilogue": multipart(raw=bytes(multipart(CC_FIELDS).body) + b"x" * 2000),
        "no end": multipart(raw=bytes(multipart(CC_FIELDS).body)[:-12]),
        "cut off": multipart(raw=bytes(multipart(CC_FIELDS).body)[:-30]),
        "line feeds": multipart(raw=bytes(multipart(CC_FIELDS).body).replace(b"\r\n", b"\n")),
        "wrong boundary": multipart(CC_FIELDS, boundary="other"),
        "quoted boundary": multipart(CC_FIELDS, media_type='multipart/form-data; boundary="XbOuNd"'),
        "boundary with a blank": multipart(CC_FIELDS, media_type='multipart/form-data; boundary="XbOuNd "'),
        "boundary too long": multipart(CC_FIELDS, media_type="multipart/form-data; boundary=" + "x" * 202),
        "boundary of 201": multipart(
            CC_FIELDS, boundary="x" * 201, media_type="multipart/form-data; boundary=" + "x" * 201
        ),
        "boundary not ASCII": multipart(CC_FIELDS, media_type="multipart/form-data; boundary=é"),
        "Multipart": multipart(CC_FIELDS, media_type="Multipart/Form-Data; boundary=XbOuNd"),
        "latin-1": multipart(FIELDS, media_type="multipart/form-data; boundary=XbOuNd; charset=latin-1"),
        "utf-8": multipart(FIELDS, media_type="multipart/form-data; boundary=XbOuNd; charset=utf-8"),
        "unknown charset": multipart(FIELDS, media_type="multipart/form-data; boundary=XbOuNd; charset=x"),
        "hex": multipart(FIELDS, media_type="multipart/form-data; boundary=XbOuNd; charset=hex"),
        "utf-7": multipart(
            [*FIELDS, ("state", "+2AA-")], media_type="multipart/form-data; boundary=XbOuNd; charset=utf-7"
        ),
        "bytes": multipart(
            raw=EDGE
            + b'\r\nContent-Disposition: form-data; name="state"\r\n\r\n\xff\xfe\r\n'
            + bytes(multipart(CC_FIELDS).body)
        ),
        "file": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b'"grant_type"', b'"grant_type"; filename="x"')
        ),
        "file without name": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b'"grant_type"', b'"grant_type"; filename=""')
        ),
        "file of dots": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b'"grant_type"', b'"grant_type"; filename=".."')
        ),
        "type of a part": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(
                b"\r\n\r\nclient_c", b"\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nclient_c"
            )
        ),
        "upper-case header": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b"Content-Disposition", b"CONTENT-DISPOSITION")
        ),
        "no name": multipart(raw=bytes(multipart(CC_FIELDS).body).replace(b'; name="grant_type"', b"")),
        "name in single quotes": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b'"grant_type"', b"'grant_type'")
        ),
        "name unquoted": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b'"grant_type"', b"grant_type")
        ),
        "name with blanks": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b'"grant_type"', b'" grant_type "')
        ),
        "name by rfc 2231": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b'name="grant_type"', b"name*=utf-8''grant%5ftype")
        ),
        "blank before the colon": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b"Disposition:", b"Disposition :")
        ),
        "base64": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(
                b"\r\n\r\nclient_credentials",
                b"\r\nContent-Transfer-Encoding: base64\r\n\r\nY2xpZW50X2NyZWRlbnRpYWxz",
            )
        ),
        "bad base64": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(
                b"\r\n\r\nclient_credentials",
                b"\r\nContent-Transfer-Encoding: base64\r\n\r\nY2xpZW50X2NyZWRlbnRpYWx",
            )
        ),
        "file of base64": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(
                b'"grant_type"\r\n\r\nclient_credentials',
                b'"f"; filename="x"\r\nContent-Transfer-Encoding: base64\r\n\r\nabc',
            )
        ),
        "file of bad base64": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(
                b'"grant_type"\r\n\r\nclient_credentials',
                b'"f"; filename="x"\r\nContent-Transfer-Encoding: base64\r\n\r\n====',
            )
        ),
        "long part header": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(
                b"\r\n\r\nclient_c", b"\r\nX: " + b"x" * 2000 + b"\r\n\r\nclient_c"
            )
        ),
        "part header not utf-8": multipart(
            raw=bytes(multipart(CC_FIELDS).body).replace(b"\r\n\r\nclient_c", b"\r\nX: \xff\r\n\r\nclient_c")
        ),
        "boundary in a value": multipart([*CC_FIELDS, ("state", "a--XbOuNdb")]),
        "line breaks in a value": multipart([("state", "a\r\n\r\nb\r\n"), *CC_FIELDS]),
        "1000 fields": multipart([*CC_FIELDS, *[("a", "1")] * 997]),
        "1001 fields": multipart([*CC_FIELDS, *[("a", "1")] * 998]),
        "1002 fields": multipart([*CC_FIELDS, *[("a", "1")] * 999]),
        "a big value": multipart([("a", "x" * 2_600_000), *CC_FIELDS]),
        "a value too big": multipart([("a", "x" * 2_621_440), *CC_FIELDS]),
        "100 files": multipart(
            raw=(EDGE + b'\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n1\r\n') * 100
            + bytes(multipart(CC_FIELDS).body)
        ),
        "101 files": multipart(
            raw=(EDGE + b'\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n1\r\n') * 101
            + bytes(multipart(CC_FIELDS).body)
        ),
        "no length": replace(multipart(FIELDS), length=False),
    }.items()
}
METHOD = {
    method: [Ask(method=method, headers=()), replace(password(), method=method)]
    for method in (
        "GET",
        "HEAD",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "PROPFIND",
        "post",
        "Post",
        "options",
    )
}
PATH = {
    target: [replace(password(), target=target), Ask(method="GET", target=target, headers=())]
    for target in (
        "/",
        "/o",
        "/o/",
        "/o/token",
        "/o/token//",
        "/o//token/",
        "//o/token/",
        "/o/token/x",
        "/O/TOKEN/",
        "/o/Token/",
        "/o/%74oken/",
        "/o/token%2F",
        "/o%2Ftoken/",
        "/o%2ftoken",
        "/o/token%20/",
        "/o/token/%0A",
        "/o/token.json",
        "/o/token;a=b/",
        "/o/token/;a=b",
        "/o/./token/",
        "/o/../o/token/",
        "/o/token?",
        "/o/token?a=1",
        "/o/token?a=%C3%A9&b=[x]",
        "/o/token?next=//evil",
        "/o/token/?",
        "/o/token/?&",
        "/oauth2/token/",
        "/o/%FF/",
        "/o/token%FF",
        "/o/token#x",
        "/%2Fo/token/",
        "/o/token%3F",
        "/o/token/?#x",
        "/o/token?#x",
        "http://localhost/o/token/",
        "/o/authorize/x",
        "/o/token?" + "x" * 100,
        "/o/token?a b".replace(" ", "+"),
    )
}
QUERY = {
    query: [
        replace(password(), target=f"/o/token/?{query}"),
        replace(without(password(), "client_id", "client_secret"), target=f"/o/token/?{query}"),
        Ask("", target=f"/o/token/?{query}", headers=()),
    ]
    for query in (
        "a=1",
        "a",
        "=",
        "a=%ZZ",
        "a=%",
        "a=%4",
        "%",
        "a=%FF",
        "a=[b]",
        "a={b}",
        "a=1;b=2",
        "a=1#b",
        "client_id=password-client",
        "client_id=password-client&client_secret=pw-secret-1",
        "grant_type=client_credentials",
        "a=%00",
        "?",
        "a=b?c",
        "&",
        "+",
        "a=|",
        "a='",
        "state=x",
        "a=1&a=2",
        "scope=read",
        "a=%e9%",
        "a=%%20",
    )
} | {
    "with a bad charset": [replace(CONTENT_TYPE["utf8"][0], target="/o/token/?a=1")],
    "with a device": [
        replace(service(grant_type="urn:ietf:params:oauth:grant-type:device_code"), target="/o/token/?a=1")
    ],
}

CHUNKED = (("Content-Type", "application/x-www-form-urlencoded"), ("Transfer-Encoding", "chunked"))
FRAMING = {
    "chunked": [Ask(f"{len(BODY):x}\r\n{BODY}\r\n0\r\n\r\n", headers=CHUNKED, length=False)],
    "no chunks": [Ask("0\r\n\r\n", headers=CHUNKED, length=False)],
    "expecting to go on": [replace(password(), headers=(*password().headers, ("Expect", "200-ok")))],
}
HOST = {
    host: [replace(service(), host=host)]
    for host in (
        "localhost:8000",
        "a.example",
        "A.EXAMPLE.",
        "[::1]:80",
        "[::1",
        "a b",
        "a_b",
        "a/b",
        "é",
        "a:b",
        "",
        "1.2.3.4",
        "a.example:",
        "u@a",
    )
}
