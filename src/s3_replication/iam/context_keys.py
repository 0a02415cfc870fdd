"""The context keys that AWS documents as multivalued.

Source: IAM User Guide, "AWS global condition context keys" (value type), and for the services of replication the Service Authorization
Reference, which writes such types as ArrayOfString.
"""

from typing import Final

__all__ = ["MULTIVALUED_KEYS"]

MULTIVALUED_KEYS: Final = frozenset({
    # Global keys
    "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:tagkeys",
    "aws:vpceorgpaths",
    # S3
    "s3:inventoryaccessibleoptionalfields", "s3:requestobjecttagkeys",
    # KMS
    "kms:encryptioncontextkeys", "kms:grantoperations", "kms:resourcealiases",
    # STS
    "sts:identitytokenaudience", "sts:requestcontextproviders", "sts:transitivetagkeys",
    # CloudWatch and EventBridge
    "cloudwatch:alarmactions", "events:detail-type", "events:eventbusarn", "events:source", "events:targetarn",
})  # fmt: skip
