"""A pytest plugin for `ceph_s3_tests.py`: every new bucket gets the defaults of before April 2023, which ceph's suite assumes.

ACLs are enabled, public access is not blocked, SSE-C is not blocked. Works on any endpoint, AWS included.
"""

from typing import Any

import boto3

__all__ = ["pytest_configure"]

_ALLOWED = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}
_make_client: Any = boto3.session.Session.client


def _client(session: Any, service_name: str, *arguments: Any, **more: Any) -> Any:
    """boto3's client, which treats each new bucket as described above."""
    made = _make_client(session, service_name, *arguments, **more)
    if service_name == "s3":
        made.meta.events.register("before-parameter-build.s3.CreateBucket", _with_acls)
        made.meta.events.register("after-call.s3.CreateBucket", lambda http_response, context, **_: _open(made, http_response, context))
    return made


def _with_acls(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    params.setdefault("ObjectOwnership", "ObjectWriter")
    context["bucket"] = params["Bucket"]


def _open(client: Any, http_response: Any, context: dict[str, Any]) -> None:
    if http_response.status_code == 200:
        client.delete_public_access_block(Bucket=context["bucket"])
        client.put_bucket_encryption(Bucket=context["bucket"], ServerSideEncryptionConfiguration={"Rules": [_ALLOWED]})


def pytest_configure() -> None:
    """Replace the one function with which boto3 creates clients and resources."""
    setattr(boto3.session.Session, "client", _client)  # noqa: B010 - the stubs type it per service
