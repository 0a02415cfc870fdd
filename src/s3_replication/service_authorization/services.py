"""One table for each service other than S3, by the service's name in the local AWS."""

from collections.abc import Mapping
from typing import Final

from s3_replication.service_authorization.fis import FIS
from s3_replication.service_authorization.identity import IAM, STS
from s3_replication.service_authorization.kms import KMS
from s3_replication.service_authorization.messaging import EVENTS, SNS, SQS
from s3_replication.service_authorization.monitoring import CLOUDTRAIL, CLOUDWATCH
from s3_replication.service_authorization.organizations import ORGANIZATIONS
from s3_replication.service_authorization.s3control import S3_CONTROL
from s3_replication.service_authorization.table import ServiceTable

__all__ = ["TABLES"]

TABLES: Final[Mapping[str, ServiceTable]] = {
    "cloudtrail": CLOUDTRAIL, "events": EVENTS, "fis": FIS, "iam": IAM, "kms": KMS, "monitoring": CLOUDWATCH,
    "organizations": ORGANIZATIONS, "s3control": S3_CONTROL, "sns": SNS, "sqs": SQS, "sts": STS,
}  # fmt: skip
