"""What S3 asks of a new bucket: its name, and ownership and ACL that fit together. Fixed: moto takes nearly any name and both together."""

import re
from collections.abc import Mapping

from s3_replication.core import Ownership
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.xml import parse

__all__ = ["check_new_bucket", "tags_of_new_bucket"]

# User Guide, "General purpose bucket naming rules".
_NAME = re.compile(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
_ADDRESS = re.compile(r"^\d{1,3}(\.\d{1,3}){3}$")
_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_REGIONAL = "account-regional"
_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def check_new_bucket(name: str, headers: Mapping[str, str]) -> None:
    """Refuse what CreateBucket refuses; raises InvalidBucketName, InvalidArgument, InvalidBucketAclWithObjectOwnership,
    and for names of the account regional namespaces MissingNamespaceHeader; with the header moto refuses what is not the caller's.
    """
    if not _NAME.match(name) or ".." in name or _ADDRESS.match(name) or name.startswith(_PREFIXES) or name.endswith(_SUFFIXES):
        raise S3Error("InvalidBucketName", BucketName=name)
    _check_namespace(name, headers.get("x-amz-bucket-namespace"))
    ownership = headers.get("x-amz-object-ownership", Ownership.BUCKET_OWNER_ENFORCED)
    if ownership not in list(Ownership):
        raise S3Error("InvalidArgument", f"Invalid x-amz-object-ownership header: {ownership}", ArgumentName="x-amz-object-ownership")
    grants = any(header.lower().startswith("x-amz-grant-") for header, _ in headers.items())
    if ownership == Ownership.BUCKET_OWNER_ENFORCED and (grants or headers.get("x-amz-acl", "private") != "private"):
        raise S3Error("InvalidBucketAclWithObjectOwnership")


def _check_namespace(name: str, namespace: str | None) -> None:
    """Names that end with -an exist in account regional namespaces only (User Guide, "Namespaces for general purpose buckets")."""
    if namespace not in {None, "global", _REGIONAL}:
        raise S3Error("InvalidArgument", "Invalid x-amz-bucket-namespace header", ArgumentName="x-amz-bucket-namespace",
                      ArgumentValue=str(namespace))  # fmt: skip
    if name.endswith("-an") and namespace is None:
        raise S3Error("MissingNamespaceHeader", BucketName=name)
    if name.endswith("-an") and namespace != _REGIONAL:
        raise S3Error("InvalidBucketName", BucketName=name)


def tags_of_new_bucket(body: bytes) -> dict[str, str]:
    """The tags in CreateBucket's body (CreateBucketConfiguration.Tags), which moto leaves out; raises MalformedXML."""
    if not body:
        return {}
    tags = parse(body, "CreateBucketConfiguration").findall("Tags/Tag")
    return {tag.findtext("Key", ""): tag.findtext("Value", "") for tag in tags}
