"""When deliveries give way to requests."""

import pytest

from s3_replication.local.replication import pace as pace_module
from s3_replication.local.replication.pace import BATCH, Pace


@pytest.mark.parametrize(
    ("backlog", "requests", "waits"),
    [
        pytest.param(0.1, 5000, 1, id="many requests and deliveries that wait"),
        pytest.param(0.0, 5000, 0, id="no delivery waits: a client that lists without a pause sees each replica at once"),
        pytest.param(0.6, 5000, 0, id="far behind"),
        pytest.param(0.1, 0, 0, id="no requests"),
    ],
)
def test_deliveries_give_way_only_where_they_are_a_load(monkeypatch: pytest.MonkeyPatch, backlog: float, requests: int, waits: int) -> None:
    slept: list[float] = []
    monkeypatch.setattr(pace_module.time, "sleep", slept.append)
    monkeypatch.setattr(pace_module.time, "perf_counter", iter([1.0, 2.0]).__next__)
    pace = Pace()
    for _ in range(requests):
        pace.request()
    for _ in range(BATCH):
        pace.yield_to_requests(backlog)
    assert len(slept) == waits
