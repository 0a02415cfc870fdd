"""The reading of Resource and NotResource."""

from collections.abc import Mapping

from s3_replication.iam.kinds import RULES, PolicyKind
from s3_replication.iam.principal_element import Principals
from s3_replication.iam.problem import Place, shown
from s3_replication.iam.reading import PolicyReading
from s3_replication.iam.resources import NO_RESOURCES, Resources, compile_resources
from s3_replication.iam.texts import read_texts
from s3_replication.iam.values import Unknown

__all__ = ["one_of", "read_resources"]

WITHOUT_EFFECT = "a statement of a key policy without Resource has no effect"


def one_of(raw: Mapping[str, object], plain: str, inverted: str, place: Place) -> str:
    """Which of an element and its negation is there; both or neither is refused."""
    if (plain in raw) == (inverted in raw):
        wrong = f"has both {plain} and {inverted}" if plain in raw else f"has neither {plain} nor {inverted}"
        raise place.error(wrong, f"exactly one of {plain} and {inverted}", "Keep one of them." if plain in raw else f"Add {plain}.")
    return plain if plain in raw else inverted


def read_resources(
    raw: Mapping[str, object], place: Place, variables: bool, principals: Principals | Unknown | None, reading: PolicyReading
) -> Resources | Unknown | None:
    """Resource or NotResource, exactly one of them; None in a trust policy, which has neither."""
    kind = reading.kind
    present = [name for name in ("Resource", "NotResource") if name in raw]
    if kind is not None and present and not RULES[kind].names_resource:
        raise place.error(f"has {present[0]}", f"no resource in a {kind}: it is the role itself", "Remove it.")
    if not present and is_about_roles(raw, principals, kind):
        return None
    if not present and has_no_effect(raw, principals, reading):
        reading.note(place / "Resource", WITHOUT_EFFECT)
        return NO_RESOURCES
    name = one_of(raw, "Resource", "NotResource", place)
    return compiled(raw[name], place / name, name == "NotResource", variables)


def is_about_roles(raw: Mapping[str, object], principals: Principals | Unknown | None, kind: PolicyKind | None) -> bool:
    """Whether it is a statement of a trust policy. Without a kind they are known by their sts actions."""
    return not RULES[kind].names_resource if kind is not None else principals is not None and has_only_actions_of("sts", raw)


def has_no_effect(raw: Mapping[str, object], principals: Principals | Unknown | None, reading: PolicyReading) -> bool:
    """Whether AWS stores the statement although it "has no effect": KMS does so (KMS Developer Guide, "Key policies in AWS KMS")."""
    if reading.kind is not None or principals is None:
        return reading.kind is PolicyKind.KEY
    return reading.stored or has_only_actions_of("kms", raw)


def has_only_actions_of(service: str, raw: Mapping[str, object]) -> bool:
    """Whether every action that is known is one of the service."""
    actions = raw.get("Action")
    listed = actions if isinstance(actions, list | tuple) else [actions]
    return all(isinstance(action, Unknown) or str(action).lower().startswith(f"{service}:") for action in listed)


def compiled(raw: object, place: Place, inverted: bool, variables: bool) -> Resources:
    """The patterns, checked and compiled."""
    patterns = read_texts(raw, place)
    for position, pattern in enumerate(patterns):
        if isinstance(pattern, str) and pattern != "*" and not pattern.startswith("arn:"):
            allowed = "* or an ARN, with * and ? as wildcards"
            raise place[position].error(f"is {shown(pattern)}", allowed, "Write, for example, arn:aws:s3:::bucket/*.")
    try:
        return compile_resources(patterns, inverted, variables)
    except ValueError as error:
        raise place.error("has a broken policy variable", str(error), "Close the brace, or write ${$} for a dollar sign.") from None
