"""Objects written after a rule exists arrive as S3 delivers them (the facts are named in comments)."""

import http.client
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

Make = Callable[..., Any]


def test_object_arrives_with_version_time_etag_metadata_and_tags(make_pair: Make) -> None:  # 3.30-3.38
    pair = make_pair()
    version = pair.put(Metadata={"colour": "red"}, Tagging="team=a&cost=1", ContentType="text/plain", CacheControl="max-age=5")
    source, replica = pair.head(), pair.replica()
    assert source["ReplicationStatus"] == "COMPLETED"
    assert replica["ReplicationStatus"] == "REPLICA"
    for field in ("VersionId", "LastModified", "ETag", "ContentLength", "ContentType", "CacheControl", "Metadata", "TagCount"):
        assert replica[field] == source[field], field
    tags = pair.at_destination.get_object_tagging(Bucket=pair.destination, Key="key", VersionId=version)["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"team": "a", "cost": "1"}
    body = pair.at_destination.get_object(Bucket=pair.destination, Key="key")
    assert body["Body"].read() == b"body"
    assert body["ReplicationStatus"] == "REPLICA"


def test_object_from_before_the_rule_never_replicates(make_pair: Make) -> None:  # 3.02
    pair = make_pair(configured=False)
    pair.put("old")
    pair.configure({})
    pair.put("new")
    assert "ReplicationStatus" not in pair.head("old")
    with pytest.raises(ClientError, match="404"):
        pair.replica("old")
    assert pair.replica("new")["ReplicationStatus"] == "REPLICA"


def test_status_is_pending_until_delivery(make_pair: Make) -> None:  # 4.05
    pair = make_pair()
    with pair.failing():
        pair.at_source.put_object(Bucket=pair.source, Key="key", Body=b"x")
        assert pair.head()["ReplicationStatus"] == "PENDING"
        with pytest.raises(ClientError, match="404"):
            pair.replica()
    pair.settle()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"


def test_multipart_upload_is_one_version_with_its_etag(make_pair: Make) -> None:  # 3.05, 3.33
    pair = make_pair()
    s3, part = pair.at_source, b"p" * (5 << 20)
    upload = s3.create_multipart_upload(Bucket=pair.source, Key="big", Metadata={"a": "b"}, Tagging="t=1")["UploadId"]
    parts = [
        {"PartNumber": number, "ETag": s3.upload_part(Bucket=pair.source, Key="big", UploadId=upload, PartNumber=number, Body=body)["ETag"]}
        for number, body in ((1, part), (2, b"rest"))
    ]
    assert "ReplicationStatus" not in s3.list_multipart_uploads(Bucket=pair.source)
    done = s3.complete_multipart_upload(Bucket=pair.source, Key="big", UploadId=upload, MultipartUpload={"Parts": parts})
    pair.settle()
    replica = pair.replica("big")
    assert replica["ETag"] == done["ETag"]
    assert replica["ETag"].endswith('-2"')
    assert (replica["VersionId"], replica["Metadata"], replica["TagCount"]) == (done["VersionId"], {"a": "b"}, 1)


def test_copied_object_replicates_as_a_new_version(make_pair: Make) -> None:  # 3.04
    pair = make_pair()
    pair.put("first", Metadata={"kept": "yes"}, Tagging="a=b")
    copy = pair.at_source.copy_object(Bucket=pair.source, Key="second", CopySource={"Bucket": pair.source, "Key": "first"})
    pair.settle()
    replica = pair.replica("second")
    assert (replica["VersionId"], replica["Metadata"], replica["TagCount"]) == (copy["VersionId"], {"kept": "yes"}, 1)


def test_browser_form_post_replicates(make_pair: Make) -> None:  # 3.06
    pair = make_pair()
    form = pair.at_source.generate_presigned_post(pair.source, "posted")
    boundary = "local-aws-form"
    lines = io.BytesIO()
    for field, value in {**form["fields"], "file": "content"}.items():
        filename = '; filename="f"' if field == "file" else ""
        lines.write(f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"{filename}\r\n\r\n{value}\r\n'.encode())
    lines.write(f"--{boundary}--\r\n".encode())
    url = urlsplit(form["url"])
    connection = http.client.HTTPConnection(url.hostname, url.port)
    connection.request("POST", url.path, lines.getvalue(), {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    assert connection.getresponse().status == 204
    connection.close()
    pair.settle()
    assert pair.at_destination.get_object(Bucket=pair.destination, Key="posted")["Body"].read() == b"content"


def test_delete_marker_follows_the_rule(make_pair: Make) -> None:  # 3.65, 3.66
    pair = make_pair()
    pair.configure({"Filter": {"Prefix": "on/"}}, {"Filter": {"Prefix": "off/"}, "DeleteMarkerReplication": {"Status": "Disabled"}})
    for key in ("on/a", "off/a"):
        pair.put(key)
        pair.at_source.delete_object(Bucket=pair.source, Key=key)
    pair.settle()
    markers = pair.at_destination.list_object_versions(Bucket=pair.destination).get("DeleteMarkers", [])
    assert [marker["Key"] for marker in markers] == ["on/a"]
    assert markers[0]["VersionId"] == pair.at_source.list_object_versions(Bucket=pair.source, Prefix="on/")["DeleteMarkers"][0]["VersionId"]
    assert pair.replica("off/a")["ReplicationStatus"] == "REPLICA"


def test_marker_of_a_key_that_the_destination_never_had_is_made_there(make_pair: Make) -> None:  # 3.70
    pair = make_pair()
    pair.at_source.delete_object(Bucket=pair.source, Key="never")
    pair.settle()
    assert pair.at_destination.list_object_versions(Bucket=pair.destination)["DeleteMarkers"][0]["Key"] == "never"


def test_several_objects_deleted_in_one_request_each_leave_a_marker(make_pair: Make) -> None:  # 3.73
    pair = make_pair()
    for key in ("a", "b"):
        pair.put(key)
    pair.at_source.delete_objects(Bucket=pair.source, Delete={"Objects": [{"Key": "a"}, {"Key": "b"}]})
    pair.settle()
    markers = pair.at_destination.list_object_versions(Bucket=pair.destination)["DeleteMarkers"]
    assert [marker["Key"] for marker in markers] == ["a", "b"]


def test_deleting_a_version_never_replicates(make_pair: Make) -> None:  # 3.71
    pair = make_pair()
    version = pair.put()
    pair.at_source.delete_object(Bucket=pair.source, Key="key", VersionId=version)
    pair.settle()
    assert pair.replica(VersionId=version)["ReplicationStatus"] == "REPLICA"


def test_later_tag_change_follows_and_keeps_the_version(make_pair: Make) -> None:  # 3.96
    pair = make_pair()
    version = pair.put()
    before = pair.replica()["LastModified"]
    pair.at_source.put_object_tagging(Bucket=pair.source, Key="key", Tagging={"TagSet": [{"Key": "late", "Value": "1"}]})
    pair.settle()
    tags = pair.at_destination.get_object_tagging(Bucket=pair.destination, Key="key")["TagSet"]
    assert tags == [{"Key": "late", "Value": "1"}]
    assert (pair.replica()["VersionId"], pair.replica()["LastModified"]) == (version, before)
    assert pair.head()["ReplicationStatus"] == "COMPLETED"
    pair.at_source.delete_object_tagging(Bucket=pair.source, Key="key")
    pair.settle()
    assert pair.at_destination.get_object_tagging(Bucket=pair.destination, Key="key")["TagSet"] == []


def test_tag_change_of_a_version_never_admitted_stays_at_home(make_pair: Make) -> None:  # 3.97, 2.07
    pair = make_pair()
    pair.configure({"Filter": {"Tag": {"Key": "replicate", "Value": "yes"}}, "DeleteMarkerReplication": {"Status": "Disabled"}})
    pair.put("untagged")
    pair.at_source.put_object_tagging(Bucket=pair.source, Key="untagged", Tagging={"TagSet": [{"Key": "replicate", "Value": "yes"}]})
    pair.put("tagged", Tagging="replicate=yes")
    assert "ReplicationStatus" not in pair.head("untagged")
    assert pair.replica("tagged")["TagCount"] == 1


def test_replica_is_not_sent_on(make_pair: Make, aws: Any, name: Callable[[str], str]) -> None:  # 3.09
    pair = make_pair()
    third = name("third")
    pair.at_source.create_bucket(Bucket=third)
    pair.at_source.put_bucket_versioning(Bucket=third, VersioningConfiguration={"Status": "Enabled"})
    role = name("onward")
    iam = aws.client("iam", pair.destination_account)
    iam.create_role(RoleName=role, AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
    pair.at_destination.put_bucket_replication(
        Bucket=pair.destination,
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{pair.destination_account}:role/{role}",
            "Rules": [{"Priority": 1, "Status": "Enabled", "Filter": {}, "DeleteMarkerReplication": {"Status": "Disabled"},
                       "Destination": {"Bucket": f"arn:aws:s3:::{third}"}}],
        },
    )  # fmt: skip
    pair.put()
    assert pair.replica()["ReplicationStatus"] == "REPLICA"
    assert pair.at_source.list_objects_v2(Bucket=third)["KeyCount"] == 0


def test_late_replica_goes_below_a_newer_direct_write(make_pair: Make) -> None:  # 3.82
    pair = make_pair()
    with pair.failing():
        late = pair.at_source.put_object(Bucket=pair.source, Key="key", Body=b"older")["VersionId"]
        direct = pair.at_destination.put_object(Bucket=pair.destination, Key="key", Body=b"newer")["VersionId"]
    pair.settle()
    assert pair.at_destination.get_object(Bucket=pair.destination, Key="key")["Body"].read() == b"newer"
    order = [one["VersionId"] for one in pair.at_destination.list_object_versions(Bucket=pair.destination)["Versions"]]
    assert order == [direct, late]
    assert "ReplicationStatus" not in pair.replica()


def test_fast_sequence_on_one_key_settles_to_the_same_history(make_pair: Make) -> None:  # 3.81
    pair = make_pair()
    for number in range(10):
        pair.at_source.put_object(Bucket=pair.source, Key="key", Body=str(number).encode())
        if number % 3 == 2:
            pair.at_source.delete_object(Bucket=pair.source, Key="key")
    pair.settle()

    def history(client: Any, bucket: str) -> list[tuple[str, bool]]:
        found = client.list_object_versions(Bucket=bucket)
        items = [*found["Versions"], *found["DeleteMarkers"]]
        return [(item["VersionId"], item["IsLatest"]) for item in sorted(items, key=lambda item: item["VersionId"])]

    assert history(pair.at_source, pair.source) == history(pair.at_destination, pair.destination)


def test_version_deleted_before_delivery_never_arrives(make_pair: Make) -> None:  # 3.74
    pair = make_pair()
    with pair.failing():
        version = pair.at_source.put_object(Bucket=pair.source, Key="key", Body=b"x")["VersionId"]
        pair.at_source.delete_object(Bucket=pair.source, Key="key", VersionId=version)
    pair.settle()
    assert "Versions" not in pair.at_destination.list_object_versions(Bucket=pair.destination)


def test_pending_version_goes_to_the_destination_of_its_admission(make_pair: Make, name: Callable[[str], str]) -> None:  # 2.20
    pair = make_pair()
    other = name("other")
    pair.at_source.create_bucket(Bucket=other)
    pair.at_source.put_bucket_versioning(Bucket=other, VersioningConfiguration={"Status": "Enabled"})
    with pair.failing():
        pair.at_source.put_object(Bucket=pair.source, Key="key", Body=b"x")
        pair.configure({"Destination": {"Bucket": f"arn:aws:s3:::{other}"}})
    pair.settle()
    assert pair.replica()["ReplicationStatus"] == "REPLICA"
    assert pair.at_source.list_objects_v2(Bucket=other)["KeyCount"] == 0


def test_two_destinations_each_get_their_own_outcome(make_pair: Make, name: Callable[[str], str]) -> None:  # 2.13, 4.07
    pair = make_pair()
    other = name("other")
    pair.at_source.create_bucket(Bucket=other)
    pair.at_source.put_bucket_versioning(Bucket=other, VersioningConfiguration={"Status": "Enabled"})
    pair.configure({}, {"Destination": {"Bucket": f"arn:aws:s3:::{other}", "StorageClass": "STANDARD_IA"}})
    pair.put()
    assert pair.replica()["ReplicationStatus"] == "REPLICA"
    assert pair.head()["ReplicationStatus"] == "FAILED"  # the role may not write to the other bucket
    outcomes = {task["destination"]: task["outcome"] for task in pair.aws.control.versions(pair.source)[0]["tasks"]}
    assert outcomes == {pair.destination: "COMPLETED", other: "FAILED"}


def test_storage_class_of_the_rule_is_the_replicas(make_pair: Make) -> None:  # 3.39
    pair = make_pair()
    pair.configure({"Destination": {"StorageClass": "STANDARD_IA"}})
    pair.put()
    assert pair.replica()["StorageClass"] == "STANDARD_IA"
    assert "StorageClass" not in pair.head()
