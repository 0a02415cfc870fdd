"""KMS keys and grants in moto's memory: how they are found, and the state of a key."""

from moto.kms.models import Grant, Key, KmsBackend, kms_backends

from s3_replication.core import KeyState
from s3_replication.iam import Arn

__all__ = ["AWS_MANAGED_ALIAS", "find_grant", "find_granted_key", "find_key", "key_state"]

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


def find_granted_key(token: str, region: str) -> Key | None:
    """The key of any account in this Region with the grant of this token."""
    backends = [dict.get(regions, region) for regions in list(kms_backends.values())]
    keys = (key for backend in backends if backend is not None for key in list(backend.keys.values()))
    return next((key for key in keys if find_grant(key, "", token) is not None), None)


def find_grant(key: Key, grant_id: str, token: str) -> Grant | None:
    """A grant of a key by its token, else by its id."""
    grants = list(key.grants.values())
    return next((grant for grant in grants if (grant.token == token if token else grant.id == grant_id)), None)


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
