"""Experiments of FIS that run: read from the local AWS, and what a Region without FIS and unknown parameters leave."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from urllib3.exceptions import NameResolutionError, NewConnectionError

from s3_replication.aws import Connection, RunningPause, read_pauses
from s3_replication.errors import NoAnswerError
from s3_replication.iam import UNKNOWN, Unknown
from tests.local.conftest import SOURCE, Aws, Pair, aws, make_pair  # noqa: F401 - fixtures
from tests.local.experiments import Laboratory

HOST = "https://fis.cn-north-1.amazonaws.com.cn/experiments"


class FakeFis:
    """FIS with one experiment; `failure` is what the list of experiments raises."""

    def __init__(self, failure: Exception | None = None, denied: str = "", **action: Any) -> None:
        self._failure, self._denied = failure, denied
        self._action = {"actionId": "aws:s3:bucket-pause-replication", "state": {"status": "running"}, "targets": {"Buckets": "b"},
                        "parameters": {"region": "eu-west-1", "duration": "PT1M"}, **action}  # fmt: skip

    def fis(self, _region: str) -> "FakeFis":
        return self

    def get_paginator(self, name: str) -> Any:
        return SimpleNamespace(paginate=lambda **_named: self._pages(name))

    def _pages(self, name: str) -> Iterator[dict[str, Any]]:
        if self._failure is not None:
            raise self._failure
        if name == "list_experiments":
            yield {
                "experiments": [{"id": name, "state": {"status": "running"}} for name in dict.fromkeys([self._denied or "EXP1", "EXP1"])]
            }
        else:
            yield {"resolvedTargets": [{"targetName": "b", "targetInformation": {"any": "bucket"}}]}

    def get_experiment(self, id: str) -> dict[str, Any]:
        if id == self._denied:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "GetExperiment")
        return {"experiment": {"id": id, "arn": f"arn:aws:fis:us-east-1:{SOURCE}:experiment/{id}", "actions": {"pause": self._action}}}


def read(fake: FakeFis) -> tuple[RunningPause, ...] | Unknown:
    return read_pauses(fake, "us-east-1")  # type: ignore[arg-type]


def failed(cause: type[Exception]) -> EndpointConnectionError:
    arguments = (HOST, SimpleNamespace(), OSError()) if cause is NameResolutionError else (SimpleNamespace(), "refused")
    return EndpointConnectionError(endpoint_url=HOST, error=cause(*arguments))


def test_a_region_without_a_host_of_fis_has_no_experiment() -> None:
    assert read(FakeFis(failed(NameResolutionError))) == ()


def test_a_host_that_does_not_answer_is_no_such_region() -> None:
    with pytest.raises(NoAnswerError, match="ListExperiments on Region us-east-1 got no answer"):
        read(FakeFis(failed(NewConnectionError)))


@pytest.mark.parametrize(("action", "count"), [
    ({}, 1), ({"actionId": "aws:ec2:stop-instances"}, 0), ({"state": {"status": "pending"}}, 0), ({"state": {"status": "completed"}}, 0),
])  # fmt: skip
def test_only_an_action_that_pauses_now_counts(action: dict[str, Any], count: int) -> None:
    found = read(FakeFis(**action))
    assert isinstance(found, tuple)
    assert len(found) == count


def test_an_experiment_that_may_not_be_read_does_not_hide_the_others() -> None:
    found = read(FakeFis(denied="EXP0"))
    assert isinstance(found, tuple)
    assert [one.experiment for one in found] == ["EXP1"]


def test_parameters_that_are_not_known_leave_the_rules_open() -> None:
    assert read(FakeFis(parameters={"everything": "true"})) == (
        RunningPause("EXP1", f"arn:aws:fis:us-east-1:{SOURCE}:experiment/EXP1", frozenset({"bucket"}), UNKNOWN, None),
    )


def test_a_pause_of_the_local_aws(aws: Aws, make_pair: Any) -> None:  # noqa: F811 - fixtures
    pair: Pair = make_pair(configured=False)
    lab = Laboratory(aws, SOURCE)
    lab.make_role()
    lab.tag(pair)
    experiment = lab.start()
    found = read_pauses(Connection.open(aws.running.environment()), "us-east-1")
    lab.stop()
    assert isinstance(found, tuple)
    (mine,) = [one for one in found if one.experiment == experiment]
    started = lab.fis.get_experiment(id=experiment)["experiment"]["startTime"]
    assert (mine.targets, mine.ends) == (frozenset({f"arn:aws:s3:::{pair.source}"}), started + mine.pause.duration)  # type: ignore[union-attr]
