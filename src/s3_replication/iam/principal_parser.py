"""The reading of Principal and NotPrincipal."""

import re
from collections.abc import Mapping
from typing import Final

from s3_replication.iam.arn import ACCOUNT_ID
from s3_replication.iam.kinds import RULES, PolicyKind
from s3_replication.iam.principal_element import Principals, compile_principals
from s3_replication.iam.problem import Place, shown
from s3_replication.iam.texts import read_texts
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["read_principals"]

TYPES: Final = ("AWS", "Service", "Federated", "CanonicalUser")
NAMES: Final = {
    "AWS": re.compile(rf"\*|{ACCOUNT_ID}|A[A-Z0-9]{{11,127}}|arn:[a-z0-9-]+:(iam|sts)::[a-z0-9]*:[^*?]+"),
    "Service": re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    "Federated": re.compile(r".+", re.DOTALL),
    "CanonicalUser": re.compile(r"[0-9A-Za-z]+"),
}
ALLOWED: Final = {
    "AWS": "*, a 12-digit account id, the whole ARN of an account's root, user, role or session (without wildcards), or a unique id",
    "Service": "a service's name such as s3.amazonaws.com",
    "Federated": "an identity provider",
    "CanonicalUser": "a canonical user id",
}


def read_principals(raw: Mapping[str, object], place: Place, kind: PolicyKind | None) -> Principals | Unknown | None:
    """Principal or NotPrincipal; whether one must be there depends on the kind of policy, without one it is free."""
    present = [name for name in ("Principal", "NotPrincipal") if name in raw]
    if len(present) > 1:
        raise place.error("has both Principal and NotPrincipal", "one of them", "Keep one of them.")
    rules = RULES[kind] if kind is not None else None
    if rules is not None and rules.names_principal and not present:
        raise place.error("has no Principal", f"Principal in each statement of a {kind}", "Name who the statement is about.")
    if not present:
        return None
    if rules is not None and not rules.names_principal:
        raise place.error(f"has {present[0]}", f"no principal in a {kind}: it is attached to the principal", "Remove it.")
    repair = "Use Principal with a condition on aws:PrincipalArn."
    if rules is not None and present == ["NotPrincipal"] and not rules.not_principal:
        raise place.error("has NotPrincipal", f"Principal in a {kind}", repair)
    if rules is not None and present == ["NotPrincipal"] and raw.get("Effect") == "Allow":
        raise place.error("has NotPrincipal with the effect Allow", "NotPrincipal with the effect Deny", repair)
    names = read_names(raw[present[0]], place / present[0])
    if rules is not None and rules.everyone and not isinstance(names, Unknown) and set(names) - {("AWS", "*"), ("AWS", UNKNOWN)}:
        raise (place / "Principal").error("names principals", f'"*" alone in a {kind}', "Name them in a condition on aws:PrincipalArn.")
    return UNKNOWN if isinstance(names, Unknown) else compile_principals(names, inverted=present == ["NotPrincipal"])


def read_names(raw: object, place: Place) -> list[tuple[str, str | Unknown]] | Unknown:
    """Pairs of type and name."""
    if isinstance(raw, Unknown):
        return raw
    if raw == "*":
        return [("AWS", "*")]
    if not isinstance(raw, Mapping):
        raise place.error(f"is {shown(raw)}", f'"*" or an object with {", ".join(TYPES)}', 'Write, for example, {"AWS": "111122223333"}.')
    names: list[tuple[str, str | Unknown]] = []
    for kind, values in raw.items():
        if kind not in TYPES:
            raise place.error(f"has the type {shown(kind)}", ", ".join(TYPES), "Repair the type; case matters.")
        for position, name in enumerate(read_texts(values, place / kind)):
            if isinstance(name, str) and not NAMES[kind].fullmatch(name):
                raise (place / kind)[position].error(f"is {shown(name)}", ALLOWED[kind], "Repair the name.")
            names.append((kind, name))
    return names
