"""What an uncertain cause depends on: a question that AWS's documents leave open, and the switch that chooses an answer."""

from collections.abc import Mapping
from typing import Final

from s3_replication.core import Assumption, Step, Switches
from s3_replication.findings.causes.cause import Cause

__all__ = ["assumed_step", "missing_permission", "open_question"]

_OPEN: Final[Mapping[str, tuple[str, str]]] = {
    "aws:SourceArn": ("whether S3 sends aws:SourceArn when it assumes the role", "trust_source_keys"),
    "aws:SourceAccount": ("whether S3 sends aws:SourceAccount when it assumes the role", "trust_source_keys"),
    "kms:ViaService": ("which suffix kms:ViaService has in this partition", "via_service_has_dns_suffix"),
    "effect of UpdateObjectEncryption on replication": (
        "whether UpdateObjectEncryption replicates the object again", "encryption_update_replicates",
    ),
}  # fmt: skip


def open_question(name: str, subject: str, rule_id: str | None) -> Cause | None:
    """The cause of an outcome that depends on something no document says and a switch chooses; None for anything else."""
    if name not in _OPEN:
        return None
    question, switch = _OPEN[name]
    says = f"No AWS document says {question}. {_choose(switch)}"
    return Cause("behaviour-not-documented", subject, says, rule_id, target=name, certain=False)


def missing_permission(action: str) -> str:
    """What a missing base permission does (5.10)."""
    effect = f"Assumed: a delivery without {action} fails. AWS requires it, but does not document the effect."
    return f"{effect} {_choose('base_permission_missing_fails')}"


def assumed_step(step: Step) -> str:
    """The assumption of a failed step; "" if the step is certain."""
    if not step.assumed:
        return ""
    if "1.104" in step.facts:
        return f"Assumed: the delivery fails if Account is not the owner. {_choose('account_mismatch_fails')}"
    if "5.10" in step.facts:
        return "Assumed: S3 reports this failure reason. No AWS document names the reason of this step."
    reason = step.failure.value if step.failure is not None else "this reason"
    return f"Assumed: S3 reports {reason}. AWS's documents require the missing setting, but do not name the failure reason of this step."


def _choose(switch: str) -> str:
    values = "yes or no" if isinstance(getattr(Switches(), switch), Assumption) else "true or false"
    return f"Choose with --switch {switch}=VALUE ({values})."
