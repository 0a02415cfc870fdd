"""A chain: every version is in each bucket once, and no bucket replicates its replicas."""

import pytest

pytestmark = pytest.mark.example("chain")


@pytest.fixture
def s3(applied):
    return applied.source.s3()


def versions(s3, bucket, key):
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)
    return [version["VersionId"] for page in pages for version in page.get("Versions", [])]


def status(s3, bucket, key):
    return s3.head_object(Bucket=bucket, Key=key).get("ReplicationStatus")


def put(applied, s3, output, key):
    """Writes an object and waits until it is at every destination."""
    bucket = applied.output(output)
    version = s3.put_object(Bucket=bucket, Key=key, Body=b"x")["VersionId"]
    assert applied.until(lambda: status(s3, bucket, key) == "COMPLETED")
    return version


def test_an_object_of_the_first_is_in_each_bucket_once(applied, s3):
    version = put(applied, s3, "first_bucket", "from-first")
    put(applied, s3, "second_bucket", "settle")
    for output in ("second_bucket", "third_bucket"):
        assert versions(s3, applied.output(output), "from-first") == [version]
        assert status(s3, applied.output(output), "from-first") == "REPLICA"


def test_an_object_of_the_second_is_in_the_third_and_not_in_the_first(applied, s3):
    version = put(applied, s3, "second_bucket", "from-second")
    assert versions(s3, applied.output("third_bucket"), "from-second") == [version]
    assert versions(s3, applied.output("first_bucket"), "from-second") == []


def test_the_second_does_not_send_a_replica_on(applied, s3):
    first, third = applied.output("first_bucket"), applied.output("third_bucket")
    configuration = s3.get_bucket_replication(Bucket=first)["ReplicationConfiguration"]
    to_second = {**configuration, "Rules": [rule for rule in configuration["Rules"] if rule["ID"] == "to-second"]}
    s3.put_bucket_replication(Bucket=first, ReplicationConfiguration=to_second)
    try:
        put(applied, s3, "first_bucket", "not-passed-on")
    finally:
        s3.put_bucket_replication(Bucket=first, ReplicationConfiguration=configuration)
    put(applied, s3, "second_bucket", "settle")
    assert versions(s3, third, "not-passed-on") == []
