"""Bucket policies: judged when they are put, and held back by the public access block."""

import json
from typing import Any

from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store.principals import identify
from s3_replication.local.moto.store.public_access import blocks
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error
from s3_replication.policy_checks import PolicyRefused, check_bucket_policy, is_public

__all__ = ["put_policy", "status"]

_BLOCKED = (
    'User: arn:{0}:iam::{1}:root is not authorized to perform: s3:PutBucketPolicy on resource: "{2}" because public policies are '
    "blocked by the BlockPublicPolicy block public access setting."
)


def put_policy(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """Checked as S3 checks it. Fixed: moto takes any text, and answers 200, S3 204."""
    bucket = request.bucket
    try:
        document = check_bucket_policy(request.body, str(bucket.arn), identify)
    except PolicyRefused as error:
        raise S3Error("MalformedPolicy", str(error)) from None
    if blocks(bucket, "block_public_policy") and is_public(document):
        raise S3Error("AccessDenied", _BLOCKED.format(bucket.partition, request.caller or bucket.account_id, bucket.arn))
    moto()
    return 204, {}, b""


def status(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """GetBucketPolicyStatus. Fixed: moto looks at the principal only."""
    bucket = request.bucket
    if not bucket.policy:
        raise S3Error("NoSuchBucketPolicy", "The bucket policy does not exist", status=404, BucketName=bucket.name)
    public = is_public(json.loads(bucket.policy))
    return xml.answer(xml.document("PolicyStatus", xml.element("IsPublic", "true" if public else "false")))
