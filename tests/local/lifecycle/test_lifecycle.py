"""Lifecycle beside replication, by a control call on the local AWS' clock (facts 3.68, 3.69, 3.105 to 3.108)."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from s3_replication.errors import InputError
from tests.local.conftest import Pair

Make = Callable[..., Any]
DAY = 24 * 3600


def configure(pair: Pair, **rule: Any) -> None:
    pair.at_source.put_bucket_lifecycle_configuration(
        Bucket=pair.source,
        LifecycleConfiguration={"Rules": [{"ID": "rule", "Status": "Enabled", "Filter": {}, **rule}]},
    )


def run(pair: Pair) -> list[tuple[str, str]]:
    found = pair.aws.control.run_lifecycle(pair.source)
    return [(one["action"], one["key"]) for one in found]


def test_expiry_makes_a_marker_that_does_not_replicate(make_pair: Make) -> None:  # 3.69
    pair = make_pair()
    pair.put("a")
    configure(pair, Expiration={"Days": 1})
    assert run(pair) == []
    pair.aws.control.advance(2 * DAY)
    assert run(pair) == [("delete-marker", "a")]
    pair.settle()
    with pytest.raises(ClientError, match="404"):
        pair.head("a")
    assert pair.replica("a")["ReplicationStatus"] == "REPLICA"
    assert "DeleteMarkers" not in pair.at_destination.list_object_versions(Bucket=pair.destination)


def test_marker_of_lifecycle_does_not_replicate_under_v1_either(make_pair: Make) -> None:  # 3.68
    pair = make_pair(configured=False)
    rule = {"ID": "v1", "Prefix": "", "Status": "Enabled", "Destination": {"Bucket": f"arn:aws:s3:::{pair.destination}"}}
    pair.at_source.put_bucket_replication(Bucket=pair.source, ReplicationConfiguration={"Role": pair.role_arn, "Rules": [rule]})
    pair.put("a")
    configure(pair, Expiration={"Days": 1})
    pair.aws.control.advance(2 * DAY)
    assert run(pair) == [("delete-marker", "a")]
    pair.settle()
    assert "DeleteMarkers" not in pair.at_destination.list_object_versions(Bucket=pair.destination)


def test_noncurrent_versions_go_after_their_days(make_pair: Make) -> None:  # 3.105
    pair = make_pair()
    pair.put("a", b"1")
    second = pair.put("a", b"2")
    configure(pair, NoncurrentVersionExpiration={"NoncurrentDays": 3})
    pair.aws.control.advance(2 * DAY)
    assert run(pair) == []
    pair.aws.control.advance(2 * DAY)
    assert run(pair) == [("delete", "a")]
    assert [one["VersionId"] for one in pair.at_source.list_object_versions(Bucket=pair.source)["Versions"]] == [second]
    assert len(pair.at_destination.list_object_versions(Bucket=pair.destination)["Versions"]) == 2


def test_failed_version_waits_for_replication(make_pair: Make) -> None:  # 3.107
    pair = make_pair()
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("failed", b"1")
    pair.admit()
    pair.put("failed", b"2")
    configure(pair, NoncurrentVersionExpiration={"NoncurrentDays": 1})
    pair.aws.control.advance(3 * DAY)
    assert run(pair) == [("waits-for-replication", "failed")]
    assert len(pair.at_source.list_object_versions(Bucket=pair.source)["Versions"]) == 2


def test_pending_version_waits_for_replication(make_pair: Make) -> None:  # 3.107
    pair = make_pair()
    configure(pair, Expiration={"Days": 1})
    control = pair.aws.control
    control.fault(pair.destination)
    try:
        pair.at_source.put_object(Bucket=pair.source, Key="open", Body=b"x")
        control.advance(2 * DAY)
        assert run(pair) == [("waits-for-replication", "open")]
    finally:
        control.clear_faults()
    pair.settle()
    assert run(pair) == [("delete-marker", "open")]


def test_version_that_never_replicates_is_expired(make_pair: Make) -> None:  # 3.108
    pair = make_pair(configured=False)
    pair.put("a")
    configure(pair, Expiration={"Days": 1})
    pair.aws.control.advance(2 * DAY)
    assert run(pair) == [("delete-marker", "a")]


def test_transition_changes_the_class_of_the_source_only(make_pair: Make) -> None:  # 3.105
    pair = make_pair()
    version = pair.put("a", b"x" * 128 * 1024)
    configure(pair, Transitions=[{"Days": 30, "StorageClass": "STANDARD_IA"}])
    pair.aws.control.advance(32 * DAY)
    assert run(pair) == [("transition", "a")]
    assert (pair.head("a")["StorageClass"], pair.head("a")["VersionId"]) == ("STANDARD_IA", version)
    assert "StorageClass" not in pair.replica("a")
    assert run(pair) == []


def test_small_object_moves_where_the_configuration_says_so(make_pair: Make) -> None:
    pair = make_pair()
    pair.put("a")
    rule = {"ID": "rule", "Status": "Enabled", "Filter": {}, "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]}
    for size, moved in (("all_storage_classes_128K", []), ("varies_by_storage_class", [("transition", "a")])):
        pair.at_source.put_bucket_lifecycle_configuration(
            Bucket=pair.source, LifecycleConfiguration={"Rules": [rule]}, TransitionDefaultMinimumObjectSize=size
        )
        pair.aws.control.advance(3 * DAY)
        assert run(pair) == moved


def test_unfinished_upload_ends_after_its_days(make_pair: Make) -> None:  # 3.105
    pair = make_pair()
    s3, where = pair.at_source, {"Bucket": pair.source, "Key": "logs/a"}
    upload = s3.create_multipart_upload(**where)["UploadId"]
    s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=b"x")
    other = s3.create_multipart_upload(Bucket=pair.source, Key="other")["UploadId"]
    configure(pair, Filter={"Prefix": "logs/"}, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 3})
    pair.aws.control.advance(2 * DAY)
    assert run(pair) == []
    pair.aws.control.advance(2 * DAY)
    [done] = pair.aws.control.run_lifecycle(pair.source)
    assert done == {"action": "abort-upload", "rule_id": "rule", "key": "logs/a", "upload_id": upload}
    assert [one["UploadId"] for one in s3.list_multipart_uploads(Bucket=pair.source)["Uploads"]] == [other]
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.upload_part(**where, UploadId=upload, PartNumber=2, Body=b"x")


def test_finished_upload_is_an_object_like_others(make_pair: Make) -> None:
    pair = make_pair()
    s3, where = pair.at_source, {"Bucket": pair.source, "Key": "a"}
    upload = s3.create_multipart_upload(**where)["UploadId"]
    part = {"PartNumber": 1, "ETag": s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=b"x")["ETag"]}
    s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": [part]})
    configure(pair, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 1})
    pair.aws.control.advance(3 * DAY)
    assert run(pair) == []
    assert pair.head("a")["ContentLength"] == 1


def test_age_of_a_replica_counts_from_the_original(make_pair: Make) -> None:  # 3.106
    pair = make_pair()
    control = pair.aws.control
    control.fault(pair.destination)
    try:
        pair.at_source.put_object(Bucket=pair.source, Key="a", Body=b"x")
        control.advance(3 * DAY)
    finally:
        control.clear_faults()
    pair.settle()
    pair.at_destination.put_bucket_lifecycle_configuration(
        Bucket=pair.destination,
        LifecycleConfiguration={"Rules": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 2}}]},
    )
    found = control.run_lifecycle(pair.destination)
    assert [one["action"] for one in found] == ["delete-marker"]


def test_lifecycle_that_is_not_there_says_so(make_pair: Make) -> None:
    pair = make_pair()
    with pytest.raises(InputError, match="PutBucketLifecycleConfiguration"):
        run(pair)
