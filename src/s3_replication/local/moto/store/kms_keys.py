"""KMS keys in moto's memory: how S3 and the core find one, and its state."""

from moto.kms.models import Key, KmsBackend, kms_backends

from s3_replication.core import KeyState
from s3_replication.iam import Arn

__all__ = ["AWS_MANAGED_ALIAS", "find_key", "key_state"]

AWS_MANAGED_ALIAS = "alias/aws/s3"


def key_state(key: Key) -> KeyState:
    """State of a key in the words of the core."""
    if key.key_state == "PendingDeletion":
        return KeyState.PENDING_DELETION
    return KeyState.ENABLED if key.enabled and key.key_state == "Enabled" else KeyState.DISABLED


def find_key(name: str, account: str, region: str) -> Key | None:
    """A key by ARN, id, alias ARN or alias; a bare name is looked up in this account and Region. aws/s3 is made on first use."""
    arn = Arn.find(name)
    if arn is not None:
        region, account, name = arn.region, arn.account, arn.resource.removeprefix("key/")
    if region not in kms_backends[account]:
        return None
    backend = kms_backends[account][region]
    if name == AWS_MANAGED_ALIAS:
        return _managed_key(backend)
    if name.startswith("alias/"):
        return _aliased(backend, name)
    return backend.keys.get(name)


def _aliased(backend: KmsBackend, alias: str) -> Key | None:
    keys = list(backend.keys.values())  # another request may make one meanwhile
    return next((key for key in keys if alias in key.aliases), None)


def _managed_key(backend: KmsBackend) -> Key:
    found = _aliased(backend, AWS_MANAGED_ALIAS)
    if found is not None:
        return found
    made = backend.keys[str(backend._generate_default_keys(AWS_MANAGED_ALIAS))]
    made.key_manager = "AWS"
    return made
