"""Stand-ins: buckets, keys, roles and policies that a configuration only names, created on the local AWS from what the plan knows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from s3_replication.aws import ask, calling
from s3_replication.errors import InputError
from s3_replication.iam import Arn, is_account_id
from s3_replication.local.http.credentials import DEFAULT_ACCOUNT
from s3_replication.trial.places import Places

if TYPE_CHECKING:
    from mypy_boto3_s3.literals import BucketLocationConstraintType

__all__ = ["StandIn", "StandIns"]

_AWS = "aws"  # the account in the ARNs of AWS's own policies
_FIRST_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class StandIn:
    """One stand-in. `kind` is bucket, key, role or policy; `name` the bucket's name, or an ARN; `says` what it is assumed to be."""

    kind: str
    name: str
    account: str
    region: str
    says: str

    def __str__(self) -> str:
        region = f" in {self.region}" if self.region else ""
        return f"{self.kind} {self.name} (account {self.account}{region}) is a stand-in: {self.says}."


def _document(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@dataclass(slots=True)
class StandIns:
    """Creates stand-ins on one local AWS, each once; `accounts` are those of the configuration, which every stand-in allows."""

    places: Places
    accounts: tuple[str, ...]
    partition: str = "aws"
    created: dict[tuple[str, str], StandIn] = field(default_factory=dict)

    def bucket(self, name: str, account: str, region: str, *, object_lock: bool = False) -> None:
        """A versioned bucket whose policy allows the configuration's accounts everything that their own policies allow."""
        if ("bucket", name) in self.created:
            return
        s3 = self.places.connection(account).s3(region)
        with calling("CreateBucket", name):
            if region == _FIRST_REGION:
                s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=object_lock)
            else:
                location: BucketLocationConstraintType = region  # type: ignore[assignment] # any Region of the plan
                s3.create_bucket(
                    Bucket=name, ObjectLockEnabledForBucket=object_lock, CreateBucketConfiguration={"LocationConstraint": location}
                )
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
            arn = f"arn:{self.partition}:s3:::{name}"
            s3.put_bucket_policy(Bucket=name, Policy=_document(self._allow("s3:*", arn, f"{arn}/*")))
        self._add("bucket", name, account, region, "it is versioned, and its policy allows the accounts of the configuration")

    def key(self, arn: str) -> None:
        """An enabled key whose policy allows the configuration's accounts; raises InputError for what is no ARN of a key."""
        parsed = _account_arn(arn, "key")
        if ("key", arn) in self.created:
            return
        self.places.local.control.create_key(arn, _document(self._allow("kms:*", "*", accounts=(parsed.account, *self.accounts))))
        self._add("key", arn, parsed.account, parsed.region, "it is enabled, and its policy allows the accounts of the configuration")

    def alias(self, name: str, account: str, region: str) -> None:
        """A new key under an alias."""
        if ("key", name) in self.created:
            return
        kms = self.places.connection(account).kms(region)
        with calling("CreateAlias", name):
            policy = _document(self._allow("kms:*", "*", accounts=(account, *self.accounts)))
            key = kms.create_key(Policy=policy)["KeyMetadata"]["KeyId"]
            kms.create_alias(AliasName=name, TargetKeyId=key)
        self._add("key", name, account, region, "it is enabled, and its policy allows the accounts of the configuration")

    def role(self, account: str, path: str, name: str) -> None:
        """A role that S3 may assume, with all permissions of S3 and KMS."""
        arn = f"arn:{self.partition}:iam::{account}:role{path}{name}"
        if ("role", arn) in self.created:
            return
        iam = self.places.connection(account).iam()
        trust = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
        with calling("CreateRole", arn):
            iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=_document(trust))
            everything = {"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"}
            iam.put_role_policy(RoleName=name, PolicyName="stand-in", PolicyDocument=_document(everything))
        self._add("role", arn, account, "", "S3 may assume it, and its policies allow every action of S3 and KMS")

    def principal(self, arn: str) -> None:
        """A role without permissions: S3 and KMS refuse a policy that names a role that does not exist."""
        parsed = _account_arn(arn, "role")
        if ("role", arn) in self.created:
            return
        *path, name = parsed.resource.removeprefix("role/").split("/")
        trust = self._allow("sts:AssumeRole", accounts=(parsed.account,))
        with calling("CreateRole", arn):
            self.places.connection(parsed.account).iam().create_role(
                RoleName=name, Path="/".join(["", *path, ""]) if path else "/", AssumeRolePolicyDocument=_document(trust)
            )
        self._add("role", arn, parsed.account, "", "it exists, and it has no permissions")

    def policy(self, arn: str) -> None:
        """A managed policy that allows all actions of S3 and KMS; one of AWS's own exists on the local AWS with AWS's text.

        Raises InputError for a policy of AWS that the local AWS does not have.
        """
        if self._exists(arn):
            return
        parsed = _account_arn(arn, "policy")
        if ("policy", arn) in self.created:
            return
        *path, name = parsed.resource.removeprefix("policy/").split("/")
        everything = {"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"}
        with calling("CreatePolicy", arn):
            self.places.connection(parsed.account).iam().create_policy(
                PolicyName=name, Path="/".join(["", *path, ""]), PolicyDocument=_document(everything)
            )
        self._add("policy", arn, parsed.account, "", "it allows every action of S3 and KMS")

    def _exists(self, arn: str) -> bool:
        parsed = Arn.find(arn)
        if parsed is None or parsed.account != _AWS:
            return False
        account = next(iter(self.accounts), DEFAULT_ACCOUNT)
        iam = self.places.connection(account).iam()
        return isinstance(ask("GetPolicy", arn, lambda: iam.get_policy(PolicyArn=arn)["Policy"]["Arn"]), str)

    def _allow(self, action: str, *resources: str, accounts: Iterable[str] | None = None) -> Mapping[str, object]:
        roots = [f"arn:{self.partition}:iam::{one}:root" for one in dict.fromkeys(accounts or self.accounts)]
        allowed = {"Effect": "Allow", "Principal": {"AWS": roots}, "Action": action}
        return {**allowed, "Resource": list(resources)} if resources else allowed

    def _add(self, kind: str, name: str, account: str, region: str, says: str) -> None:
        self.created[kind, name] = StandIn(kind, name, account, region, says)


def _account_arn(arn: str, kind: str) -> Arn:
    parsed = Arn.find(arn)
    if parsed is None or not is_account_id(parsed.account):
        raise InputError(
            f"{arn} cannot be rehearsed: the configuration names this {kind}, and a stand-in needs an ARN with the account of its owner. "
            "Define it in the configuration."
        )
    return parsed
