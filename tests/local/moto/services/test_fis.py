"""Experiments of FIS on the local AWS: what they pause and for how long, and what FIS or the local AWS refuses."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from s3_replication.errors import AwsError
from tests.local.conftest import SOURCE, TRUST, Aws, Pair
from tests.local.experiments import Laboratory, pause_of

WAIT = {"actionId": "aws:fis:wait", "parameters": {"duration": "PT1M"}}


@pytest.fixture
def lab(aws: Aws) -> Iterator[Laboratory]:
    found = Laboratory(aws, SOURCE)
    found.make_role()
    yield found
    found.stop()


def waits(aws: Aws) -> bool:
    """Whether a delivery is still open after a moment."""
    try:
        aws.control.settle(0.3)
    except AwsError:
        return True
    return False


def written(pair: Pair, key: str) -> Callable[[], str]:
    """Write an object; its status whenever it is asked for."""
    pair.at_source.put_object(Bucket=pair.source, Key=key, Body=b"")
    return lambda: str(pair.head(key)["ReplicationStatus"])


@pytest.mark.parametrize(("paused", "parameters"), [
    (True, {}),
    (True, {"destinationBuckets": "{destination}"}),
    (True, {"destinationBuckets": "other, arn:aws:s3:::{destination}"}),
    (True, {"prefixes": "docs/"}),
    (False, {"region": "eu-central-1"}),
    (False, {"destinationBuckets": "other"}),
    (False, {"prefixes": "doc"}),
], ids=["every rule", "the destination by name", "the destination by ARN", "the rule's prefix", "another Region", "another destination",
        "another prefix"])  # fmt: skip
def test_a_pause_takes_the_rules_that_its_parameters_name(
    paused: bool, parameters: dict[str, str], lab: Laboratory, make_pair: Any
) -> None:
    pair = make_pair(configured=False)
    pair.configure({"Filter": {"Prefix": "docs/"}})
    lab.tag(pair)
    named = {name: value.format(destination=pair.destination) for name, value in parameters.items()}
    experiment = lab.start(**pause_of(lab.name, **named))
    status = written(pair, "docs/a")
    assert (waits(lab.aws), status()) == ((True, "PENDING") if paused else (False, "COMPLETED"))
    lab.stop()
    pair.settle()
    assert (status(), lab.state(experiment)) == ("COMPLETED", ("stopped", {"pause": "stopped"}))


def test_a_pause_begins_after_what_it_waits_for_and_ends_with_its_duration(lab: Laboratory, make_pair: Any) -> None:
    pair = make_pair()
    lab.tag(pair)
    arguments = pause_of(lab.name, duration="PT2M")
    arguments["actions"]["pause"]["startAfter"] = ["first"]
    experiment = lab.start(targets=arguments["targets"], actions={**arguments["actions"], "first": WAIT})
    pair.put("early")
    assert (pair.head("early")["ReplicationStatus"], lab.state(experiment)) == (
        "COMPLETED",
        ("running", {"pause": "pending", "first": "running"}),
    )
    lab.aws.control.advance(61)
    status = written(pair, "late")
    assert (waits(lab.aws), status(), lab.state(experiment)) == (True, "PENDING", ("running", {"pause": "running", "first": "completed"}))
    lab.aws.control.advance(120)
    pair.settle()
    assert (status(), lab.state(experiment)[0]) == ("COMPLETED", "completed")


def test_a_target_has_the_buckets_with_its_tags_in_the_region_of_the_experiment(lab: Laboratory, make_pair: Any) -> None:
    pair = make_pair(cross_account=False)
    lab.tag(pair)
    pair.at_destination.put_bucket_tagging(Bucket=pair.destination, Tagging={"TagSet": [{"Key": "experiment", "Value": lab.name}]})
    experiment = lab.start()
    (found,) = lab.fis.list_experiment_resolved_targets(experimentId=experiment)["resolvedTargets"]
    arn = f"arn:aws:s3:::{pair.source}"
    assert found == {"resourceType": "aws:s3:bucket", "targetName": "tagged", "targetInformation": {"arn": arn}}


@pytest.mark.parametrize(("mode", "state"), [("fail", ("failed", {"pause": "cancelled"})), ("skip", ("completed", {"pause": "skipped"}))])
def test_a_target_without_a_bucket_ends_the_experiment(mode: str, state: tuple[str, dict[str, str]], lab: Laboratory) -> None:
    experiment = lab.start(experimentOptions={"emptyTargetResolutionMode": mode})
    assert lab.state(experiment) == state


def test_a_preview_of_targets_pauses_nothing(lab: Laboratory, make_pair: Any) -> None:
    pair = make_pair()
    lab.tag(pair)
    experiment = lab.start(options={"actionsMode": "skip-all"})
    pair.put()
    assert (pair.head()["ReplicationStatus"], lab.state(experiment)) == ("COMPLETED", ("completed", {"pause": "skipped"}))


@pytest.mark.parametrize(("actions", "trust", "says"), [
    ([], TRUST, "does not allow fis.amazonaws.com to assume it"),
    (["s3:PutReplicationConfiguration", "s3:GetReplicationConfiguration"], None, "may not do s3:PauseReplication on"),
], ids=["trust", "permission"])  # fmt: skip
def test_a_role_that_may_not_pause_fails_the_experiment(actions: list[str], trust: str | None, says: str, aws: Aws, make_pair: Any) -> None:
    pair, lab = make_pair(), Laboratory(aws, SOURCE)
    lab.make_role(*actions, **({"trust": trust} if trust is not None else {}))
    lab.tag(pair)
    experiment = lab.fis.get_experiment(id=lab.start())["experiment"]
    pair.put()
    assert (experiment["state"]["status"], says in experiment["state"]["reason"]) == ("failed", True)
    assert pair.head()["ReplicationStatus"] == "COMPLETED"


TARGET, ACTION = pause_of("x")["targets"]["tagged"], pause_of("x")["actions"]["pause"]
BY_ARN = {"resourceType": "aws:s3:bucket", "resourceArns": ["arn:aws:s3:::some-bucket"], "selectionMode": "ALL"}
ALARM = {"source": "aws:cloudwatch:alarm", "value": "arn:aws:cloudwatch:us-east-1:111111111111:alarm:a"}
CIRCLE = {"one": {**WAIT, "startAfter": ["two"]}, "two": {**WAIT, "startAfter": ["one"]}}


def target(**changed: Any) -> dict[str, Any]:
    return {"targets": {"tagged": {**TARGET, **changed}}}


def parameters(**given: str) -> dict[str, Any]:
    return {"actions": {"pause": {**ACTION, "parameters": given}}}


NOT_IMPLEMENTED: dict[str, tuple[dict[str, Any], str]] = {
    "another action": ({"actions": {"stop": {"actionId": "aws:ec2:stop-instances"}}}, "aws:ec2:stop-instances"),
    "another kind of target": (target(resourceType="aws:ec2:instance"), "aws:ec2:instance"),
    "some of the targets": (target(selectionMode="COUNT(1)"), "COUNT(1)"),
    "filters": (target(filters=[{"path": "a", "values": ["b"]}]), "filters"),
    "an alarm that stops it": ({"stopConditions": [ALARM]}, "stop conditions"),
    "logs": ({"logConfiguration": {"logSchemaVersion": 2}}, "log configurations"),
    "reports": ({"experimentReportConfiguration": {"preExperimentDuration": "PT1M"}}, "report configurations"),
    "several accounts": ({"experimentOptions": {"accountTargeting": "multi-account"}}, "several target accounts"),
}
INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "buckets by ARN": ({"targets": {"tagged": BY_ARN}}, "targeting by tags"),
    "no target": ({"actions": {"pause": {**ACTION, "targets": {"Buckets": "other"}}}}, "as Buckets"),
    "no Region": (parameters(duration="PT1M"), "no parameter region"),
    "13 hours": (parameters(region="eu-west-1", duration="PT13H"), "'PT13H'"),
    "an action that is not there": ({"actions": {"wait": {**WAIT, "startAfter": ["other"]}}}, "starts after other"),
    "a circle": ({"actions": CIRCLE}, "circle"),
}
REFUSED = [
    pytest.param(given, code, says, id=name)
    for code, rows in (("NotImplemented", NOT_IMPLEMENTED), ("ValidationException", INVALID))
    for name, (given, says) in rows.items()
]


@pytest.mark.parametrize(("given", "code", "says"), REFUSED)
def test_what_an_experiment_cannot_have_is_refused(given: dict[str, Any], code: str, says: str, lab: Laboratory) -> None:
    with pytest.raises(ClientError) as refused:
        lab.template(**given)
    assert (refused.value.response["Error"]["Code"], says in refused.value.response["Error"]["Message"]) == (code, True)


def test_a_change_of_a_template_is_checked_too(lab: Laboratory) -> None:
    template = lab.template()
    changed = pause_of(lab.name, duration="PT20M")["actions"]
    assert lab.fis.update_experiment_template(id=template, actions=changed)["experimentTemplate"]["actions"] == changed
    with pytest.raises(ClientError, match="circle"):
        lab.fis.update_experiment_template(id=template, actions={"one": {**WAIT, "startAfter": ["one"]}})
    with pytest.raises(ClientError, match="NotImplemented"):
        lab.fis.create_target_account_configuration(clientToken="a", experimentTemplateId=template, accountId=SOURCE, roleArn=lab.role)


def test_fis_is_in_every_region_and_has_no_list_of_actions(lab: Laboratory) -> None:
    assert lab.aws.client("fis", region="eu-central-2").list_experiments()["experiments"] == []
    with pytest.raises(ClientError, match="NotImplemented"):
        lab.fis.list_actions()
