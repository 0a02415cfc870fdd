"""Dates that say no time zone."""

import time

import pytest

from s3_replication.iam.conditions.dates import parse_date


def test_a_date_without_a_time_zone_is_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert parse_date("2026-01-31T12:00:00") == parse_date("2026-01-31T12:00:00Z") == 1769860800
    finally:
        monkeypatch.undo()
        time.tzset()
