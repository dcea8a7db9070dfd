"""The order of the suite: what takes longest begins first, so that no core waits for it in the end."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules whose tests share something that is dear are groups, each run by one worker, and begin first."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
