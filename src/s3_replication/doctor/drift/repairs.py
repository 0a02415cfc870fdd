"""How to make the live account what Terraform says, without deleting what holds data or an identity."""

import shlex
from typing import Final

from s3_replication.doctor.drift.difference import RULES, Difference
from s3_replication.doctor.drift.owners import Owner
from s3_replication.findings.finding import Suggestion
from s3_replication.findings.words import and_list

__all__ = ["repair_of"]

_APPLY: Final = "terraform apply"
_PLAN_AGAIN: Final = Suggestion(
    "The plan failed half-way (errored is true), so it may lack changes. Fix the errors that `terraform plan` reports, and plan again.",
    cli="terraform plan",
)
_ONE_OWNER: Final = (
    "First decide which tool owns the configuration: put all rules into it, and stop the other one, since each write replaces all rules. "
    "If Terraform owns it: "
)
_WITHOUT_REPLICAS: Final = " Objects written meanwhile have no replica: replicate them with S3 Batch Replication."
_RULES_GO: Final = " It deletes the rules and puts them again; objects written in between do not replicate."
_SETTING_GOES: Final = " It removes the setting for a moment; replication can fail in between."
_REPLACEABLE: Final = frozenset({
    RULES, "aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_versioning", "aws_iam_policy_attachment", "aws_iam_role_policy",
    "aws_iam_role_policy_attachment", "aws_kms_grant", "aws_kms_key_policy",
})  # fmt: skip
"""Types that only write settings of another resource. Replacing any other type deletes a bucket, a key, a role, a policy or a retention."""


def repair_of(difference: Difference) -> Suggestion:
    """One change, with its command; rules that another tool wrote need one owner first."""
    if difference.owner.recorded.failed:
        return difference.repair if difference.urgent and difference.repair is not None else _PLAN_AGAIN
    if difference.repair is not None:
        return difference.repair
    text, command = _by_terraform(difference)
    if difference.check == "live-rules-replaced":
        text = f"{_ONE_OWNER}{text[:1].lower()}{text[1:]}"
    if difference.check in ("live-rules-replaced", "live-rules-missing"):
        text += _WITHOUT_REPLICAS
    return Suggestion(text, cli=command)


def _by_terraform(difference: Difference) -> tuple[str, str]:
    """The fix in words, and its command."""
    owner = difference.owner
    if ignored := owner.ignores(*difference.arguments):
        place = f" ({owner.location.file}:{owner.location.line})" if owner.location is not None else ""
        text = f"Remove {and_list(ignored)} from ignore_changes of {owner.address}{place}, then apply. Until then, the plan has no change."
        return text, _APPLY
    if owner.deletes and owner.instance.type not in _REPLACEABLE:
        text = f"Do not apply the plan, which deletes {owner.address}: find what forces the replacement, undo it, and plan again."
        return text, "terraform plan"
    if owner.changes:
        return f"Apply the plan, which changes {owner.address}, or plan again.", _APPLY
    if owner.recorded.is_plan and owner.address in owner.recorded.drifted:
        text = (
            f"The plan saw the value on AWS and has no change for {owner.address}, as with ignore_changes or an argument that the "
            "configuration does not set. Remove it from ignore_changes, or set it, then apply."
        )
        return text, _APPLY
    before = "The plan has no change for it and did not see the value on AWS: it is older, or was made with -refresh=false. "
    text = f"Apply without -refresh=false, so that Terraform reads AWS first and writes {owner.address} again."
    return f"{before if owner.recorded.is_plan else ''}{text} {_without_change(owner)}", _APPLY


def _without_change(owner: Owner) -> str:
    """What to do if Terraform reads AWS and plans no change."""
    if owner.instance.type not in _REPLACEABLE:
        return (
            "If the plan has no change, remove the argument from ignore_changes, or set it in the configuration, and plan again. "
            f"Do not replace {owner.address}, since that deletes it."
        )
    cost = _RULES_GO if owner.instance.type == RULES else _SETTING_GOES
    return f"If the plan has no change, `terraform apply -replace={shlex.quote(owner.address)}` writes it again.{cost}"
