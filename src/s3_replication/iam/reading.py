"""From JSON data to compiled statements; every element is checked where it stands (IAM User Guide, "Grammar of the policy language")."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from s3_replication.iam.actions import Actions, compile_actions
from s3_replication.iam.conditions.condition import Condition, NullCondition
from s3_replication.iam.conditions.operators import OperatorError, read_condition
from s3_replication.iam.kinds import RULES, PolicyKind
from s3_replication.iam.naming import read_principals
from s3_replication.iam.principals import Principals
from s3_replication.iam.problem import Place, shown
from s3_replication.iam.resources import Resources, compile_resources
from s3_replication.iam.statement import Effect, Statement
from s3_replication.iam.texts import read_texts
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["read_statements", "read_version"]

VERSIONS: Final = ("2012-10-17", "2008-10-17")
POLICY_ELEMENTS: Final = ("Version", "Id", "Statement")
ELEMENTS: Final = (
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
)  # fmt: skip
ACTION: Final = re.compile(r"\*|(\*|[A-Za-z0-9-]+):[A-Za-z0-9*?]+")
CONDITION_KEY: Final = re.compile(r"[A-Za-z0-9-]+:[^\s].*|[A-Za-z0-9_-]+", re.DOTALL)
SID: Final = re.compile(r"[A-Za-z0-9]*")


def read_version(data: Mapping[str, object], place: Place) -> bool:
    """Check the outer elements; whether policy variables work, which they do from Version 2012-10-17 on."""
    refuse_strangers(data, POLICY_ELEMENTS, place)
    version = data.get("Version", VERSIONS[1])
    if isinstance(version, Unknown):
        return True
    if version not in VERSIONS:
        raise (place / "Version").error(f"is {shown(version)}", " or ".join(VERSIONS), 'Write "Version": "2012-10-17".')
    return version == VERSIONS[0]


def refuse_strangers(data: Mapping[str, object], known: Sequence[str], place: Place) -> None:
    """AWS refuses elements it does not know."""
    for name in data:
        if name not in known:
            near = next((right for right in known if isinstance(name, str) and right.lower() == name.lower()), None)
            repair = f"Write {near}: case matters." if near else "Remove it, or repair its name."
            raise place.error(f"has the element {shown(name)}", ", ".join(known), repair)


def read_statements(data: Mapping[str, object], place: Place, variables: bool, kind: PolicyKind | None) -> tuple[Statement, ...]:
    """Compile all statements; one that is wholly unknown may allow and may deny."""
    if "Statement" not in data:
        raise place.error("has no Statement", "one statement or a list of them", "Add the Statement element.")
    raw, place = data["Statement"], place / "Statement"
    items = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
    statements = tuple(read_statement(item, place[index], index, variables, kind) for index, item in enumerate(items))
    if kind is not None and RULES[kind].sids_unique:
        sids = [item.get("Sid") for item in items if isinstance(item, Mapping) and isinstance(item.get("Sid"), str)]
        twice = next((sid for sid in sids if sid and sids.count(sid) > 1), None)
        if twice is not None:
            raise place.error(f"has the Sid {shown(twice)} twice", "each Sid once in a policy", "Rename one of them.")
    return statements


def read_statement(raw: object, place: Place, index: int, variables: bool, kind: PolicyKind | None) -> Statement:
    """Compile one statement."""
    if isinstance(raw, Unknown):
        return Statement(str(index), str(place), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    if not isinstance(raw, Mapping):
        raise place.error(f"is {shown(raw)}", "an object with Effect, Action and so on", "Write a statement.")
    refuse_strangers(raw, ELEMENTS, place)
    principals = read_principals(raw, place, kind)
    return Statement(
        label=read_sid(raw, place, kind) or str(index),
        path=str(place),
        effect=read_effect(raw, place),
        actions=read_actions(raw, place),
        principals=principals,
        resources=read_resources(raw, place, variables, trust=may_lack_resource(raw, place, principals, kind)),
        conditions=read_conditions(raw, place, variables),
    )


def read_sid(raw: Mapping[str, object], place: Place, kind: PolicyKind | None) -> str:
    """A Sid is letters and digits in IAM's own policies, free text in those of S3 and KMS."""
    sid = raw.get("Sid", "")
    if isinstance(sid, Unknown):
        return ""
    strict = kind is not None and RULES[kind].sids_unique
    if not isinstance(sid, str) or (strict and not SID.fullmatch(sid)):
        raise (place / "Sid").error(f"is {shown(sid)}", "letters and digits", "Take out other characters.")
    return sid


