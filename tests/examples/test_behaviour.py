"""How every example must handle objects, read with boto3 on both sides. The same tests run on AWS with S3_REPLICATION_LIVE=1."""

from dataclasses import dataclass

import pytest
from botocore.exceptions import ClientError

MIB = 1024 * 1024


@dataclass(frozen=True)
class Pair:
    """Two buckets of an applied example, and what its rules do not replicate."""

    applied: object
    source: object
    destination: object
    source_bucket: str
    destination_bucket: str
    destination_account: str
    destination_region: str
    prefix: str
    delete_markers: bool
    kms: bool

    def put(self, key, body=b"data", **options):
        key = self.prefix + key
        answer = self.source.put_object(Bucket=self.source_bucket, Key=key, Body=body, **options)
        return {"Key": key, "VersionId": answer["VersionId"]}

    def head(self, version):
        return self.source.head_object(Bucket=self.source_bucket, **version)

    def replica(self, version):
        """The replica's HEAD, or None if it does not exist yet."""
        try:
            return self.destination.head_object(Bucket=self.destination_bucket, ChecksumMode="ENABLED", **version)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NoSuchVersion"):
                return None
            raise

    def arrived(self, version):
        """Waits for the source to be COMPLETED, and returns the replica's HEAD."""
        assert self.applied.until(lambda: self.head(version).get("ReplicationStatus") == "COMPLETED"), self.head(version).get(
            "ReplicationStatus"
        )
        replica = self.replica(version)
        assert replica is not None
        return replica

    def markers(self, side, bucket, key):
        pages = side.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)
        return {marker["VersionId"]: marker for page in pages for marker in page.get("DeleteMarkers", []) if marker["Key"] == key}

    def settle(self):
        """Waits until an object written now has replicated: then earlier objects have had enough time too."""
        self.arrived(self.put("settle"))


@pytest.fixture
def pair(applied, request):
    names = request.param
    source, destination = applied.output(names["source"]), applied.output(names["destination"])
    region = _region(applied.destination, destination)
    return Pair(
        applied=applied,
        source=applied.source.s3(_region(applied.source, source)),
        destination=applied.destination.s3(region),
        source_bucket=source,
        destination_bucket=destination,
        destination_account=applied.destination.account(),
        destination_region=region,
        prefix=names.get("prefix", ""),
        delete_markers=names.get("delete_markers", True),
        kms=names.get("kms", True),
    )


def _region(connection, bucket):
    return connection.s3().get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1"


def test_a_second_plan_has_nothing_to_do(applied):
    assert applied.second_plan == 0


def test_a_plain_object_arrives_as_it_is(pair):
    version = pair.put("plain", b"the same bytes", ContentType="text/plain", CacheControl="max-age=60")
    replica, source = pair.arrived(version), pair.head(version)
    for name in ("VersionId", "LastModified", "ETag", "ContentLength", "ContentType", "CacheControl"):
        assert replica[name] == source[name], name
    assert replica["ReplicationStatus"] == "REPLICA"
    assert pair.destination.get_object(Bucket=pair.destination_bucket, **version)["Body"].read() == b"the same bytes"


