"""Statements of which nobody can say whether they apply: the report names the statement and its repair, and the repair works."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.doctor.conftest import Clinic, ids
from tests.local.conftest import DESTINATION, SOURCE, Pair

EVERYONE = {"Effect": "Deny", "Principal": "*", "Action": "s3:*"}


@pytest.mark.parametrize(("deny", "depends"), [
    ({**EVERYONE, "Condition": {"StringNotLike": {"aws:UserAgent": "aws-cli*"}}}, "aws:UserAgent"),
    ({"Effect": "Deny", "NotPrincipal": {"AWS": [f"arn:aws:iam::{one}:root" for one in (SOURCE, DESTINATION)]}, "Action": "s3:*"},
     "Statement[1].NotPrincipal"),
], ids=["a key that S3 may not send", "an element that may be read in two ways"])  # fmt: skip
def test_a_statement_that_may_deny(deny: dict[str, Any], depends: str, clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    resource = f"arn:aws:s3:::{pair.destination}/*"
    pair.admit({**deny, "Resource": resource})
    report = clinic.report(pair.source, code=1)
    (found,) = [one for one in report["findings"] if one["severity"] != "note"]
    assert (report["verdict"], found["id"], found["subject"]) == ("unknown", "statement-not-decidable", f"arn:aws:s3:::{pair.destination}")
    assert f"not known whether statement 1 of policy of bucket {pair.destination} denies s3:ReplicateObject, because " in found["why"]
    assert depends in found["why"]
    added = json.loads(found["repair"]["changes"][0]["json"])["Condition"]
    pair.admit({**deny, "Resource": resource, "Condition": {**deny.get("Condition", {}), **added}})
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"
    assert clinic.report(pair.source, code=0)["verdict"] == "works"


def test_a_statement_that_may_allow(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    write = {"Effect": "Allow", "Action": "s3:ReplicateObject", "Resource": f"arn:aws:s3:::{pair.destination}/*"}
    pair.allow({**write, "Condition": {"StringLike": {"aws:UserAgent": "S3*"}}}, without=("s3:ReplicateObject",))
    (found,) = [one for one in clinic.report(pair.source, code=1)["findings"] if one["severity"] != "note"]
    assert (found["id"], "allows s3:ReplicateObject, because aws:UserAgent is not known" in found["why"]) == (
        "statement-not-decidable",
        True,
    )
    pair.allow(json.loads(found["repair"]["changes"][0]["json"]), without=("s3:ReplicateObject",))
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"


def test_a_statement_that_stops_some_objects_for_certain_is_one_cause(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """Deletes and tags never carry encryption headers; whether objects do is not documented."""
    pair = make_pair()
    condition = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
    pair.admit({**EVERYONE, "Resource": f"arn:aws:s3:::{pair.destination}/*", "Condition": condition})
    report = clinic.report(pair.source, code=1)
    (found,) = [one for one in report["findings"] if one["severity"] != "note"]
    assert found["id"] == "bucket-policy-denies"
    assert {"UNKNOWN", "FAILED"} <= {one["outcome"] for one in report["outcomes"]}
    causes = {tuple(one["because"]) for one in report["outcomes"] if one["outcome"] in ("UNKNOWN", "FAILED")}
    assert causes == {("bucket-policy-denies",)}


def test_a_condition_on_a_date_that_is_still_to_come_is_met(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    write = {"Effect": "Allow", "Action": "s3:ReplicateObject", "Resource": f"arn:aws:s3:::{pair.destination}/*"}
    pair.allow({**write, "Condition": {"DateLessThan": {"aws:CurrentTime": "2999-01-01T00:00:00Z"}}}, without=("s3:ReplicateObject",))
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"
    assert (clinic.report(pair.source, code=0)["verdict"], ids(clinic.report(pair.source), "warning")) == ("works", set())


def test_a_failed_object_with_a_public_acl(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(ownership=("ObjectWriter", "BucketOwnerPreferred"))
    pair.at_source.delete_public_access_block(Bucket=pair.source)
    pair.put("public", ACL="public-read")
    assert pair.failure("public") == "DstPutAclNotPermitted"
    report = clinic.report(pair.source, code=0)
    assert {"destination-blocks-public-acls", "failed-objects-remain"} <= ids(report, "warning")
    pair.at_source.put_object_acl(Bucket=pair.source, Key="public", ACL="private")
    assert "destination-blocks-public-acls" not in ids(clinic.report(pair.source), "warning")


def test_a_limit_of_retention_that_s3_may_not_send(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(lock=(True, True))
    limit = {"NumericGreaterThan": {"s3:object-lock-remaining-retention-days": "10"}}
    deny = {**EVERYONE, "Action": "s3:ReplicateObject", "Resource": f"arn:aws:s3:::{pair.destination}/*"}
    pair.admit({**deny, "Condition": limit})
    locked = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": datetime.now(UTC) + timedelta(days=100)}
    pair.put("before", **locked)
    assert pair.head("before")["ReplicationStatus"] == "FAILED"
    (found,) = [one for one in clinic.report(pair.source, code=1)["findings"] if one["id"] == "statement-not-decidable"]
    assert "because s3:object-lock-remaining-retention-days is not known" in found["why"]
    pair.admit({**deny, "Condition": {**limit, **json.loads(found["repair"]["changes"][0]["json"])["Condition"]}})
    pair.put("after", **locked)
    assert pair.head("after")["ReplicationStatus"] == "COMPLETED"
