"""Requests that botocore signs at a time that the test chooses."""

from datetime import datetime
from unittest import mock

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from s3_replication.local.http.message import HttpRequest

FORM = "application/x-www-form-urlencoded"


def signed(service: str, moment: datetime, credentials: Credentials) -> HttpRequest:
    """A request to list buckets or roles."""
    host, body = f"{service}.amazonaws.com", b"" if service == "s3" else b"Action=ListRoles&Version=2010-05-08"
    method, headers = ("GET", {}) if service == "s3" else ("POST", {"Content-Type": FORM})
    draft = AWSRequest(method, f"http://{host}/", headers={"Host": host, **headers}, data=body)
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment):
        signer(credentials, service, "us-east-1").add_auth(draft)
    return HttpRequest(method, host, "/", "", {name.lower(): value for name, value in draft.headers.items()}, body)
