"""KMS: what moto's gets wrong about multi-Region keys and about keys named by ARN."""

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.kms.exceptions import AlreadyExistsException
from moto.kms.models import Key, KmsBackend, kms_backends

from s3_replication.errors import InputError
from s3_replication.iam import Arn, is_account_id
from s3_replication.local.moto.store.kms_keys import find_grant, find_granted_key, find_key
from s3_replication.local.moto.store.principals import identify
from s3_replication.policy_checks import PolicyRefused, check_key_policy

__all__ = ["LocalKmsBackend", "checked_key_policy", "create_named_key"]


def checked_key_policy(policy: str, partition: str) -> str:
    """The policy; raises KMS's error for one that it refuses."""
    try:
        check_key_policy(policy, partition, identify)
    except PolicyRefused as error:
        raise JsonRESTError("MalformedPolicyDocumentException", str(error)) from None
    return policy


class _Keys(dict[str, Key]):
    """Keys by id, found by ARN too. Fixed: moto's DisableKey and others take the key's id only and fail with an ARN."""

    def __missing__(self, name: str) -> Key:
        if ":key/" not in name:
            raise KeyError(name)
        return self[name.split(":key/")[1]]


class LocalKmsBackend(KmsBackend):
    """Fixed: moto's replica of a multi-Region key shares its state with the primary, so that describing one changes the other."""

    def __init__(self, region_name: str, account_id: str | None = None) -> None:
        super().__init__(region_name, account_id)
        self.keys = _Keys()

    def create_key(self, policy: str | None, *args: Any, **kwargs: Any) -> Key:
        """Fixed: moto takes any key policy."""
        return super().create_key(policy and checked_key_policy(policy, self.partition), *args, **kwargs)

    def put_key_policy(self, key_id: str, policy: str) -> None:
        """Fixed: moto takes any key policy."""
        super().put_key_policy(key_id, checked_key_policy(policy, self.partition))

    def retire_grant(self, key_id: str, grant_id: str, grant_token: str) -> None:
        """Fixed: moto retires grants of the caller's own keys only; the retiring principal may be of another account."""
        place = (self.account_id, self.region_name)
        key = find_granted_key(grant_token, self.region_name) if grant_token else find_key(key_id, *place)
        grant = None if key is None else find_grant(key, grant_id, grant_token)
        if key is not None and grant is not None:
            key.retire_grant(grant.id)

    def replicate_key(self, key_id: str, replica_region: str) -> Key:
        """A replica with its own state, grants and aliases; both list each other. Fixed: moto replicates keys that KMS refuses."""
        primary = self.keys[key_id]
        if not primary.multi_region or primary.multi_region_configuration["MultiRegionKeyType"] != "PRIMARY":
            raise JsonRESTError("UnsupportedOperationException", f"{primary.arn} is not a multi-Region primary key.")
        if primary.id in kms_backends[self.account_id][replica_region].keys:
            raise AlreadyExistsException(f"{primary.id} exists in {replica_region} already.")
        replica = super().replicate_key(key_id, replica_region)
        configuration = primary.multi_region_configuration
        replica.multi_region_configuration = {**configuration, "MultiRegionKeyType": "REPLICA"}
        replica.grants, replica.aliases, replica.rotations = {}, {}, []
        return replica


def create_named_key(arn: str, policy: str | None) -> None:
    """Create a key with this ARN, unless it exists; KMS itself chooses the id. Raises InputError if the text is no key's ARN."""
    parsed = Arn.find(arn)
    fits = parsed is not None and parsed.service == "kms" and parsed.resource.startswith("key/") and is_account_id(parsed.account)
    if parsed is None or not fits or parsed.region not in kms_backends[parsed.account]:
        raise InputError(f"{arn!r} is no ARN of a KMS key; write arn:aws:kms:REGION:ACCOUNT:key/ID")
    backend, name = kms_backends[parsed.account][parsed.region], parsed.resource.removeprefix("key/")
    if name in backend.keys:
        return
    key = backend.create_key(policy, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "", None)
    del backend.keys[key.id]
    key.id, key.arn = name, arn
    backend.keys[name] = key
