"""Organizations: control policies that are checked when they are made, and attached as AWS attaches them."""

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends
from moto.organizations import urls as moto_urls
from moto.organizations.exceptions import PolicyTypeNotEnabledException
from moto.organizations.models import FakeRoot, OrganizationsBackend

from s3_replication.iam import Policy, PolicyError, PolicyKind

__all__ = ["LocalOrganizationsBackend"]

_ROLE = "OrganizationAccountAccessRole"
_KINDS = {"SERVICE_CONTROL_POLICY": PolicyKind.SCP, "RESOURCE_CONTROL_POLICY": PolicyKind.RCP}


class LocalOrganizationsBackend(OrganizationsBackend):
    """One account's organization; moto makes it through `organizations_backends.backend`."""

    @property
    def _url_module(self) -> Any:
        return moto_urls

    def create_account(self, **kwargs: Any) -> dict[str, Any]:
        """Fixed: moto's role of the new account has no policy; AWS's has AdministratorAccess (User Guide, "Accessing member accounts")."""
        made: dict[str, Any] = super().create_account(**kwargs)
        account, role = made["CreateAccountStatus"]["AccountId"], kwargs.get("RoleName") or _ROLE
        iam_backends[account]["aws"].attach_role_policy("arn:aws:iam::aws:policy/AdministratorAccess", role)
        return made

    def create_policy(self, **kwargs: Any) -> dict[str, Any]:
        """Fixed: moto takes any document, and fails on a policy without a description."""
        _check(kwargs.get("Content"), _KINDS.get(str(kwargs.get("Type"))), str(kwargs.get("Name")))
        return super().create_policy(**{**kwargs, "Description": kwargs.get("Description") or ""})

    def update_policy(self, **kwargs: Any) -> dict[str, Any]:
        """Fixed: moto takes any document."""
        if "Content" in kwargs:
            found = self.get_policy_by_id(kwargs["PolicyId"])
            _check(kwargs["Content"], _KINDS.get(found.type), str(found.name))
        return super().update_policy(**kwargs)

    def delete_organizational_unit(self, **kwargs: Any) -> None:
        """Fixed: moto deletes a unit that has accounts or units in it (API Reference, DeleteOrganizationalUnit)."""
        unit = kwargs["OrganizationalUnitId"]
        if any(account.parent_id == unit for account in self.accounts) or any(child.parent_id == unit for child in self.ou):
            raise JsonRESTError("OrganizationalUnitNotEmptyException", "The organizational unit is not empty.")
        super().delete_organizational_unit(**kwargs)

    def attach_policy(self, **kwargs: Any) -> None:
        """Fixed: moto attaches policies of a type that is not enabled (API Reference, AttachPolicy)."""
        policy = self.get_policy_by_id(kwargs["PolicyId"])
        root = next(unit for unit in self.ou if isinstance(unit, FakeRoot))
        if not policy.aws_managed and all(policy.type != enabled["Type"] for enabled in root.policy_types):
            raise PolicyTypeNotEnabledException
        super().attach_policy(**kwargs)


def _check(content: Any, kind: PolicyKind | None, name: str) -> None:
    if kind is None:
        return
    try:
        Policy.parse(str(content), name, kind)
    except PolicyError as error:
        raise JsonRESTError("MalformedPolicyDocumentException", f"The provided policy document does not meet the requirements of the "
                            f"specified policy type. {error}") from None  # fmt: skip
