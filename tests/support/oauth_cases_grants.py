"""What each grant asks for and gives: names of cases, and their requests in order."""

from oauth_requests import (
    ALICE,
    CALLBACK,
    FIXTURES,
    FORM,
    PASSWORD_CLIENT,
    PKCE_CLIENT,
    PUBLIC,
    SERVICE_CLIENT,
    SPA,
    USERPASS,
    VERIFIER,
    WEB_CLIENT,
    Ask,
    adding,
    basic,
    code,
    form,
    heading,
    password,
    pkce,
    refresh,
    refreshing,
    service,
    web,
    without,
)

SECRETS = {client.client_id: client.client_secret for client in FIXTURES.clients}
CC = "grant_type=client_credentials"

HAPPY = {
    "jürgen": [password(username="jürgen", password="pässwörd ☃ 1")],
    "carol": [password(username="carol", password=" lead and trail ")],
    "password with Basic": [heading(form(USERPASS), FORM, basic(*PASSWORD_CLIENT.values()))],
    "public password client": [form(USERPASS, PUBLIC)],
    "code": [web()],
    "code with Basic": [
        heading(without(web(), "client_id", "client_secret"), FORM, basic(*WEB_CLIENT.values()))
    ],
    "code with S256": [pkce(code_verifier=VERIFIER)],
    "code with plain": [pkce(method="plain", code_verifier=VERIFIER)],
    "spa with S256": [pkce(SPA, code_verifier=VERIFIER)],
    "spa with plain": [pkce(SPA, method="plain", code_verifier=VERIFIER)],
    "client credentials": [service()],
    "odd client id": [
        form(grant_type="client_credentials", client_id="odd:client id+é", client_secret="plain-secret-7")
    ],
    "odd client id with Basic": [heading(Ask(CC), FORM, basic("odd:client id+é", "plain-secret-7"))],
    "refresh": [refreshing()],
    "refresh of the web client": [
        refreshing(refresh_token=refresh(client_id="web-client"), **WEB_CLIENT),
    ],
    "code of an inactive user": [web(code=code(client_id="web-client", username="bob@example.com"))],
    "refresh of an inactive user": [refreshing(refresh_token=refresh(username="bob@example.com"))],
}
REFRESH = {
    "twice": [refreshing(), refreshing()],
    "chain": [refreshing(), refreshing(refresh_token="${refresh_token}"), refreshing()],
    "chain of three": [refreshing(), *[refreshing(refresh_token="${refresh_token}")] * 3],
    "after a password": [
        password(),
        refreshing(refresh_token="${refresh_token}"),
    ],
    "after a code": [
        web(),
        refreshing(refresh_token="${refresh_token}", **WEB_CLIENT),
    ],
    "by another client": [web(), refreshing(refresh_token="${refresh_token}")],
    "an access token": [password(), refreshing(refresh_token="${access_token}")],
    "revoked": [refreshing(refresh_token=refresh(revoked=True))],
    "unknown": [refreshing(refresh_token="nope")],
    "empty": [refreshing(refresh_token="")],
    "missing": [without(refreshing(), "refresh_token")],
    "blank around": [refreshing(refresh_token=" " + refresh())],
    "narrower": [refreshing(scope="read")],
    "narrower, then wider": [
        refreshing(scope="read"),
        refreshing(refresh_token="${refresh_token}", scope="read write"),
    ],
    "narrower, then the same": [
        refreshing(scope="read"),
        refreshing(refresh_token="${refresh_token}"),
    ],
    "reordered": [refreshing(scope="write read")],
    "unknown scope": [refreshing(scope="nope")],
    "blank scope": [refreshing(scope=" ")],
    "scope with two blanks": [refreshing(scope="read  write")],
    "scope twice the same": [refreshing(scope="read read")],
    "wrong secret": [refreshing(client_secret="wrong"), refreshing()],
    "no secret": [without(refreshing(), "client_secret")],
    "public client": [refreshing(refresh_token=refresh(client_id="spa-client"), **SPA, client_secret="")],
    "public client, wrong secret": [refreshing(refresh_token=refresh(client_id="spa-client"), **SPA)],
    "of the service client": [refreshing(**SERVICE_CLIENT)],
    "of the implicit client": [refreshing(client_id="implicit-client", client_secret="implicit-secret-1")],
    "public, of another client": [without(refreshing(**PUBLIC), "client_secret")],
    "with a code in it": [refreshing(code="x", redirect_uri="y")],
    "twice in one form": [adding(refreshing(), "&refresh_token=nope")],
    "twice in one form, right at last": [
        adding(refreshing(refresh_token="x"), "&refresh_token=" + refresh())
    ],
    "with Basic": [
        heading(without(refreshing(), "client_id", "client_secret"), FORM, basic(*PASSWORD_CLIENT.values()))
    ],
    **{
        f"each token of the fixtures, {number}": [
            form(
                {"grant_type": "refresh_token", "refresh_token": one.refresh_token},
                client_id=one.client_id,
                client_secret=SECRETS[one.client_id],
            )
        ]
        for number, one in enumerate(FIXTURES.refresh_tokens)
    },
    "refused for its resource, then right": [refreshing(resource="x"), refreshing()],
}
GRANT = {
    name: [request]
    for name, request in {
        "missing": without(password(), "grant_type"),
        "empty": password(grant_type=""),
        "upper case": password(grant_type="PASSWORD"),
        "blank": password(grant_type=" password"),
        "implicit": password(grant_type="implicit"),
        "token": password(grant_type="token"),
        "openid": web(grant_type="openid"),
        "openid without code": password(grant_type="openid"),
        "openid wrong client": web(grant_type="openid", client_secret="x"),
        "device without code": password(grant_type="urn:ietf:params:oauth:grant-type:device_code"),
        "device": service(grant_type="urn:ietf:params:oauth:grant-type:device_code", device_code="x"),
        "device, empty": service(grant_type="urn:ietf:params:oauth:grant-type:device_code", device_code=""),
        "jwt bearer": password(grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer", assertion="x"),
        "token exchange": password(grant_type="urn:ietf:params:oauth:grant-type:token-exchange"),
        "password of web client": password(**WEB_CLIENT),
        "password of service client": password(**SERVICE_CLIENT),
        "password of spa": form(USERPASS, SPA),
        "code of password client": web(**PASSWORD_CLIENT),
        "code of service client": web(**SERVICE_CLIENT),
        "service of web client": service(**WEB_CLIENT),
        "service of implicit client": service(client_id="implicit-client", client_secret="implicit-secret-1"),
        "password of implicit client": password(
            client_id="implicit-client", client_secret="implicit-secret-1"
        ),
        "wrong user of web client": password(**WEB_CLIENT, password="x"),
        "twice": adding(password(), "&grant_type=client_credentials"),
        "twice, password last": adding(service(**ALICE, **PASSWORD_CLIENT), "&grant_type=password"),
        "state in the error": password(grant_type="magic", state="<&>é"),
    }.items()
}
CODE = {
    "reuse": [web(), web()],
    "wrong uri, then right": [web(redirect_uri="x"), web()],
    "wrong verifier, then right": [pkce(code_verifier="x" * 43), pkce(code_verifier=VERIFIER)],
    "unknown": [web(code="nope")],
    "empty": [web(code="")],
    "twice": [adding(web(), "&code=nope")],
    "twice, right last": [adding(web(code="nope"), f"&code={code(client_id='web-client', challenge=None)}")],
    "in lower case": [web(code=code(client_id="web-client", challenge=None).lower())],
    "blank": [web(code=code(client_id="web-client", challenge=None) + " ")],
    "of another client": [web(code=code(client_id="spa-client"))],
    "of the web client by the other": [web(**PKCE_CLIENT)],
    "no uri": [without(web(), "redirect_uri")],
    "no uri, one registered": [without(pkce(code_verifier=VERIFIER), "redirect_uri")],
    "no uri, spa": [without(pkce(SPA, code_verifier=VERIFIER), "redirect_uri")],
    "empty uri": [web(redirect_uri="")],
    "uri with a slash": [web(redirect_uri=CALLBACK + "/")],
    "uri in upper case": [web(redirect_uri="HTTP://LOCALHOST/callback")],
    "uri with a port": [web(redirect_uri="http://localhost:80/callback")],
    "uri encoded twice": [web(redirect_uri="http%3A%2F%2Flocalhost%2Fcallback")],
    "uri with a query": [web(redirect_uri=CALLBACK + "?x=1")],
    "other registered uri": [web(redirect_uri="http://localhost/other?x=1&y=a%20b")],
    "no secret": [without(web(), "client_secret")],
    "wrong secret": [web(client_secret="x")],
    "no client": [without(web(), "client_id", "client_secret")],
    "spa with a wrong secret": [pkce(SPA, code_verifier=VERIFIER, client_secret="x")],
    "spa with its secret": [pkce(SPA, code_verifier=VERIFIER, client_secret="unused-generated-secret-2")],
    "spa with Basic": [
        heading(pkce(SPA, code_verifier=VERIFIER), FORM, basic("spa-client", "unused-generated-secret-2"))
    ],
    "spa without challenge": [
        pkce(SPA, code=code(client_id="spa-client", challenge=None), code_verifier=VERIFIER)
    ],
    "spa without challenge and verifier": [pkce(SPA, code=code(client_id="spa-client", challenge=None))],
    "verifier without a challenge": [web(code_verifier=VERIFIER)],
    "verifier empty": [pkce(code_verifier="")],
    "verifier missing": [pkce()],
    "verifier with blank": [pkce(code_verifier=VERIFIER + " ")],
    "verifier is the challenge": [pkce(code_verifier="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")],
    "verifier not ASCII": [pkce(code_verifier="é" * 43)],
    "plain verifier not ASCII": [pkce(method="plain", code_verifier="é" * 43)],
    "plain verifier wrong": [pkce(method="plain", code_verifier="x" * 43)],
    "verifier short": [pkce(code_verifier="abc")],
    "method in the request": [pkce(code_verifier=VERIFIER, code_challenge_method="plain")],
    "challenge in the request": [web(code_challenge="x", code_challenge_method="plain")],
    "scope": [web(scope="nope")],
    "state": [web(state="x")],
    "client id twice": [adding(web(), "&client_id=web-client")],
    "user and password too": [web(**ALICE)],
    **{
        f"each code of the fixtures, {number}": [
            form(
                {"grant_type": "authorization_code", "code": one.code, "redirect_uri": one.redirect_uri},
                client_id=one.client_id,
                client_secret=SECRETS[one.client_id],
                code_verifier=VERIFIER,
            )
        ]
        for number, one in enumerate(FIXTURES.codes)
    },
}
SCOPE = {
    name: [password(scope=scope), service(scope=scope)]
    for name, scope in {
        "all": "read write groups",
        "one": "groups",
        "one unknown": "read nope",
        "upper case": "READ",
        "comma": "read,write",
        "plus": "read+write",
        "two blanks": "read  write",
        "blank around": " read ",
        "blank": " ",
        "tab": "read\twrite",
        "line break": "read\nwrite",
        "twice the same": "read read",
        "not ASCII": "é",
        "openid": "openid",
        "star": "*",
        "__all__": "__all__",
        "no-break space": "read\u00a0write",
    }.items()
} | {"twice": [adding(password(scope="read"), "&scope=write"), adding(password(scope="x"), "&scope=read")]}
RESOURCE = {
    resource: [service(resource=resource), refreshing(resource=resource), web(resource=resource)]
    for resource in (
        "https://api.example.com",
        "https://api.example.com/",
        "http://localhost:8000/x",
        "HTTPS://API.EXAMPLE.COM/A?b=c",
        "https://a.example/#",
        "https://a.example/#x",
        "",
        " ",
        "api",
        "/api",
        "//api.example.com",
        "urn:example:api",
        "https://",
        "https:///x",
        "https://user@a.example",
        "https://@a.example",
        "https://u:p@a.example",
        "https://a.example:99999",
        "https://a.example:x",
        "https://a.example:",
        "https://[::1]/",
        "https://[::1",
        "https://[x]/",
        "ftp://a",
        "foo+bar://x",
        "1foo://x",
        " https://a.example",
        "https://a.example ",
        "https://a b.example",
        "https://é.example",
        "https://a.example/\n",
        "https://\u2100.example",
        "https://a.example\\@b",
        "mailto:a@b.example",
        "'quoted\"",
    )
} | {
    "two": [adding(service(resource="https://a.example"), "&resource=https%3A%2F%2Fb.example")],
    "second bad": [adding(service(resource="https://a.example"), "&resource=b")],
    "first bad": [adding(service(resource="a"), "&resource=https%3A%2F%2Fb.example")],
    "second empty": [adding(service(resource="https://a.example"), "&resource=")],
    "both empty": [adding(service(resource=""), "&resource=")],
    "array": [service(**{"resource[]": "a"})],
    "kept": [
        refreshing(resource="https://a.example"),
        refreshing(refresh_token="${refresh_token}"),
        refreshing(refresh_token="${refresh_token}", resource="https://b.example"),
        refreshing(refresh_token="${refresh_token}", resource="https://a.example"),
    ],
    "narrowed": [
        adding(password(resource="https://a.example"), "&resource=https%3A%2F%2Fb.example"),
        refreshing(refresh_token="${refresh_token}", resource="https://b.example"),
        refreshing(refresh_token="${refresh_token}", resource="https://a.example"),
    ],
    "with an error before it": [password(password="x", resource="x")],
    "with state": [password(resource="x", state="y")],
    "code is not spent": [web(resource="x"), web()],
    "service, public": [form(USERPASS, PUBLIC, resource="x")],
}
