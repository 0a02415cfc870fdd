"""Object Lock and SSE-C, on one bucket and across replication (facts 3.45 to 3.63)."""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

Make = Callable[..., Any]
LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)


def test_version_under_retention_is_not_deleted(make_pair: Make) -> None:
    pair = make_pair(lock=(True, True), configured=False)
    s3 = pair.at_source
    version = pair.put(ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=LATER)
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=pair.source, Key="key", VersionId=version)
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object_retention(
            Bucket=pair.source, Key="key", Retention={"Mode": "COMPLIANCE", "RetainUntilDate": LATER - timedelta(days=5)}
        )
    found = s3.get_object_retention(Bucket=pair.source, Key="key")["Retention"]
    assert (found["Mode"], found["RetainUntilDate"]) == ("COMPLIANCE", LATER)
    s3.delete_object(Bucket=pair.source, Key="key")  # 3.61: a marker is never held back


def test_governance_gives_way_to_the_bypass_header_only(make_pair: Make) -> None:
    pair = make_pair(lock=(True, True), configured=False)
    version = pair.put(ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=LATER)
    where = {"Bucket": pair.source, "Key": "key", "VersionId": version}
    with pytest.raises(ClientError, match="AccessDenied"):
        pair.at_source.delete_object(**where)
    pair.at_source.delete_object(**where, BypassGovernanceRetention=True)


def test_lock_bucket_refuses_suspended_versioning(make_pair: Make) -> None:
    pair = make_pair(lock=(True, True), configured=False)
    with pytest.raises(ClientError, match="InvalidBucketState"):
        pair.at_source.put_bucket_versioning(Bucket=pair.source, VersioningConfiguration={"Status": "Suspended"})


def test_missing_lock_data_is_an_error_of_its_own(make_pair: Make) -> None:
    pair = make_pair(lock=(True, True), configured=False)
    pair.put()
    for operation in (pair.at_source.get_object_retention, pair.at_source.get_object_legal_hold):
        with pytest.raises(ClientError, match="NoSuchObjectLockConfiguration"):
            operation(Bucket=pair.source, Key="key")


def test_retention_and_hold_arrive_with_the_object(make_pair: Make) -> None:  # 3.51, 3.52
    pair = make_pair(lock=(True, True))
    pair.put(ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=LATER, ObjectLockLegalHoldStatus="ON")
    replica = pair.replica()
    assert (replica["ObjectLockMode"], replica["ObjectLockRetainUntilDate"], replica["ObjectLockLegalHoldStatus"]) == (
        "GOVERNANCE",
        LATER,
        "ON",
    )


def test_later_retention_and_hold_follow(make_pair: Make) -> None:  # 3.55
    pair = make_pair(lock=(True, True))
    version = pair.put()
    pair.at_source.put_object_retention(Bucket=pair.source, Key="key", Retention={"Mode": "GOVERNANCE", "RetainUntilDate": LATER})
    pair.at_source.put_object_legal_hold(Bucket=pair.source, Key="key", LegalHold={"Status": "ON"})
    pair.settle()
    replica = pair.replica(VersionId=version)
    assert (replica["ObjectLockMode"], replica["ObjectLockRetainUntilDate"], replica["ObjectLockLegalHoldStatus"]) == (
        "GOVERNANCE",
        LATER,
        "ON",
    )
    assert pair.head()["ReplicationStatus"] == "COMPLETED"


@pytest.mark.parametrize(("sent", "status"), [({}, "COMPLETED"), ({"ObjectLockLegalHoldStatus": "ON"}, "FAILED"),
                                              ({"ObjectLockLegalHoldStatus": "OFF"}, "FAILED")])  # fmt: skip
def test_locked_source_into_an_unlocked_destination(sent: dict[str, Any], status: str, make_pair: Make) -> None:  # 3.50
    pair = make_pair(lock=(True, False))
    pair.put(**sent)
    assert pair.head()["ReplicationStatus"] == status
    if status == "FAILED":
        assert pair.failure() == "DstBucketObjectLockConfigMissing"


@pytest.mark.parametrize(("sent", "applies"), [({}, True), ({"ObjectLockLegalHoldStatus": "OFF"}, False)])
def test_default_retention_of_the_destination(sent: dict[str, Any], applies: bool, make_pair: Make) -> None:  # 3.53, 3.54
    pair = make_pair(lock=(True, True))
    pair.at_destination.put_object_lock_configuration(
        Bucket=pair.destination,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 3}}},
    )
    pair.put(**sent)
    assert ("ObjectLockMode" in pair.replica()) is applies


def test_lock_on_an_existing_bucket_and_its_configuration(make_pair: Make) -> None:
    pair = make_pair(configured=False)
    sent = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}}
    pair.put("before")
    pair.at_source.put_object_lock_configuration(Bucket=pair.source, ObjectLockConfiguration=sent)
    assert pair.at_source.get_object_lock_configuration(Bucket=pair.source)["ObjectLockConfiguration"] == sent
    pair.put("after", ChecksumAlgorithm="CRC32")
    assert pair.head("after")["ObjectLockMode"] == "COMPLIANCE"


def sse_c(text: str) -> dict[str, str]:
    key = hashlib.sha256(text.encode()).digest()
    return {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": base64.b64encode(key).decode(),
            "SSECustomerKeyMD5": base64.b64encode(hashlib.md5(key, usedforsecurity=False).digest()).decode()}  # fmt: skip


def unblock(client: Any, bucket: str) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}
    client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def test_sse_c_is_blocked_on_new_buckets(make_pair: Make) -> None:  # 3.49i
    pair = make_pair()
    with pytest.raises(ClientError, match="AccessDenied"):
        pair.put(**sse_c("a"))


def test_sse_c_replica_is_read_with_the_same_key_only(make_pair: Make) -> None:  # 3.49e, 3.49f
    pair = make_pair()
    unblock(pair.at_source, pair.source)
    unblock(pair.at_destination, pair.destination)
    pair.put(**sse_c("a"))
    get = pair.at_destination.get_object
    where = {"Bucket": pair.destination, "Key": "key"}
    assert get(**where, **sse_c("a"))["Body"].read() == b"body"
    with pytest.raises(ClientError, match="InvalidRequest"):
        get(**where)
    with pytest.raises(ClientError, match="AccessDenied"):
        get(**where, **sse_c("b"))


def test_destination_that_blocks_sse_c_fails_the_version(make_pair: Make) -> None:  # 3.49g
    pair = make_pair()
    unblock(pair.at_source, pair.source)
    pair.put(**sse_c("a"))
    assert pair.head(**sse_c("a"))["ReplicationStatus"] == "FAILED"
