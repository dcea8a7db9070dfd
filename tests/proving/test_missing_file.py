"""A sample whose file to upload is not there ends with a failure, and no request is begun."""

import pytest
from sandboxed import ACCOUNTS, HOST, sandboxed

from generator.proving.toolchains import build, find
from generator.reading import read
from generator.rendering import load_languages, render

LANGUAGES = load_languages()
UPLOADS = """
openapi: 3.1.0
info: {title: Photos, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /photo:
    put:
      operationId: replace
      requestBody: {content: {image/png: {}}}
      responses: {'200': {description: done}}
    post:
      operationId: add
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, required: [photo], properties: {photo: {type: string, format: binary}}}
      responses: {'200': {description: done}}
"""


@pytest.fixture(scope="module")
def run():
    with sandboxed(ACCOUNTS[0]) as start:
        yield start


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_is_not_even_looked_up(language, run, tmp_path):
    description = tmp_path / "photos.yaml"
    description.write_text(UPLOADS)
    refusals = []
    samples = list(render(read(description).requests, [LANGUAGES[language]], refusals=refusals))
    assert len(samples) + len(refusals) == 2
    sources = {sample.id: sample.text.encode() for sample in samples}
    for name, built in build(find(LANGUAGES[language]), sources).items():
        assert built.program, built.diagnostics
        ended = run(built.program, hosts={})
        said = (ended.stdout + ended.stderr).decode()
        assert ended.exit_code != 0, f"{name}: {said}"
        assert (HOST in said, ended.attempts) == (False, ()), f"{name}: {said}"
