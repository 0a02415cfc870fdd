"""Multi-Region keys: source and replica are encrypted with one key id, and the destination's key is a replica with a separate policy."""

import pytest

pytestmark = pytest.mark.example("multi-region-keys")


def keys(applied):
    return applied.output("source_kms_key_arn"), applied.output("destination_kms_key_arn")


def test_both_buckets_have_the_key_of_one_id_in_their_own_region(applied):
    source, destination = keys(applied)
    assert source.partition("/")[2] == destination.partition("/")[2]
    assert source.split(":")[3] == applied.output("source_region")
    assert destination.split(":")[3] == applied.output("destination_region")


def test_a_replica_lies_under_the_key_of_its_own_region(applied):
    s3, bucket = applied.source.s3(applied.output("source_region")), applied.output("source_bucket_name")
    version = {"Key": "default"}
    version["VersionId"] = s3.put_object(Bucket=bucket, **version, Body=b"x")["VersionId"]
    assert applied.until(lambda: s3.head_object(Bucket=bucket, **version)["ReplicationStatus"] == "COMPLETED")
    far = applied.destination.s3(applied.output("destination_region"))
    replica = far.head_object(Bucket=applied.output("destination_bucket_name"), **version)
    assert (s3.head_object(Bucket=bucket, **version)["SSEKMSKeyId"], replica["SSEKMSKeyId"]) == keys(applied)
