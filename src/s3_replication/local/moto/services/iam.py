"""IAM: policies that are judged when they are put, and principals that are remembered by their unique id."""

from collections.abc import Callable
from typing import Any

from moto.iam import urls as moto_urls
from moto.iam.exceptions import LimitExceededException, MalformedPolicyDocument
from moto.iam.models import IAMBackend, Role

from s3_replication.local.moto.store.principals import forget, identify
from s3_replication.policy_checks import PolicyRefused, PolicyTooLarge, check_identity_policy, check_trust_policy

__all__ = ["LocalIamBackend"]

MANAGED, ROLE, USER, GROUP = 6_144, 10_240, 2_048, 5_120


class LocalIamBackend(IAMBackend):
    """One account's IAM; moto makes it through `iam_backends.backend`."""

    @property
    def _url_module(self) -> Any:
        return moto_urls

    def create_role(self, role_name: str, assume_role_policy_document: str, *args: Any, **kwargs: Any) -> Role:
        """Fixed: moto takes any trust policy."""
        _checked(lambda: check_trust_policy(assume_role_policy_document, self.partition, identify))
        return super().create_role(role_name, assume_role_policy_document, *args, **kwargs)

    def update_assume_role_policy(self, role_name: str, policy_document: str) -> None:
        """Fixed: moto takes any principal."""
        self.get_role(role_name)
        _checked(lambda: check_trust_policy(policy_document, self.partition, identify))
        super().update_assume_role_policy(role_name, policy_document)

    def delete_role(self, role_name: str) -> None:
        """Policies that name the role show its unique id from now on."""
        role = self.get_role(role_name)
        super().delete_role(role_name)
        forget(role.arn, role.id)

    def delete_user(self, user_name: str) -> None:
        """Policies that name the user show its unique id from now on."""
        user = self.get_user(user_name)
        super().delete_user(user_name)
        forget(user.arn, user.id)

    def put_role_policy(self, role_name: str, policy_name: str, policy_json: str) -> None:
        """Fixed: moto takes a document of any size."""
        _check_identity(policy_json, ROLE, f"Maximum policy size of {ROLE} bytes exceeded for role {role_name}")
        super().put_role_policy(role_name, policy_name, policy_json)

    def put_user_policy(self, user_name: str, policy_name: str, policy_json: str) -> None:
        """Fixed: moto takes a document of any size."""
        _check_identity(policy_json, USER, f"Maximum policy size of {USER} bytes exceeded for user {user_name}")
        super().put_user_policy(user_name, policy_name, policy_json)

    def put_group_policy(self, group_name: str, policy_name: str, policy_json: str) -> None:
        """Fixed: moto takes a document of any size."""
        _check_identity(policy_json, GROUP, f"Maximum policy size of {GROUP} bytes exceeded for group {group_name}")
        super().put_group_policy(group_name, policy_name, policy_json)

    def create_policy(self, description: str, path: str, policy_document: str, *args: Any, **kwargs: Any) -> Any:
        """Fixed: moto takes a document of any size."""
        _check_identity(policy_document, MANAGED, f"Cannot exceed quota for PolicySize: {MANAGED}")
        return super().create_policy(description, path, policy_document, *args, **kwargs)

    def create_policy_version(self, policy_arn: str, policy_document: str, set_as_default: bool) -> Any:
        """Fixed: moto takes a document of any size."""
        _check_identity(policy_document, MANAGED, f"Cannot exceed quota for PolicySize: {MANAGED}")
        return super().create_policy_version(policy_arn, policy_document, set_as_default)


def _check_identity(document: str, limit: int, too_large: str) -> None:
    _checked(lambda: check_identity_policy(document, limit, too_large))


def _checked(check: Callable[[], None]) -> None:
    try:
        check()
    except PolicyTooLarge as error:
        raise LimitExceededException(str(error)) from None
    except PolicyRefused as error:
        raise MalformedPolicyDocument(str(error)) from None
