"""Owner override that was enabled after objects had replicated: their replicas keep the owner until they are replicated again."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.doctor.conftest import Clinic, ids
from tests.doctor.jobs import run_job
from tests.local.conftest import DESTINATION, Pair

FORMER = "replicas-keep-former-owner"
OVERRIDE = {"Destination": {"Account": DESTINATION, "AccessControlTranslation": {"Owner": "Destination"}}}
ACLS = ("ObjectWriter", "ObjectWriter")


def owners(pair: Pair) -> dict[str, str]:
    versions = pair.at_destination.list_object_versions(Bucket=pair.destination)["Versions"]
    return {one["Key"]: one["Owner"]["ID"] for one in versions}


def found(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["id"] == FORMER]


def test_old_replicas_are_found_and_the_printed_job_changes_their_owner(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(ownership=ACLS)
    version = pair.put("old")
    pair.configure(OVERRIDE)
    pair.put("new")
    report = clinic.report(pair.source, code=0)
    (said,) = found(report)
    first = f"such as version {version} of old."
    assert said["why"].startswith(
        f"Account {DESTINATION} does not own 1 of the 2 replicas in bucket {pair.destination} that were read, {first}"
    )
    assert (ids(report, "error", "warning"), said["rule_id"], said["subject"]) == (
        {FORMER}, "rule-1", f"arn:aws:s3:::{pair.destination}",
    )  # fmt: skip
    assert owners(pair)["old"] != owners(pair)["new"]
    (change,) = said["repair"]["changes"]
    run_job(clinic, pair, change["cli"])
    assert owners(pair)["old"] == owners(pair)["new"]
    assert ids(clinic.report(pair.source, code=0), "error", "warning") == set()


def test_a_destination_that_enforces_its_owner_owns_old_replicas_too(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(ownership=ACLS)
    pair.put("old")
    pair.configure(OVERRIDE)
    enforced = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    pair.at_destination.put_bucket_ownership_controls(Bucket=pair.destination, OwnershipControls=enforced)
    assert found(clinic.report(pair.source, code=0)) == []


@pytest.mark.parametrize("rule", [
    {},
    {**OVERRIDE, "Filter": {"Prefix": "new"}},
], ids=["without override", "another prefix"])  # fmt: skip
def test_replicas_that_no_rule_with_override_takes_are_left_out(
    rule: dict[str, Any], clinic: Clinic, make_pair: Callable[..., Pair]
) -> None:
    pair = make_pair(ownership=ACLS)
    pair.put("old")
    pair.configure(rule)
    before = clinic.aws.control.counts()
    report = clinic.report(pair.source, code=0)
    assert found(report) == []
    made = {name: number - before.get(name, 0) for name, number in clinic.aws.control.counts().items()}
    assert made["s3:GET Bucket versions"] == 1, "the source's alone"