def test_metadata_and_tags_are_carried(pair):
    version = pair.put("tagged", Metadata={"project": "x"}, Tagging="team=storage&class=public")
    assert pair.arrived(version)["Metadata"] == {"project": "x"}
    tags = pair.destination.get_object_tagging(Bucket=pair.destination_bucket, **version)["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"team": "storage", "class": "public"}


def test_a_kms_object_is_encrypted_again_with_the_destinations_key(pair):
    version = pair.put("kms", ServerSideEncryption="aws:kms")
    if not pair.kms:
        pair.settle()
        assert "ReplicationStatus" not in pair.head(version)
        assert pair.replica(version) is None
        return
    replica, source = pair.arrived(version), pair.head(version)
    assert replica["ServerSideEncryption"] == "aws:kms"
    assert replica["SSEKMSKeyId"] != source["SSEKMSKeyId"]
    _, _, _, region, account, _ = replica["SSEKMSKeyId"].split(":")
    assert (region, account) == (pair.destination_region, pair.destination_account)


def test_an_sse_s3_object_stays_one(pair):
    assert pair.arrived(pair.put("sse-s3", ServerSideEncryption="AES256"))["ServerSideEncryption"] == "AES256"


def test_a_multipart_upload_arrives_as_one_version(pair):
    target = {"Bucket": pair.source_bucket, "Key": pair.prefix + "multipart"}
    upload = pair.source.create_multipart_upload(**target)["UploadId"]
    parts = []
    for number, body in ((1, b"a" * (5 * MIB)), (2, b"b")):
        etag = pair.source.upload_part(**target, UploadId=upload, PartNumber=number, Body=body)["ETag"]
        parts.append({"PartNumber": number, "ETag": etag})
    done = pair.source.complete_multipart_upload(**target, UploadId=upload, MultipartUpload={"Parts": parts})
    version = {"Key": target["Key"], "VersionId": done["VersionId"]}
    replica = pair.arrived(version)
    assert replica["ETag"].endswith('-2"')
    assert replica["ETag"] == pair.head(version)["ETag"]
    assert replica["ContentLength"] == 5 * MIB + 1


def test_a_copy_is_a_new_version_and_arrives(pair):
    original = pair.put("original", b"copied")
    target = pair.prefix + "copy"
    answer = pair.source.copy_object(Bucket=pair.source_bucket, Key=target, CopySource={"Bucket": pair.source_bucket, **original})
    assert pair.arrived({"Key": target, "VersionId": answer["VersionId"]})["ContentLength"] == len(b"copied")


def test_both_versions_of_an_overwritten_object_arrive_in_order(pair):
    first, second = pair.put("overwritten", b"1"), pair.put("overwritten", b"2")
    pair.arrived(first), pair.arrived(second)
    assert pair.destination.head_object(Bucket=pair.destination_bucket, Key=first["Key"])["VersionId"] == second["VersionId"]


def test_delete_markers_follow_the_rule(pair):
    version = pair.put("deleted")
    pair.arrived(version)
    marker = pair.source.delete_object(Bucket=pair.source_bucket, Key=version["Key"])["VersionId"]

    def there():
        return marker in pair.markers(pair.destination, pair.destination_bucket, version["Key"])

    if pair.delete_markers:
        assert pair.applied.until(there)
    else:
        pair.settle()
        assert not there()
    assert pair.replica(version) is not None


def test_deleting_a_version_for_good_leaves_the_replica(pair):
    version = pair.put("purged")
    pair.arrived(version)
    pair.source.delete_object(Bucket=pair.source_bucket, **version)
    pair.settle()
    assert pair.replica(version)["ReplicationStatus"] == "REPLICA"


def test_an_object_from_before_the_rule_stays_behind(pair):
    configuration = pair.source.get_bucket_replication(Bucket=pair.source_bucket)["ReplicationConfiguration"]
    pair.source.delete_bucket_replication(Bucket=pair.source_bucket)
    try:
        version = pair.put("existing")
    finally:
        pair.source.put_bucket_replication(Bucket=pair.source_bucket, ReplicationConfiguration=configuration)
    pair.settle()
    assert "ReplicationStatus" not in pair.head(version)
    assert pair.replica(version) is None


def test_an_object_put_straight_into_an_archive_stays_behind(pair):
    version = pair.put("archived", StorageClass="GLACIER")
    pair.settle()
    assert "ReplicationStatus" not in pair.head(version)
    assert pair.replica(version) is None


def test_a_later_change_of_tags_follows(pair):
    version = pair.put("retagged", Tagging="state=new")
    pair.arrived(version)
    pair.source.put_object_tagging(Bucket=pair.source_bucket, **version, Tagging={"TagSet": [{"Key": "state", "Value": "changed"}]})

    def tags():
        found = pair.destination.get_object_tagging(Bucket=pair.destination_bucket, **version)["TagSet"]
        return {tag["Key"]: tag["Value"] for tag in found} == {"state": "changed"}

    assert pair.applied.until(tags)


def test_the_destination_account_owns_the_replica(pair):
    version = pair.put("owned")
    pair.arrived(version)
    grants = pair.destination.get_object_acl(Bucket=pair.destination_bucket, **version)
    assert grants["Owner"]["ID"] == pair.destination.get_bucket_acl(Bucket=pair.destination_bucket)["Owner"]["ID"]