def read_effect(raw: Mapping[str, object], place: Place) -> Effect | Unknown:
    """Allow or Deny; case matters."""
    effect = raw.get("Effect")
    if isinstance(effect, Unknown):
        return effect
    if effect not in ("Allow", "Deny"):
        raise (place / "Effect").error(f"is {shown(effect)}", "Allow or Deny; case matters", "State the effect.")
    return Effect(str(effect))


def read_actions(raw: Mapping[str, object], place: Place) -> Actions | Unknown:
    """Action or NotAction, exactly one of them."""
    name = one_of(raw, "Action", "NotAction", place)
    patterns = read_texts(raw[name], place / name)
    for position, pattern in enumerate(patterns):
        if isinstance(pattern, str) and not ACTION.fullmatch(pattern):
            allowed = "* or service:Action, with * and ? in the action's name"
            raise (place / name)[position].error(f"is {shown(pattern)}", allowed, "Write, for example, s3:ReplicateObject.")
    return compile_actions(patterns, inverted=name == "NotAction")


def one_of(raw: Mapping[str, object], plain: str, inverted: str, place: Place) -> str:
    """Which of an element and its negation is there; both or neither is refused."""
    if (plain in raw) == (inverted in raw):
        wrong = f"has both {plain} and {inverted}" if plain in raw else f"has neither {plain} nor {inverted}"
        raise place.error(wrong, f"exactly one of {plain} and {inverted}", "Keep one of them." if plain in raw else f"Add {plain}.")
    return plain if plain in raw else inverted


def may_lack_resource(raw: Mapping[str, object], place: Place, principals: Principals | Unknown | None, kind: PolicyKind | None) -> bool:
    """Trust policies have no Resource: it is the role. Without a kind they are known by their sts actions."""
    if kind is not None:
        present = [name for name in ("Resource", "NotResource") if name in raw]
        if present and not RULES[kind].names_resource:
            raise place.error(f"has {present[0]}", f"no resource in a {kind}: it is the role itself", "Remove it.")
        return not RULES[kind].names_resource
    actions = raw.get("Action")
    listed = actions if isinstance(actions, list | tuple) else [actions]
    return principals is not None and all(isinstance(action, Unknown) or str(action).lower().startswith("sts:") for action in listed)


def read_resources(raw: Mapping[str, object], place: Place, variables: bool, trust: bool) -> Resources | Unknown | None:
    """Resource or NotResource, exactly one of them; neither in a trust policy."""
    if trust and "Resource" not in raw and "NotResource" not in raw:
        return None
    name = one_of(raw, "Resource", "NotResource", place)
    patterns = read_texts(raw[name], place / name)
    for position, pattern in enumerate(patterns):
        if isinstance(pattern, str) and pattern != "*" and not pattern.startswith("arn:"):
            allowed = "* or an ARN, with * and ? as wildcards"
            raise (place / name)[position].error(f"is {shown(pattern)}", allowed, "Write, for example, arn:aws:s3:::bucket/*.")
    try:
        return compile_resources(patterns, name == "NotResource", variables)
    except ValueError as error:
        repair = "Close the brace, or write ${$} for a dollar sign."
        raise (place / name).error("has a broken policy variable", str(error), repair) from None


def read_conditions(raw: Mapping[str, object], place: Place, variables: bool) -> tuple[Condition | NullCondition, ...] | Unknown:
    """All lines of the Condition block; every one must be met."""
    block, place = raw.get("Condition", {}), place / "Condition"
    if isinstance(block, Unknown):
        return block
    if not isinstance(block, Mapping):
        raise place.error(f"is {shown(block)}", "an object of operators", "Write, for example, StringEquals with a key and a value.")
    conditions: list[Condition | NullCondition] = []
    for written, lines in block.items():
        if not isinstance(written, str) or not isinstance(lines, Mapping | Unknown):
            raise (place / str(written)).error(f"is {shown(lines)}", "an object of condition keys and values", "Add the condition key.")
        if isinstance(lines, Unknown):
            return UNKNOWN
        conditions.extend(read_line(written, key, values, place / written, variables) for key, values in lines.items())
    return tuple(conditions)


def read_line(written: str, key: object, values: object, place: Place, variables: bool) -> Condition | NullCondition:
    """One operator on one key."""
    if not isinstance(key, str) or not CONDITION_KEY.fullmatch(key):
        raise place.error(f"has the key {shown(key)}", "a condition key such as aws:SourceAccount", "Repair the key.")
    texts = read_texts(values, place / key, scalars=True)
    try:
        return read_condition(written, key, texts, variables)
    except OperatorError as error:
        raise place.error("is no condition operator", str(error), "Repair the operator's name.") from None
    except ValueError as error:
        raise (place / key).error(f"has a value that {written} cannot take", str(error), "Repair the value.") from None
