"""The suite as a whole: what takes longest begins first, and no test fails because a machine is busy."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules whose tests share something that is dear are groups, each run by one worker, and begin first."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
