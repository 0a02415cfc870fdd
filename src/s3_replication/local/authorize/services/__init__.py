"""One table for each service other than S3, by the service's name in the local AWS."""

from collections.abc import Mapping
from typing import Final

from s3_replication.local.authorize.services.identity import IAM, STS
from s3_replication.local.authorize.services.kms import KMS
from s3_replication.local.authorize.services.messaging import EVENTS, SNS, SQS
from s3_replication.local.authorize.services.monitoring import CLOUDTRAIL, CLOUDWATCH
from s3_replication.local.authorize.services.organizations import ORGANIZATIONS
from s3_replication.local.authorize.services.s3control import S3_CONTROL
from s3_replication.local.authorize.services.table import ServiceTable

__all__ = ["TABLES"]

TABLES: Final[Mapping[str, ServiceTable]] = {
    "cloudtrail": CLOUDTRAIL, "events": EVENTS, "iam": IAM, "kms": KMS, "monitoring": CLOUDWATCH, "organizations": ORGANIZATIONS,
    "s3control": S3_CONTROL, "sns": SNS, "sqs": SQS, "sts": STS,
}  # fmt: skip
