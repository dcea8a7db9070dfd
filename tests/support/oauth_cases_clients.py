"""How clients and users show who they are, and odd form fields: cases and their requests in order."""

from dataclasses import replace

from oauth_requests import (
    FORM,
    PASSWORD_CLIENT,
    PUBLIC,
    USERPASS,
    Ask,
    adding,
    basic,
    basic_raw,
    form,
    heading,
    password,
    service,
    web,
    without,
)

CC = "grant_type=client_credentials"
CLIENT_AUTH = {
    "no client": [form(USERPASS)],
    "no client, service": [Ask(CC)],
    "empty client id": [password(client_id="")],
    "empty secret": [password(client_secret="")],
    "secret without id": [without(password(), "client_id")],
    "unknown client": [password(client_id="nobody")],
    "unknown client without secret": [without(password(client_id="nobody"), "client_secret")],
    "unknown client with Basic": [heading(form(USERPASS), FORM, basic("nobody", "x"))],
    "other case": [password(client_id="Password-Client")],
    "blank at the end": [password(client_secret="pw-secret-1 ")],
    "blank at the start of the id": [password(client_id=" password-client")],
    "Basic wrong secret": [heading(form(USERPASS), FORM, basic("password-client", "x"))],
    "Basic empty secret": [heading(form(USERPASS), FORM, basic("password-client", ""))],
    "Basic empty id": [heading(form(USERPASS), FORM, basic("", "pw-secret-1"))],
    "Basic without colon": [heading(form(USERPASS), FORM, basic_raw(b"password-client"))],
    "Basic two colons": [heading(form(USERPASS), FORM, basic_raw(b"password-client:pw-secret-1:"))],
    "Basic empty": [heading(form(USERPASS), FORM, ("Authorization", "Basic"))],
    "Basic blank": [heading(form(USERPASS), FORM, ("Authorization", "Basic  "))],
    "Basic and body of it": [heading(password(), FORM, basic(*PASSWORD_CLIENT.values()))],
    "Basic right, body secret wrong": [
        heading(password(client_secret="wrong"), FORM, basic(*PASSWORD_CLIENT.values()))
    ],
    "Basic right, body id only": [
        heading(without(password(), "client_secret"), FORM, basic(*PASSWORD_CLIENT.values()))
    ],
    "Basic right, body secret only": [
        heading(without(password(), "client_id"), FORM, basic(*PASSWORD_CLIENT.values()))
    ],
    "Basic right, body id of another": [
        heading(form(USERPASS, client_id="web-client"), FORM, basic(*PASSWORD_CLIENT.values()))
    ],
    "Basic right, body id unknown": [
        heading(form(USERPASS, client_id="nobody"), FORM, basic(*PASSWORD_CLIENT.values()))
    ],
    "Basic wrong, body of a public client": [
        heading(form(USERPASS, PUBLIC), FORM, basic("password-client", "wrong"))
    ],
    "Basic wrong, body of another client": [heading(service(), FORM, basic("password-client", "wrong"))],
    "basic in lower case": [
        heading(form(USERPASS), FORM, ("Authorization", "basic cGFzc3dvcmQtY2xpZW50OnB3LXNlY3JldC0x"))
    ],
    "BASIC in upper case": [
        heading(form(USERPASS), FORM, ("Authorization", "BASIC cGFzc3dvcmQtY2xpZW50OnB3LXNlY3JldC0x"))
    ],
    "Basic with a tab": [
        heading(form(USERPASS), FORM, ("Authorization", "Basic\tcGFzc3dvcmQtY2xpZW50OnB3LXNlY3JldC0x"))
    ],
    "Basic with two blanks": [
        heading(form(USERPASS), FORM, ("Authorization", "Basic  cGFzc3dvcmQtY2xpZW50OnB3LXNlY3JldC0x"))
    ],
    "Basic without padding": [
        heading(Ask(CC), FORM, ("Authorization", "Basic c2VydmljZS1jbGllbnQ6c3ZjLXNlY3JldC0"))
    ],
    "Basic with too much padding": [
        heading(form(USERPASS), FORM, ("Authorization", "Basic cGFzc3dvcmQtY2xpZW50OnB3LXNlY3JldC0x=="))
    ],
    "Basic in urlsafe base64": [
        heading(
            Ask(CC),
            FORM,
            (
                "Authorization",
                "Basic c3BlY2lhbC1jbGllbnQ6cyUzQXAlMkJhK2MlMjZpJTNEYSUyNWwlMkYlQzMlQTklMjIlNUN-",
            ),
        )
    ],
    "Basic not ASCII": [heading(form(USERPASS), FORM, ("Authorization", "Basic é"))],
    "Basic of latin-1 bytes": [heading(Ask(CC), FORM, basic_raw(b"odd%3Aclient+id%2B\xe9:plain-secret-7"))],
    "Basic of utf-8 bytes": [
        heading(Ask(CC), FORM, basic_raw("odd%3Aclient+id%2Bé:plain-secret-7".encode()))
    ],
    "Basic of a raw colon in the id": [
        heading(Ask(CC), FORM, basic_raw("odd:client id+é:plain-secret-7".encode()))
    ],
    "Basic special encoded": [heading(Ask(CC), FORM, basic("special-client", 's:p+a c&i=a%l/é"\\~'))],
    "Basic special with %20": [
        heading(Ask(CC), FORM, basic_raw(b"special-client:s%3Ap%2Ba%20c%26i%3Da%25l%2F%C3%A9%22%5C~"))
    ],
    "Basic special in lower-case hex": [
        heading(Ask(CC), FORM, basic_raw(b"special-client:s%3ap%2ba+c%26i%3da%25l%2f%c3%a9%22%5c~"))
    ],
    "body special": [
        form(grant_type="client_credentials", client_id="special-client", client_secret='s:p+a c&i=a%l/é"\\~')
    ],
    "two Authorization headers": [
        heading(form(USERPASS), FORM, basic(*PASSWORD_CLIENT.values()), basic(*PASSWORD_CLIENT.values()))
    ],
    "Digest": [heading(password(), FORM, ("Authorization", "Digest x"))],
    "empty Authorization": [heading(password(), FORM, ("Authorization", ""))],
    "authorization in lower case": [
        heading(form(USERPASS), FORM, ("authorization", basic(*PASSWORD_CLIENT.values())[1]))
    ],
    "public client with Basic": [
        heading(form(USERPASS), FORM, basic("public-password-client", "unused-generated-secret-1"))
    ],
    "public client with wrong Basic": [heading(form(USERPASS), FORM, basic("public-password-client", "x"))],
    "public client with its secret": [form(USERPASS, PUBLIC, client_secret="unused-generated-secret-1")],
    "public client with empty secret": [form(USERPASS, PUBLIC, client_secret="")],
    "public service client": [form(grant_type="client_credentials", client_id="public-service-client")],
    "public service client with secret": [
        form(
            grant_type="client_credentials",
            client_id="public-service-client",
            client_secret="unused-generated-secret-3",
        )
    ],
    "client_assertion": [form(USERPASS, client_assertion="x", client_assertion_type="y")],
    "encoding field": [heading(form(USERPASS, encoding="latin-1"), FORM, basic(*PASSWORD_CLIENT.values()))],
    "unknown encoding field": [heading(form(USERPASS, encoding="x"), FORM, basic(*PASSWORD_CLIENT.values()))],
    "empty encoding field": [heading(form(USERPASS, encoding=""), FORM, basic(*PASSWORD_CLIENT.values()))],
    "client field": [password(client="x")],
    "user field": [service(user="x")],
    "Basic of NUL": [heading(form(USERPASS), FORM, basic_raw(b"\0:\0"))],
}
PARAMETERS = {
    name: [request]
    for name, request in {
        "username missing": without(password(), "username"),
        "both missing": without(password(), "username", "password"),
        "username empty": password(username=""),
        "password empty": password(password=""),
        "username in upper case": password(username="ALICE@EXAMPLE.COM"),
        "username with blank": password(username="alice@example.com "),
        "username twice": adding(password(), "&username=bob"),
        "client id twice": adding(password(), "&client_id=nobody"),
        "client id twice the same": adding(password(), "&client_id=password-client"),
        "secret twice, right last": adding(password(client_secret="x"), "&client_secret=pw-secret-1"),
        "array name": adding(without(password(), "password"), "&password[]=x"),
        "semicolons": replace(password(), body=str(password().body).replace("&", ";")),
        "no equals sign": adding(password(), "&foo"),
        "empty name": adding(password(), "&=foo"),
        "only ampersands": Ask("&&&"),
        "only equals sign": Ask("="),
        "leading ampersand": Ask("&" + str(service().body)),
        "trailing ampersand": adding(service(), "&"),
        "trailing line break": adding(service(), "\r\n"),
        "trailing percent": adding(service(), "&foo=%"),
        "half an escape": adding(service(), "&foo=%4"),
        "bad escape in the name": adding(service(), "&%ZZ=1"),
        "escape that is no utf-8": adding(service(), "&foo=%FF%FE"),
        "escaped NUL": password(username="a\0b"),
        "NUL in the client id": password(client_id="password-client\0"),
        "raw NUL": Ask(b"grant_type=password\0&" + str(without(password(), "grant_type").body).encode()),
        "escaped names": Ask(
            "grant%5Ftype=client_credentials&client%5fid=service-client&client_secret=svc-secret-1"
        ),
        "plus in a name": Ask(
            "grant+type=client_credentials&client_id=service-client&client_secret=svc-secret-1"
        ),
        "raw latin-1": Ask(
            "grant_type=password&client_id=password-client&client_secret=pw-secret-1&username=jürgen&password=x".encode(
                "latin-1"
            )
        ),
        "escaped latin-1": adding(without(password(), "username"), "&username=j%FCrgen"),
        "raw utf-8": Ask(
            "grant_type=password&client_id=password-client&client_secret=pw-secret-1&username=jürgen&password=pässwörd ☃ 1"
        ),
        "BOM": Ask("\ufeff" + str(service().body)),
        "combining characters": password(username="ju\u0308rgen", password="pässwörd ☃ 1"),
        "upper-case names": Ask(
            "GRANT_TYPE=client_credentials&client_id=service-client&client_secret=svc-secret-1"
        ),
        "blank after a name": Ask(
            "grant_type =client_credentials&client_id=service-client&client_secret=svc-secret-1"
        ),
        "quoted value": Ask(
            'grant_type="client_credentials"&client_id=service-client&client_secret=svc-secret-1'
        ),
        "double encoded": password(password="s3cret%20%26%20p%40ss%3Dword%2B100%25%2F%C3%A9"),
        "1000 fields": adding(service(), "&a=1" * 997),
        "1001 fields": adding(service(), "&a=1" * 998),
        "1000 ampersands": adding(service(), "&" * 998),
        "a big field": adding(service(), "&a=" + "x" * 100_000),
        "2.5 MB": adding(service(), "&a=" + "x" * (2_621_440 - len(str(service().body)) - 3)),
        "2.5 MB and one": adding(service(), "&a=" + "x" * (2_621_440 - len(str(service().body)) - 2)),
        "state": password(state="x"),
        "state in an error": password(password="x", state='"\\\u2028😀'),
        "empty state in an error": password(password="x", state=""),
        "state in a client error": password(client_secret="x", state="x"),
        "response_mode": password(password="x", response_mode="fragment"),
        "scopes field": password(scopes="nope"),
        "token field": password(token="x", access_token="y", expires_in="1"),
        "refresh token with password": password(refresh_token="x"),
        "refresh token with code": web(refresh_token="x"),
        "refresh_token_instance": password(refresh_token_instance="x"),
        "refresh_token_instance, service": service(refresh_token_instance="x"),
        "refresh_token_instance, code": web(refresh_token_instance=""),
        "claims": web(claims="{}", nonce="x"),
        "decoded_body": service(decoded_body="x", headers="y", body="z", uri="u"),
        "extra_credentials": service(extra_credentials="x"),
        "html in state": password(password="x", state="<script>"),
        "wrong user": password(username="nobody"),
        "inactive user": password(username="bob@example.com", password="bob-password-1"),
        "trimmed password": password(username="carol", password="lead and trail"),
    }.items()
}
