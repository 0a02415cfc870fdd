"""The two inventories report replication, and the lifecycle rules of each side are independent."""

import io

import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.example("inventory-and-lifecycle")
DAY = 24 * 3600


class Side:
    """One side's bucket, with the lifecycle and inventory that the local AWS runs on request."""

    def __init__(self, connection, control, bucket, reports, region):
        self.s3, self.control, self.bucket, self.reports = connection.s3(region), control, bucket, reports

    def head(self, key):
        try:
            return self.s3.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] == "404":
                return None
            raise

    def listed(self, kind, key):
        pages = self.s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=key)
        return [entry["VersionId"] for page in pages for entry in page.get(kind, [])]

    def uploads(self):
        return [one["UploadId"] for one in self.s3.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])]

    def after(self, days):
        """The bucket after lifecycle ran the given number of days later, at the end of that day."""
        self.control.advance((days + 1) * DAY)
        self.control.run_lifecycle(self.bucket)
        return self

    def inventory(self, key):
        """The rows of a new report for one key."""
        files = self.control.deliver_inventory(self.bucket, "replication")["files"]
        [data] = [name for name in files if name.endswith(".parquet")]
        table = pq.read_table(io.BytesIO(self.s3.get_object(Bucket=self.reports, Key=data)["Body"].read()))
        return [row for row in table.to_pylist() if row["key"] == key]


@pytest.fixture
def source(applied, control):
    return Side(applied.source, control, applied.output("source_bucket_name"), applied.output("source_reports"), "us-east-1")


@pytest.fixture
def destination(applied, control):
    return Side(applied.destination, control, applied.output("destination_bucket_name"), applied.output("destination_reports"), "eu-west-1")


def put(source, key, body=b"x", **options):
    """Writes an object and waits until its copy exists."""
    version = source.s3.put_object(Bucket=source.bucket, Key=key, Body=body, **options)["VersionId"]
    source.control.settle()
    return version


@pytest.mark.parametrize(
    ("key", "options", "status"),
    [("listed", {}, ("COMPLETED", "REPLICA")), ("archived", {"StorageClass": "GLACIER"}, (None, None))],
)
def test_both_inventories_say_what_has_replicated(source, destination, key, options, status):
    version = put(source, key, **options)
    found = [{row["version_id"]: row["replication_status"] for row in side.inventory(key)} for side in (source, destination)]
    assert [rows.get(version) for rows in found] == list(status)


def test_expiry_at_the_source_leaves_the_replica(source, destination):
    put(source, "expiring")
    assert source.after(364).head("expiring") is not None
    assert source.after(1).head("expiring") is None
    source.control.settle()
    assert destination.after(0).head("expiring")["ReplicationStatus"] == "REPLICA"
    assert destination.listed("DeleteMarkers", "expiring") == []


def test_the_source_keeps_two_noncurrent_versions_and_the_destination_all(source, destination):
    versions = [put(source, "four-times", body) for body in (b"1", b"2", b"3", b"4")]
    assert source.after(31).listed("Versions", "four-times") == versions[:0:-1]
    assert destination.after(0).listed("Versions", "four-times") == versions[::-1]


def test_an_unfinished_upload_ends_after_a_week_on_either_side(source, destination):
    for side in (source, destination):
        upload = side.s3.create_multipart_upload(Bucket=side.bucket, Key="unfinished")["UploadId"]
        assert upload in side.after(5).uploads()
        assert upload not in side.after(1).uploads()


def test_the_source_moves_to_cheaper_classes_and_the_replica_stays_in_its_own(source, destination):
    put(source, "moving", b"x" * 128 * 1024)
    put(source, "small")
    for days, expected in ((30, "STANDARD_IA"), (60, "GLACIER_IR")):
        assert source.after(days).head("moving")["StorageClass"] == expected
    assert "StorageClass" not in source.head("small")
    assert destination.after(0).head("moving")["StorageClass"] == "INTELLIGENT_TIERING"


def test_a_delete_marker_goes_only_where_no_version_is_left(source, destination):
    version = put(source, "marked")
    source.s3.delete_object(Bucket=source.bucket, Key="marked")
    source.s3.delete_object(Bucket=source.bucket, Key="marked", VersionId=version)
    source.control.settle()
    assert source.after(0).listed("DeleteMarkers", "marked") == []
    assert len(destination.after(0).listed("DeleteMarkers", "marked")) == 1


def test_the_destination_archives_what_nobody_reads(destination):
    found = destination.s3.get_bucket_intelligent_tiering_configuration(Bucket=destination.bucket, Id="archive")
    tiers = {tier["AccessTier"]: tier["Days"] for tier in found["IntelligentTieringConfiguration"]["Tierings"]}
    assert tiers == {"ARCHIVE_ACCESS": 90, "DEEP_ARCHIVE_ACCESS": 180}
