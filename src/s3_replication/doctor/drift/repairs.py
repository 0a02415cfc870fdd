"""How to make the live account what Terraform says."""

from dataclasses import replace

from s3_replication.doctor.drift.difference import Difference
from s3_replication.findings.finding import Suggestion
from s3_replication.findings.words import and_list

__all__ = ["repair_of"]

_ONE_OWNER = (
    " Before that, decide which tool owns the configuration, put all rules into it, and stop the other one: each write replaces all rules."
)
_RULES_GO = " It deletes the rules and puts them again; objects written in between do not replicate."


def repair_of(difference: Difference) -> Suggestion:
    """One change, with its command; rules that another tool wrote need one owner first."""
    if difference.repair is not None:
        return difference.repair
    found = _by_terraform(difference)
    return replace(found, text=found.text + _ONE_OWNER) if difference.check == "live-rules-replaced" else found


def _by_terraform(difference: Difference) -> Suggestion:
    owner = difference.owner
    if ignored := owner.ignores(*difference.arguments):
        place = f" ({owner.location.file}:{owner.location.line})" if owner.location is not None else ""
        text = f"Remove {and_list(ignored)} from ignore_changes of {owner.address}{place}, then apply. Until then, the plan has no change."
        return Suggestion(text, cli="terraform apply")
    if owner.changes:
        return Suggestion(f"Apply the plan, which changes {owner.address}, or plan again.", cli="terraform apply")
    if owner.recorded.is_plan and owner.address in owner.recorded.drifted:
        text = (
            f"The plan saw the value on AWS and has no change for {owner.address}, as with ignore_changes or an argument that the "
            "configuration does not set. Remove it from ignore_changes, or set it, then apply."
        )
        return Suggestion(text, cli="terraform apply")
    before = "The plan has no change for it and did not see the value on AWS: it is older, or was made with -refresh=false. "
    replacing = f"`terraform apply -replace='{owner.address}'` writes it again."
    cost = _RULES_GO if difference.check in ("live-rules-missing", "live-rules-replaced", "live-rule-differs") else ""
    text = f"Apply without -refresh=false, so that Terraform reads AWS first and writes {owner.address} again."
    text = f"{before if owner.recorded.is_plan else ''}{text} If the plan has no change, {replacing}{cost}"
    return Suggestion(text, cli="terraform apply")
