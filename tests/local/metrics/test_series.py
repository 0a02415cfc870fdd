"""Minute values of pending operations (facts 4.61, 4.62, 4.67)."""

from datetime import UTC, datetime, timedelta

from s3_replication.local.metrics.recorder import MetricRecorder, SeriesName
from s3_replication.local.metrics.series import RETAINED, GaugeSeries

START = datetime(2026, 1, 1, 12, 0, 30, tzinfo=UTC)
NAME = SeriesName("111111111111", "source", "us-east-1", "destination", "eu-west-1", "rule")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def shown(series: GaugeSeries, seconds: float) -> list[tuple[int, int, int, float]]:
    return [(when.minute, gauge.operations, gauge.size, gauge.latency) for when, gauge in series.values(at(seconds))]


def test_every_minute_of_waiting_has_its_highest_values() -> None:
    series = GaugeSeries()
    series.admitted("a", 100, at(0))
    series.admitted("b", 50, at(10))
    series.settled("a", at(20))
    series.settled("b", at(100))
    assert shown(series, 300) == [(0, 2, 150, 20.0), (1, 1, 50, 80.0), (2, 1, 50, 90.0)]


def test_quiet_minutes_have_no_value() -> None:
    series = GaugeSeries()
    series.admitted("a", 1, at(0))
    series.settled("a", at(1))
    series.admitted("b", 1, at(600))
    series.settled("b", at(601))
    assert [minute for minute, *_ in shown(series, 900)] == [0, 10]


def test_what_waits_goes_on_being_shown() -> None:
    series = GaugeSeries()
    series.admitted("a", 1, at(0))
    assert [latency for *_, latency in shown(series, 80)] == [30.0, 80.0]
    assert [latency for *_, latency in shown(series, 140)] == [30.0, 90.0, 140.0]


def test_old_minutes_are_forgotten() -> None:
    series = GaugeSeries()
    series.admitted("a", 1, at(0))
    assert len(shown(series, 60 * 100 * 24 * 60)) <= RETAINED + 1


def test_same_operation_admitted_again_counts_once() -> None:
    series = GaugeSeries()
    series.admitted("a", 100, at(0))
    series.admitted("a", 70, at(1))
    assert max(operations for _, operations, _, _ in shown(series, 2)) == 1
    series.settled("a", at(3))
    assert shown(series, 4)[-1][1:3] == (1, 100)


def test_failures_keep_sum_average_and_count() -> None:  # 4.63
    recorder = MetricRecorder()
    for number, failed in enumerate([True, False, False, True]):
        recorder.settled(NAME, number, failed, at(number))
    point = next(one for one in recorder.datapoints("111111111111", "us-east-1", at(10)) if one.name == "OperationsFailedReplication")
    assert (point.total, point.samples, point.minimum, point.maximum) == (2, 4, 0, 1)


def test_regions_and_accounts_are_kept_apart() -> None:  # 4.64
    recorder = MetricRecorder()
    recorder.admitted(NAME, "a", 1, at(0))
    recorder.settled(NAME, "a", False, at(1))
    assert {one.name for one in recorder.datapoints("111111111111", "us-east-1", at(2))} == {"OperationsFailedReplication"}
    assert {one.name for one in recorder.datapoints("111111111111", "eu-west-1", at(2))} == {
        "ReplicationLatency", "BytesPendingReplication", "OperationsPendingReplication",
    }  # fmt: skip
    assert recorder.datapoints("222222222222", "eu-west-1", at(2)) == []
