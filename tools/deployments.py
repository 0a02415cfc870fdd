"""What Terraform's user deploys, side by side, to find the permissions that each deployment needs; `tools/deployer.py` runs them."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import botocore.session
from botocore.config import Config

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import SECRET_KEY, access_key
from s3_replication.terraform import copy_module

__all__ = ["ACCOUNT", "DEPLOYMENTS", "PARTNER", "PASSED_OVER", "Deployment", "change", "client", "prepare"]

ROOT: Final = Path(__file__).resolve().parents[1]
ACCOUNT, PARTNER = "111111111111", "222222222222"
PARTNERS_KEY: Final = f"arn:aws:kms:eu-west-1:{PARTNER}:key/11111111-2222-4333-8444-555555555555"
# Names that are not known before, or that follow from other inputs: ids of keys, names of rules and objects, a hash of the bucket's name.
_OPEN: Final = (
    (re.compile(r"(arn:aws:kms:[a-z0-9-]+:\d+:key)/[0-9a-f-]+"), r"\1/*"),
    (re.compile(r"(:alarm:[^/]+)/.+"), r"\1/*"),
    (re.compile(r"(arn:aws:s3:::[^/]+)/.+"), r"\1/*"),
    (re.compile(r"(:role/batch-replication)-[0-9a-f]{16}"), r"\1-*"),
)
_NAMES: Final = {
    "deployed-source": "SOURCE_BUCKET",
    "deployed-destination": "DESTINATION_BUCKET",
    "deployed-logs": "LOGS_BUCKET",
    "deployed-reports": "REPORTS_BUCKET",
    "deployed-role": "ROLE",
    "deployed": "NAME",
    "us-east-1": "SOURCE_REGION",
    "eu-west-1": "DESTINATION_REGION",
}
_NO_CHANGE: Final = ("", "")
PASSED_OVER: Final = frozenset({"sns:ListSubscriptionsByTopic"})
"""Actions that Terraform asks for and goes on without: where IAM denied them, every phase worked (docs/deployer.md)."""


def _nothing(_aws: LocalAws) -> None:
    """Nothing has to exist before."""


def client(aws: LocalAws, service: str, account: str, region: str = "us-east-1") -> Any:
    """A client of the account's root user."""
    return botocore.session.get_session().create_client(
        service, region_name=region, endpoint_url=aws.endpoint, config=Config(proxies={}),
        aws_access_key_id=access_key(account), aws_secret_access_key=SECRET_KEY,
    )  # fmt: skip


def _partners_bucket(aws: LocalAws) -> None:
    """The destination of another account: S3 takes a replication configuration only if its bucket exists and is versioned."""
    s3 = client(aws, "s3", PARTNER, "eu-west-1")
    s3.create_bucket(Bucket="deployed-destination", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket="deployed-destination", VersioningConfiguration={"Status": "Enabled"})
    aws.control.create_key(PARTNERS_KEY)


@dataclass(frozen=True, slots=True)
class Deployment:
    """One root module, applied by one account. `edit` replaces a text of its main.tf; `before` creates what must exist.

    With a `base` its policy has only what it needs beyond the policy of that deployment.
    """

    name: str
    title: str
    example: str
    account: str = ACCOUNT
    variables: dict[str, object] = field(default_factory=lambda: {"name": "deployed"})
    edit: tuple[str, str] = _NO_CHANGE
    base: str = ""
    before: Callable[[LocalAws], None] = _nothing

    def template(self, text: str) -> str:
        """An ARN with placeholders instead of this deployment's names."""
        for pattern, replacement in _OPEN:
            text = pattern.sub(replacement, text)
        for name, placeholder in {**_NAMES, self.account: "ACCOUNT"}.items():
            text = text.replace(name, placeholder)
        return text

    def named(self, text: str) -> str:
        """The reverse: a policy with this deployment's names."""
        for name, placeholder in {**_NAMES, self.account: "ACCOUNT"}.items():
            text = re.sub(rf"(?<![A-Z_]){placeholder}(?![A-Z_])", name, text)
        return text


DEPLOYMENTS: Final = {each.name: each for each in (
    Deployment("same-account", "Both buckets in one account, no KMS key", "same-account", edit=(", kms = {}", "")),
    Deployment("same-account-kms", "Both buckets in one account, a KMS key for each", "same-account"),
    Deployment(
        "cross-account-source", "The source's account, with a KMS key", "split-accounts/source-account",
        variables={"bucket_name": "deployed-source", "role_name": "deployed-role", "destination": {
            "bucket_name": "deployed-destination", "account_id": PARTNER, "region": "eu-west-1", "kms_key": {"arn": PARTNERS_KEY},
        }},
        before=_partners_bucket,
    ),
    Deployment(
        "cross-account-destination", "The destination's account, with a KMS key", "split-accounts/destination-account", PARTNER,
        {"bucket_name": "deployed-destination", "source_role_arn": f"arn:aws:iam::{ACCOUNT}:role/deployed-role"},
    ),
    Deployment("object-lock", "Object Lock, with same-account", "object-lock", base="same-account"),
    # The bucket of the access logs has objects when it is destroyed.
    Deployment("monitoring", "Alarms, events, RTC and access logs with force_destroy, with same-account", "rtc-monitoring",
               variables={"name": "deployed", "force_destroy": True}, base="same-account"),
    Deployment("batch-replication", "Batch Replication and its reports, with same-account", "existing-objects", base="same-account"),
)}  # fmt: skip


def prepare(deployment: Deployment, folder: Path) -> Path:
    """A copy of the example's root in the folder, with tags."""
    copy_module(ROOT, folder)
    root = folder / "examples" / deployment.example
    ignored = shutil.ignore_patterns(".terraform*", "*.tfstate*")
    shutil.copytree(ROOT / "examples" / deployment.example, root, dirs_exist_ok=True, ignore=ignored)
    main = root / "main.tf"
    text = main.read_text(encoding="utf-8").replace(*deployment.edit)
    if "tags" not in text:
        text = text.rstrip().removesuffix("}") + '\n  tags = { team = "storage" }\n}\n'
    main.write_text(text, encoding="utf-8")
    return root


def change(root: Path) -> None:
    """Change the tags' names and whether delete markers replicate, or change them back."""
    main = root / "main.tf"
    text = main.read_text(encoding="utf-8")
    swaps = (("{ team = ", "{ squad = "), ("delete_markers = true", "delete_markers = false"))
    for first, second in swaps:
        text = text.replace(first, second) if first in text else text.replace(second, first)
    main.write_text(text, encoding="utf-8")
