"""Endpoints of S3 Control that are an address: boto3 puts the account before the host's name, and no name can be below an address."""

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest

__all__ = ["keep_addresses"]

_ACCOUNT: Final = re.compile(r"(?<=://)\d{12}\.(?=(\d{1,3}(\.\d{1,3}){3}|localhost)[:/])")


def keep_addresses(client: Any) -> None:
    """Send the client's requests to the endpoint's own address; the header x-amz-account-id names the account too."""
    client.meta.events.register("before-sign.s3-control", _without_account)


def _without_account(request: "AWSRequest", **_kwargs: object) -> None:
    request.url = _ACCOUNT.sub("", str(request.url))
