"""Where a policy is attached decides its size and elements (IAM, S3, KMS and Organizations quotas; IAM User Guide, element pages)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["LARGEST", "RULES", "KindRules", "PolicyKind"]

LARGEST: Final = 2**20
"""The longest text that is read at all; AWS's own largest policy has about 150,000 characters."""


class PolicyKind(StrEnum):
    """What a policy is attached to."""

    MANAGED = "managed policy"
    AWS_MANAGED = "AWS managed policy"
    ROLE = "role policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    SCP = "service control policy"
    RCP = "resource control policy"
    TRUST = "trust policy"
    BUCKET = "bucket policy"
    KEY = "key policy"


@dataclass(frozen=True, slots=True)
class KindRules:
    """The greatest size of the document, without white space outside strings, and the elements that this kind of policy takes.

    IAM and Organizations count characters, S3 and KMS bytes; AWS's own policies have no quota.
    """

    size: int | None
    in_bytes: bool = False
    names_principal: bool = False
    names_resource: bool = True
    sids_unique: bool = True
    not_principal: bool = False
    everyone: bool = False
    allows: bool = True
    not_action: bool = True
    version: bool = False
    service: str = ""


RULES: Final = {
    PolicyKind.MANAGED: KindRules(6_144),
    PolicyKind.AWS_MANAGED: KindRules(None),
    PolicyKind.ROLE: KindRules(10_240),
    PolicyKind.BOUNDARY: KindRules(6_144),
    PolicyKind.SESSION: KindRules(2_048),
    PolicyKind.SCP: KindRules(10_240, version=True),
    PolicyKind.RCP: KindRules(5_120, names_principal=True, everyone=True, allows=False, not_action=False, version=True),
    # 2,048 is the quota that every account starts with; 4,096 the most that it can be raised to.
    PolicyKind.TRUST: KindRules(4_096, names_principal=True, names_resource=False, service="sts"),
    PolicyKind.BUCKET: KindRules(20_480, in_bytes=True, names_principal=True, sids_unique=False, not_principal=True),
    PolicyKind.KEY: KindRules(32_768, in_bytes=True, names_principal=True, sids_unique=False, not_principal=True),
}
