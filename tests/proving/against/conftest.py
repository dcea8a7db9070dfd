"""A real server for each test."""

from collections.abc import Iterator

import pytest
from against import PET, answers
from real_server import Server, real_server


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    with real_server(tmp_path) as started:
        answers(started, PET)
        yield started
