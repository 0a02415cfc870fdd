"""Tags that CreateBucket carries, as version 6 of Terraform's AWS provider sends them."""

import uuid

from s3_replication.aws import Connection


def test_tags_in_create_bucket_are_the_buckets(local_aws):
    s3, name = Connection.open(local_aws.environment()).s3("us-east-1"), f"tags-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"Tags": [{"Key": "team", "Value": "storage"}, {"Key": "empty", "Value": ""}]})

    found = s3.get_bucket_tagging(Bucket=name)["TagSet"]

    assert {tag["Key"]: tag["Value"] for tag in found} == {"team": "storage", "empty": ""}
