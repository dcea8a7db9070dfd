"""How an operation becomes a call, by the [sdk] table alone."""

import re
from pathlib import Path

import pytest

from generator.errors import RefusedError
from generator.model import Call
from generator.reading import read
from generator.rendering.languages.sdk import called, sdk

TABLE = {"operation": "(?P<group>[^/]+)/(?P<method>.+)", "call": "client.{group:snake}.{method:camel}"}


@pytest.mark.parametrize(
    ("call", "made"),
    [
        ("{group:camel}.{method:camel}", "userKeys.listGpgKeysForUser2"),
        ("{group:pascal}.{method:snake}", "UserKeys.list_gpg_keys_for_user_2"),
        ("client.{x-group}.{method:camel}", "client.users.keys.listGpgKeysForUser2"),
    ],
)
def test_words_are_spelled_as_the_library_spells_them(call, made):
    operation = Call("user-keys/list-GPG-keysForUser2", "/", extensions=(("x-group", "users.keys"),))
    assert called(sdk({**TABLE, "call": call}, Path()), operation, "Client") == made


def test_a_call_of_the_table_goes_before_the_pattern():
    table = {**TABLE, "calls": {"orders/list": "client.orders.all"}}
    assert called(sdk(table, Path()), Call("orders/list", "/"), "Client") == "client.orders.all"


@pytest.mark.parametrize(
    ("more", "name", "reason"),
    [
        ({}, "listOrders", "Client has no call for the operationId 'listOrders'; write one into [sdk.calls]"),
        ({}, "", "Client has no call for an operation without operationId; write one into [sdk.calls]"),
        ({}, "orders/**", "Client has no call for the operationId 'orders/**'; write one into [sdk.calls]"),
        ({"refuse": {"orders/.*": "waits a minute"}}, "orders/list", "Client waits a minute"),
        ({"call": "client.{x-name}"}, "orders/list", "Client has no call for the operationId 'orders/list'"),
    ],
)
def test_an_operation_without_a_call_is_refused_with_its_reason(more, name, reason):
    with pytest.raises(RefusedError, match=re.escape(reason)):
        called(sdk({**TABLE, **more}, Path()), Call(name, "/"), "Client")


def test_a_call_that_the_library_does_not_have_is_refused(tmp_path):
    (tmp_path / "calls.txt").write_text("client.orders.list\n")
    made = sdk({**TABLE, "known": "calls.txt"}, tmp_path)
    assert called(made, Call("orders/list", "/"), "Client") == "client.orders.list"
    with pytest.raises(RefusedError, match=r"Client has no client\.orders\.create"):
        called(made, Call("orders/create", "/"), "Client")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"call": "client.{group:kebab}"}, "spells group as 'kebab'; there are camel, pascal, snake"),
        ({"call": "client.{part}"}, "{part}, which is no group of sdk.operation"),
        ({"calls": {"a": "client.list(); exit()"}}, "'client.list(); exit()', which is no name such as"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(more, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        sdk({**TABLE, **more}, Path())


def test_a_request_has_its_parameters_as_native_values(tmp_path):
    path = tmp_path / "api.yaml"
    path.write_text("""
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /orders/{id}:
    get:
      operationId: orders/get
      tags: [orders]
      x-fern-sdk-group-name: [store, orders]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}, example: 7}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}, example: [a, b]}
        - {name: key, in: query, required: true, schema: {type: string, format: password}}
      responses: {'200': {description: ok}}
""")
    call = next(iter(read(path).requests)).call
    assert (call.operation_id, call.path, call.tags) == ("orders/get", "/orders/{id}", ("orders",))
    assert call.extensions == (("x-fern-sdk-group-name", "store.orders"),)
    values = {(each.place, each.name): each.value for each in call.arguments}
    assert values["path", "id"] == 7
    assert values["query", "tags"] == ["a", "b"]
    assert [part.name for part in values["query", "key"]] == ["KEY"]
