"""The few environment variables that point Terraform, boto3 and the AWS CLI at the local AWS."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from s3_replication.local.http.credentials import DEFAULT_ACCOUNT, SECRET, access_key

__all__ = ["SAVED", "clean_environment", "conflicts", "local_endpoint", "local_environment", "local_port"]

REGION = "us-east-1"
# What the variables were before `local env`.
SAVED = "S3_REPLICATION_BEFORE_LOCAL_ENV"
# Settings that would send calls, or credentials, somewhere else. AWS_PROFILE has to go: botocore looks for a profile named "".
_CONFLICTING = frozenset({
    "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "ALL_PROXY", "all_proxy",
})  # fmt: skip
# AWS_ENDPOINT_URL_SQS and the like; AWS_S3_ENDPOINT and TF_AWS_S3_ENDPOINT are Terraform's older ones. Dual-stack and FIPS endpoints
# cannot be combined with an endpoint of one's own, so AWS_USE_..._ENDPOINT goes too.
_ENDPOINT = re.compile(r"AWS_ENDPOINT_URL\w*|(?:TF_)?AWS_\w+_ENDPOINT")


def local_endpoint(port: int) -> str:
    """The address of every service but S3 Control, and of the control API."""
    return f"http://127.0.0.1:{port}"


def local_port(environment: Mapping[str, str]) -> int | None:
    """The port of the local AWS that AWS_ENDPOINT_URL names; None where it names none on loopback."""
    parts = urlsplit(environment.get("AWS_ENDPOINT_URL", ""))
    try:
        return parts.port if parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost") else None
    except ValueError:
        return None


def local_environment(port: int, account: str = DEFAULT_ACCOUNT, region: str = REGION) -> dict[str, str]:
    """What `s3-replication local env` prints.

    No client reaches AWS with these, whether it obeys HTTP_PROXY or not: every address is loopback's own or a name under localhost. To an
    address that is an IP, clients speak to S3 in path style. S3 Control's clients put the account in front of the host, which the proxy
    makes reachable where the system does not resolve names under localhost.
    """
    here = local_endpoint(port)
    return {
        "AWS_ENDPOINT_URL": here,
        "AWS_ENDPOINT_URL_S3": here,
        "AWS_ENDPOINT_URL_S3_CONTROL": f"http://s3-control.localhost:{port}",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "HTTP_PROXY": here,
        "http_proxy": here,
        # Clients write ./a and a/../b to the proxy as a and b, so what needs no proxy goes without.
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "AWS_ACCESS_KEY_ID": access_key(account),
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": "",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def conflicts(names: Iterable[str]) -> list[str]:
    """Those of the variables that would lead a client away from the local AWS, and that local_environment does not set."""
    own = local_environment(0)
    return sorted(name for name in names if name not in own and (name in _CONFLICTING or _ENDPOINT.fullmatch(name)))


def clean_environment(base: Mapping[str, str], port: int) -> dict[str, str]:
    """A whole environment for a program that is to use the local AWS: `base` without what is in the way, with what points here."""
    unwanted = {*conflicts(base), SAVED}
    return {**{name: value for name, value in base.items() if name not in unwanted}, **local_environment(port)}
