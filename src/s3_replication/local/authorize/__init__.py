"""What the caller of each request may do, decided by `iam/`; only a local AWS that was started with `--authorize` uses it."""

from s3_replication.local.authorize.authorizer import RequestAuthorizer
from s3_replication.local.authorize.call import Arrival, S3Call
from s3_replication.local.authorize.refusal import refusal_of
from s3_replication.local.authorize.requests import requests_of

__all__ = [
    "Arrival",
    "RequestAuthorizer",
    "S3Call",
    "refusal_of",
    "requests_of",
]  # fmt: skip
