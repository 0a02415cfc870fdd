"""The few environment variables that point Terraform, boto3 and the AWS CLI at the local AWS."""

from collections.abc import Mapping

from s3_replication.local.identity import DEFAULT_ACCOUNT, access_key

__all__ = ["clean_environment", "local_endpoint", "local_environment"]

REGION = "us-east-1"
# Settings that would send calls, or credentials, somewhere else.
_IN_THE_WAY = (
    "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "HTTPS_PROXY", "https_proxy",
    "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy",
)  # fmt: skip


def local_endpoint(port: int) -> str:
    """The address for services without a host of their own, and of the control API."""
    return f"http://127.0.0.1:{port}"


def local_environment(port: int, account: str = DEFAULT_ACCOUNT, region: str = REGION) -> dict[str, str]:
    """What `s3-replication local env` prints. S3's and S3 Control's names go through the proxy form, so that virtual-hosted and
    account-prefixed hosts work; "" takes a variable out of the way."""
    here = local_endpoint(port)
    return {
        "AWS_ENDPOINT_URL": here,
        "AWS_ENDPOINT_URL_S3": f"http://s3.{REGION}.amazonaws.com",
        "AWS_ENDPOINT_URL_S3_CONTROL": f"http://s3-control.{REGION}.amazonaws.com",
        "HTTP_PROXY": here,
        "http_proxy": here,
        "NO_PROXY": "",
        "no_proxy": "",
        "AWS_ACCESS_KEY_ID": access_key(account),
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def clean_environment(base: Mapping[str, str], port: int) -> dict[str, str]:
    """A whole environment for a program that is to use the local AWS: `base` without what is in the way, with what points here."""
    kept = {name: value for name, value in base.items() if name not in _IN_THE_WAY and not name.startswith("AWS_ENDPOINT_URL")}
    return {**kept, **local_environment(port)}
