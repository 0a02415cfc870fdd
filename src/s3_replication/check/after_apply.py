"""Decides what a plan does not know yet by the values that Terraform knows after apply."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from s3_replication.check.run import CheckOptions, run_check
from s3_replication.core import Outcome
from s3_replication.errors import InputError
from s3_replication.findings.finding import Report, Severity
from s3_replication.inputs import PlanInput

__all__ = ["Settle", "check_after_apply"]

Settle = Callable[[Mapping[str, object], Path], tuple[Mapping[str, object], Sequence[str]]]
"""Takes a plan and the folder that it is of; returns the plan with the values known after apply, and what had to be assumed."""


def check_after_apply(plans: Sequence[PlanInput], options: CheckOptions, settle: Settle) -> Report:
    """As run_check; where it does not know an outcome, again with the values that `settle` finds for the first plan.

    Raises InputError without the folder of the first plan.
    """
    first, *others = plans
    if first.source is None:
        raise InputError("--rehearse needs the folder of the plan: give the folder, or name it with --source.")
    report = run_check(plans, options)
    if not _is_open(report):
        return report
    document = json.loads(first.document) if isinstance(first.document, bytes) else first.document
    settled, assumed = settle(document, first.source.folder)
    found = run_check([PlanInput(settled, first.source), *others], options)
    return replace(found, assumptions=(*found.assumptions, *assumed))


def _is_open(report: Report) -> bool:
    unknown = any(row.outcome is Outcome.UNKNOWN for row in report.outcomes)
    return unknown or any(finding.id == "value-not-known" and finding.severity is Severity.WARNING for finding in report.findings)
