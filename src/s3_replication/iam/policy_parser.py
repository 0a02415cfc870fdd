"""Compiles JSON data to statements; every element is checked in place (IAM User Guide, "Grammar of the policy language")."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from s3_replication.iam.actions import Actions, compile_actions
from s3_replication.iam.condition_parser import read_conditions
from s3_replication.iam.kinds import RULES, PolicyKind
from s3_replication.iam.principal_parser import read_principals
from s3_replication.iam.problem import Place, shown
from s3_replication.iam.reading import PolicyReading
from s3_replication.iam.resource_parser import one_of, read_resources
from s3_replication.iam.statement import Effect, Statement
from s3_replication.iam.texts import read_texts
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["read_statements", "read_version", "unread_statement"]

VERSIONS: Final = ("2012-10-17", "2008-10-17")
POLICY_ELEMENTS: Final = ("Version", "Id", "Statement")
ELEMENTS: Final = (
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
)  # fmt: skip
ACTION: Final = re.compile(r"\*|(\*|[A-Za-z0-9-]+):[A-Za-z0-9*?]+")
SID: Final = re.compile(r"[A-Za-z0-9]*")


def read_version(data: Mapping[str, object], place: Place, reading: PolicyReading) -> bool:
    """Check the outer elements; whether policy variables work, which they do from Version 2012-10-17 on."""
    reading.element(place, refuse_strangers, data, POLICY_ELEMENTS, place)
    version = reading.element(place / "Version", checked_version, data, place, reading.kind)
    return version != VERSIONS[1]


def checked_version(data: Mapping[str, object], place: Place, kind: PolicyKind | None) -> str | Unknown:
    """The version, the older one where none is written."""
    version = data.get("Version", VERSIONS[1])
    if isinstance(version, Unknown):
        return version
    allowed = VERSIONS[:1] if kind is not None and RULES[kind].version else VERSIONS
    if version not in allowed:
        wrong = f"is {shown(version)}" if "Version" in data else "is missing"
        raise (place / "Version").error(wrong, " or ".join(allowed), 'Write "Version": "2012-10-17".')
    return str(version)


def refuse_strangers(data: Mapping[str, object], known: Sequence[str], place: Place) -> None:
    """Raise PolicyError for elements that AWS does not know."""
    for name in data:
        if name not in known:
            near = next((right for right in known if isinstance(name, str) and right.lower() == name.lower()), None)
            repair = f"Write {near}: case matters." if near else "Remove it, or repair its name."
            raise place.error(f"has the element {shown(name)}", ", ".join(known), repair)


def read_statements(data: Mapping[str, object], place: Place, variables: bool, reading: PolicyReading) -> tuple[Statement, ...]:
    """Compile all statements; one that is wholly unknown may allow and may deny."""
    items = reading.element(place / "Statement", listed_statements, data, place, reading.kind)
    place = place / "Statement"
    if isinstance(items, Unknown):
        return (unread_statement(place, 0),)
    found = []
    for index, item in enumerate(items):
        statement = reading.element(place[index], read_statement, item, place[index], index, variables, reading)
        found.append(unread_statement(place[index], index) if isinstance(statement, Unknown) else statement)
    return tuple(found)


def listed_statements(data: Mapping[str, object], place: Place, kind: PolicyKind | None) -> list[object]:
    """The statements; their Sids may have to differ."""
    if "Statement" not in data:
        raise place.error("has no Statement", "one statement or a list of them", "Add the Statement element.")
    raw = data["Statement"]
    items = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
    if kind is not None and RULES[kind].sids_unique:
        sids = [item.get("Sid") for item in items if isinstance(item, Mapping) and isinstance(item.get("Sid"), str)]
        twice = next((sid for sid in sids if sid and sids.count(sid) > 1), None)
        if twice is not None:
            raise (place / "Statement").error(f"has the Sid {shown(twice)} twice", "each Sid once in a policy", "Rename one of them.")
    return items


def unread_statement(place: Place, index: int) -> Statement:
    """A statement of which nothing is known."""
    return Statement(str(index), str(place), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)


def read_statement(raw: object, place: Place, index: int, variables: bool, reading: PolicyReading) -> Statement:
    """Compile one statement."""
    if isinstance(raw, Unknown):
        return unread_statement(place, index)
    if not isinstance(raw, Mapping):
        raise place.error(f"is {shown(raw)}", "an object with Effect, Action and so on", "Write a statement.")
    # An element that AWS has and this package does not know may narrow the statement.
    stranger = reading.element(place / "Condition", refuse_strangers, raw, ELEMENTS, place)
    principals = reading.element(place / "Principal", read_principals, raw, place, reading.kind)
    sid = reading.element(place / "Sid", read_sid, raw, place, reading.kind)
    conditions = read_conditions(raw, place, variables, reading)
    return Statement(
        label=(sid if isinstance(sid, str) else "") or str(index),
        path=str(place),
        effect=reading.element(place / "Effect", read_effect, raw, place, reading.kind),
        actions=reading.element(place / "Action", read_actions, raw, place, reading.kind),
        principals=principals,
        resources=reading.element(place / "Resource", read_resources, raw, place, variables, principals, reading),
        conditions=UNKNOWN if isinstance(stranger, Unknown) else conditions,
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


def read_effect(raw: Mapping[str, object], place: Place, kind: PolicyKind | None) -> Effect | Unknown:
    """Allow or Deny; case matters."""
    effect = raw.get("Effect")
    if isinstance(effect, Unknown):
        return effect
    if effect not in ("Allow", "Deny"):
        raise (place / "Effect").error(f"is {shown(effect)}", "Allow or Deny; case matters", "State the effect.")
    if kind is not None and effect == "Allow" and not RULES[kind].allows:
        raise (place / "Effect").error(
            "is Allow", f"Deny in a {kind}: only RCPFullAWSAccess allows", "Write Deny, or remove the statement."
        )
    return Effect(str(effect))


def read_actions(raw: Mapping[str, object], place: Place, kind: PolicyKind | None) -> Actions | Unknown:
    """Action or NotAction, exactly one of them."""
    name = one_of(raw, "Action", "NotAction", place)
    rules = RULES[kind] if kind is not None else None
    if rules is not None and name == "NotAction" and not rules.not_action:
        raise place.error("has NotAction", f"Action in a {kind}", "List the actions.")
    patterns = read_texts(raw[name], place / name)
    for position, pattern in enumerate(patterns):
        at = (place / name)[position]
        if isinstance(pattern, str) and not ACTION.fullmatch(pattern):
            allowed = "* or service:Action, with * and ? in the action's name"
            raise at.error(f"is {shown(pattern)}", allowed, "Write, for example, s3:ReplicateObject.")
        if rules is not None and isinstance(pattern, str) and rules.service and not pattern.lower().startswith(f"{rules.service}:"):
            raise at.error(f"is {shown(pattern)}", f"actions of {rules.service} in a {kind}", "Write, for example, sts:AssumeRole.")
    return compile_actions(patterns, inverted=name == "NotAction")
