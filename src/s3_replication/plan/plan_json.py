"""The JSON of a plan or a state: recognizing it, and the formats supported (Terraform, "JSON Output Format")."""

import json
from collections.abc import Mapping

from s3_replication.errors import InputError
from s3_replication.plan.values import depth, mapping

__all__ = ["PlanError", "load", "load_recorded"]

_MAJOR = "1"
_DEEPEST = 200  # a plan's own nesting is about 20, and two levels for each nested module
_NEITHER = "neither a state nor a plan of Terraform"
_SHOW = "give the output of `terraform show -json`, of a state or of a saved plan."
_REPAIR = "make one with `terraform plan -out=FILE` and `terraform show -json FILE`."


class PlanError(InputError):
    """The input is not a Terraform plan in JSON; the message says what it is and how to create a plan."""


def load(document: str | bytes | Mapping[str, object]) -> Mapping[str, object]:
    """The decoded plan; raises PlanError for anything else."""
    decoded = _loaded(document, f"no Terraform plan (a plan is an object): {_REPAIR}", _REPAIR)
    _check_kind(decoded)
    return decoded


def load_recorded(document: str | bytes | Mapping[str, object]) -> Mapping[str, object]:
    """The decoded state or plan; raises PlanError for anything else."""
    decoded = _loaded(document, f"{_NEITHER}: {_SHOW}", _SHOW)
    if "planned_values" in decoded or "resource_changes" in decoded:
        _check_kind(decoded)
        return decoded
    version = decoded.get("format_version")
    if "serial" in decoded and "lineage" in decoded:
        raise PlanError(
            "the input is a state file of Terraform, whose format is Terraform's own: give the output of `terraform show -json FILE`."
        )
    if not isinstance(version, str):
        raise PlanError(f"the input is JSON but {_NEITHER}: {_SHOW}")
    _check_version("state", version)
    if not mapping(decoded.get("values")):
        raise PlanError("the state is empty: name the folder, workspace or file that has the state of the bucket.")
    return decoded


def _check_version(what: str, version: str) -> None:
    major = version.partition(".")[0]
    if major != _MAJOR:
        later = major.isdecimal() and int(major) > int(_MAJOR)
        fix = "install a newer s3-replication" if later else "use Terraform 1.9 or later"
        raise PlanError(f"the {what}'s format_version is {version!r}; version {_MAJOR}.x is read: {fix}.")


def _loaded(document: str | bytes | Mapping[str, object], what: str, repair: str) -> Mapping[str, object]:
    """The object of a document; `what` says what other JSON is, and `repair` what to give instead."""
    decoded = document if isinstance(document, Mapping) else _decode(document, repair)
    if not isinstance(decoded, Mapping):
        raise PlanError(f"the input is JSON but {what}")
    if depth(decoded) > _DEEPEST:
        raise PlanError(f"the input nests deeper than {_DEEPEST} levels, which no Terraform plan does: {repair}")
    return decoded


def _decode(document: str | bytes, repair: str) -> object:
    if not isinstance(document, str | bytes):
        raise PlanError(f"a Terraform plan in JSON is text or a decoded object, not {type(document).__name__}: {repair}")
    if document[:2] in (b"PK", "PK"):
        raise PlanError("the input is a saved plan file, not its JSON: convert it with `terraform show -json FILE`.")
    try:
        return json.loads(document)
    except RecursionError:
        raise PlanError(f"the input nests deeper than {_DEEPEST} levels, which no Terraform plan does: {repair}") from None
    except ValueError as error:  # JSONDecodeError and UnicodeDecodeError
        raise PlanError(f"the input is not JSON ({error}): {repair}") from None


def _check_kind(plan: Mapping[str, object]) -> None:
    version = plan.get("format_version")
    if not isinstance(version, str) or not ("planned_values" in plan or "resource_changes" in plan):
        if isinstance(version, str) and "values" in plan:
            raise PlanError("the input is a Terraform state, not a plan: pass the plan file to `terraform show -json`.")
        if "serial" in plan and "lineage" in plan:
            raise PlanError(f"the input is a Terraform state file, not a plan: {_REPAIR}")
        raise PlanError(f"the input has no format_version with planned_values or resource_changes, so it is no Terraform plan: {_REPAIR}")
    _check_version("plan", version)
    if plan.get("errored") is True and not (mapping(plan.get("planned_values")) or plan.get("resource_changes")):
        raise PlanError("`terraform plan` failed (errored is true), so its plan is empty: fix the errors that it reports, and plan again.")
