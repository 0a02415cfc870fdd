"""Which service a request means: by host name, else by the credential scope of its signature."""

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["MULTI_REGION", "SERVICES", "Endpoint", "find_endpoint", "is_loopback"]

# The services that replication set-ups use and that were tried against the provider; all else is refused.
SERVICES = frozenset(
    {
        "s3",
        "s3control",
        "iam",
        "sts",
        "kms",
        "sns",
        "sqs",
        "events",
        "fis",
        "monitoring",
        "logs",
        "lambda",
        "tagging",
        "cloudtrail",
        "organizations",
    }
)
MULTI_REGION = "s3-global"  # what the hosts of Multi-Region Access Points end in
_SUFFIX = r"\.amazonaws\.com(?:\.cn)?"
_REGION = r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)"
_HOSTS = (
    # What clients make of `local env`'s endpoints: the account before S3 Control's, an access point's name before S3's.
    (re.compile(r"^(?:(?P<account>\d{12})\.)?s3-control\.localhost$"), "s3control"),
    (re.compile(r"^(?P<point>.+-\d{12})\.127\.0\.0\.1$"), "s3accesspoint"),
    # Terraform's provider looks for a bucket with dots in us-east-1 by the host's name, whatever the endpoint is.
    (re.compile(r"^(?P<bucket>.+)\.127\.0\.0\.1$"), "s3"),
    (re.compile(rf"^(?:(?P<account>\d{{12}})\.)?s3-control(?:-fips)?\.(?:dualstack\.)?{_REGION}{_SUFFIX}$"), "s3control"),
    (re.compile(r"^.+\.accesspoint\.s3-global\.amazonaws\.com$"), MULTI_REGION),
    (re.compile(rf"^(?P<point>.+)\.s3-accesspoint\.(?:dualstack\.)?{_REGION}{_SUFFIX}$"), "s3accesspoint"),
    (re.compile(rf"^(?:(?P<bucket>.+?)\.)?s3(?:-fips)?(?:[.-](?:dualstack\.)?{_REGION})?{_SUFFIX}$"), "s3"),
    (re.compile(rf"^(?:.+\.)?(?P<service>[a-z0-9-]+?)(?:-fips)?\.{_REGION}{_SUFFIX}$"), None),
    (re.compile(r"^(?P<service>iam)\.(?P<region>cn-[a-z]+-\d|us-gov)\.amazonaws\.com(?:\.cn)?$"), None),
    (re.compile(rf"^(?P<service>[a-z0-9-]+){_SUFFIX}$"), None),  # services that are the same in all Regions
)
_LOOPBACK = re.compile(r"^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$")
_ALIASES = {"email": "ses", "cloudwatch": "monitoring", "eventbridge": "events", "awslambda": "lambda"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The service meant; `region` and `bucket` only where the host names them, `service` "" where it does not."""

    service: str
    region: str | None = None
    bucket: str | None = None
    account: str | None = None


def is_loopback(host: str) -> bool:
    """Whether this is the local AWS' own address rather than a name of AWS."""
    return bool(_LOOPBACK.match(_bare(host).lower())) or host == ""


@lru_cache(maxsize=4096)
def find_endpoint(host: str) -> Endpoint | None:
    """The service behind a host name; None for a name that is not AWS' and not ours: it is never forwarded."""
    bare = _bare(host).lower()
    if is_loopback(bare):
        return Endpoint("")
    for pattern, service in _HOSTS:
        match = pattern.match(bare)
        if match:
            found = match.groupdict()
            name = service or found["service"]
            return Endpoint(_ALIASES.get(name, name), found.get("region"), found.get("bucket") or found.get("point"), found.get("account"))
    return None


def _bare(host: str) -> str:
    if host.startswith("["):
        return host.split("]", maxsplit=1)[0] + "]"
    return host.split(":", maxsplit=1)[0]
