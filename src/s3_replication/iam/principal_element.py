"""Principal and NotPrincipal: who a statement of a resource policy is about (IAM User Guide, "Principal", "NotPrincipal")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from s3_replication.iam.arn import Arn, is_account_id
from s3_replication.iam.principal import Principal, PrincipalKind
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, all_true, any_true

__all__ = ["Form", "Principals", "compile_principals"]

UNIQUE_ID: Final = re.compile(r"A[A-Z0-9]{11,127}")
ID_KINDS: Final = {PrincipalKind.ROLE_SESSION: "AROA", PrincipalKind.USER: "AIDA", PrincipalKind.FEDERATED_USER: "AIDA"}


class Form(StrEnum):
    """How a policy names the caller, which decides what else limits the grant."""

    DIRECT = "the caller itself"
    ROLE = "the role, or the user of a federated session"
    EVERYONE = "everyone"
    ACCOUNT = "the account"


@dataclass(frozen=True, slots=True)
class Principals:
    """The callers of one statement; `inverted` for NotPrincipal."""

    aws: tuple[str | Unknown, ...]
    services: tuple[str | Unknown, ...]
    canonical: bool
    inverted: bool

    def forms(self, principal: Principal) -> dict[Form, Truth]:
        """How Principal names the caller; a form that does not is left out."""
        if self.inverted:
            excepted = self.excepts(principal)
            return {} if excepted is True else {Form.EVERYONE: UNKNOWN if excepted is UNKNOWN else True}
        found: dict[Form, Truth] = {}
        for form, named in self.named(principal):
            if named is not False:
                found[form] = any_true((named, found.get(form, False)))
        return found

    def named(self, principal: Principal) -> list[tuple[Form, Truth]]:
        """Each listed name against the caller."""
        if principal.kind is PrincipalKind.SERVICE:
            listed = [UNKNOWN if isinstance(name, Unknown) else name == principal.arn for name in self.services]
            return [*((Form.DIRECT, truth) for truth in listed), (Form.EVERYONE, "*" in self.aws)]
        names = [name_form(name, principal) for name in self.aws]
        # A canonical user id identifies an account, but the policy does not show which one. An anonymous caller has none.
        return [*names, (Form.ACCOUNT, UNKNOWN)] if self.canonical and principal.kind is not PrincipalKind.ANONYMOUS else names

    def excepts(self, principal: Principal) -> Truth:
        """Whether NotPrincipal leaves the caller out: it must name the account and the role or user; of less AWS says "might"."""
        found: dict[Form, Truth] = {}
        for form, truth in self.named(principal):
            found[form] = any_true((truth, found.get(form, False)))
        if found.get(Form.EVERYONE) is True:
            return True
        own = Form.ROLE if principal.is_session else Form.DIRECT
        needed = [own] if principal.kind in (PrincipalKind.SERVICE, PrincipalKind.ROOT, PrincipalKind.ANONYMOUS) else [own, Form.ACCOUNT]
        whole = all_true(found.get(form, False) for form in needed)
        part = any_true(found.values())
        return UNKNOWN if whole is False and part is not False else whole


def name_form(name: str | Unknown, principal: Principal) -> tuple[Form, Truth]:
    """One entry under AWS against a caller that is no service."""
    own = Form.ROLE if principal.is_session else Form.DIRECT
    if isinstance(name, Unknown):
        return own, UNKNOWN
    if name == "*" or principal.kind is PrincipalKind.ANONYMOUS:
        return Form.EVERYONE, name == "*"
    if names_account(name, principal):
        return Form.DIRECT if principal.kind is PrincipalKind.ROOT else Form.ACCOUNT, True
    if UNIQUE_ID.fullmatch(name):
        return own, names_id(name, principal)
    return (own, True) if name == principal.arn else (Form.DIRECT, names_session(name, principal))


def names_account(name: str, principal: Principal) -> bool:
    """An account is named by its number or by the ARN of its root, of the same partition."""
    if is_account_id(name):
        return name == principal.account
    root, own = Arn.find(name), Arn.find(principal.arn)
    return root is not None and own is not None and root == Arn(own.partition, "iam", "", principal.account, "root")


def names_id(name: str, principal: Principal) -> Truth:
    """A unique id names one incarnation of a role or user."""
    if not isinstance(principal.unique_id, Unknown):
        return name == principal.unique_id
    kind = ID_KINDS.get(principal.kind)
    return UNKNOWN if kind is not None and name.startswith(kind) else False


def names_session(name: str, principal: Principal) -> Truth:
    """A session's ARN ends in the session's name, which may be unknown."""
    if not principal.is_session or not name.startswith(principal.session_beginning):
        return False
    return UNKNOWN if isinstance(principal.session_name, Unknown) else name == principal.session_beginning + principal.session_name


def compile_principals(names: Sequence[tuple[str, str | Unknown]], inverted: bool) -> Principals:
    """Compile pairs of type and name, such as ("AWS", an ARN); federated names match no kind of caller that S3 meets."""
    aws = tuple(name for kind, name in names if kind == "AWS")
    services = tuple(name for kind, name in names if kind == "Service")
    return Principals(aws, services, any(kind == "CanonicalUser" for kind, _ in names), inverted)
