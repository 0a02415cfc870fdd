"""IAM: checks of policies, permissions boundaries of users, and principals that are remembered by their unique id."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam import urls as moto_urls
from moto.iam.exceptions import IAMException, LimitExceededException, MalformedPolicyDocument, NotFoundException
from moto.iam.models import IAMBackend, Role
from moto.iam.policy_validation import SERVICE_TYPE_REGION_INFORMATION_ERROR_ASSOCIATIONS
from moto.iam.responses import IamResponse

from s3_replication.local.moto.store.mfa import are_consecutive_codes
from s3_replication.local.moto.store.principal_policies import keep_boundary, without_boundary
from s3_replication.local.moto.store.principals import forget, identify
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.policy_checks import PolicyRefused, PolicyTooLarge, check_identity_policy, check_trust_policy
from s3_replication.service_authorization.s3control import S3_CONTROL

__all__ = ["LocalIamBackend", "take_regional_resources", "url_bases", "url_paths"]

MANAGED, ROLE, USER, GROUP = 6_144, 10_240, 2_048, 5_120


def take_regional_resources() -> None:
    """Fixed: of S3's resources whose ARN has a Region, moto takes those of access points only."""
    known: list[str] = SERVICE_TYPE_REGION_INFORMATION_ERROR_ASSOCIATIONS["s3"]["valid_starting_values"]
    arns = [kind.arn.split(":", 5) for kind in S3_CONTROL.kinds.values()]
    named = [f"{arn[5].partition('/')[0]}/" for arn in arns if len(arn) == 6 and arn[3]]
    known.extend(one for one in named if one not in known)


class LocalIamBackend(IAMBackend):
    """One account's IAM; moto makes it through `iam_backends.backend`."""

    runtime: Runtime

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]

    def bound_user(self, user_name: str, policy_arn: str | None) -> None:
        """Set or remove the permissions boundary of a user, which moto does not have."""
        user = self.get_user(user_name)
        if policy_arn is not None:
            self.get_policy(policy_arn)  # raises NoSuchEntity
        keep_boundary(user, policy_arn)

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


class _InvalidAuthenticationCode(IAMException):
    code = "InvalidAuthenticationCode"


class LocalIamResponse(IamResponse):
    """Fixed: moto has no permissions boundaries of users, and takes any codes of MFA devices."""

    def create_user(self) -> ActionResult:
        """moto's answer, with the boundary."""
        boundary, backend = self._get_param("PermissionsBoundary"), self._local
        if boundary:
            backend.get_policy(boundary)  # refused before the user is created
        answer = super().create_user()
        if boundary:
            backend.bound_user(self._get_param("UserName"), boundary)
        return answer

    def list_users(self) -> ActionResult:
        """moto's answer; a list has no boundaries (API Reference, ListUsers)."""
        answer = super().list_users()
        result: Any = answer.result
        result["Users"] = [without_boundary(user) for user in result["Users"]]
        return answer

    def enable_mfa_device(self) -> ActionResult:
        """Fixed: moto takes any codes, and devices that do not exist. Without authorization any codes are taken here too."""
        backend, serial = self._local, self._get_param("SerialNumber")
        if backend.runtime.authorizes:
            device = backend.virtual_mfa_devices.get(serial)
            if device is None:
                raise NotFoundException(f"VirtualMFADevice with serial number {serial} doesn't exist.")
            first, second = (str(self._get_param(f"AuthenticationCode{number}")) for number in (1, 2))
            if not are_consecutive_codes(device.base32_string_seed, first, second, datetime.now(UTC)):
                raise _InvalidAuthenticationCode(f"{serial} did not show these codes one after the other; wait for two new codes.")
        return super().enable_mfa_device()

    def put_user_permissions_boundary(self) -> ActionResult:
        """API Reference, PutUserPermissionsBoundary."""
        self._local.bound_user(self._get_param("UserName"), self._get_param("PermissionsBoundary"))
        return EmptyResult()

    def delete_user_permissions_boundary(self) -> ActionResult:
        """API Reference, DeleteUserPermissionsBoundary."""
        self._local.bound_user(self._get_param("UserName"), None)
        return EmptyResult()

    @property
    def _local(self) -> LocalIamBackend:
        backend: Any = self.backend  # installation.py made it a LocalIamBackend
        found: LocalIamBackend = backend
        return found


url_bases = moto_urls.url_bases
url_paths = dict.fromkeys(moto_urls.url_paths, LocalIamResponse.dispatch)
