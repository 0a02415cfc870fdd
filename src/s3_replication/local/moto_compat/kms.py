"""KMS as S3 needs it: which key a write is encrypted under, whether it exists, and what moto's KMS gets wrong."""

from typing import TYPE_CHECKING, Any

from moto.core.exceptions import JsonRESTError
from moto.kms.exceptions import AlreadyExistsException
from moto.kms.models import Key, KmsBackend, kms_backends

from s3_replication.core import KeyState
from s3_replication.local.s3.errors import S3Error

if TYPE_CHECKING:
    from s3_replication.local.moto_compat.bucket import LocalBucket
    from s3_replication.local.moto_compat.key import LocalKey

__all__ = ["LocalKmsBackend", "encrypt", "find_key", "key_state"]

AWS_MANAGED_ALIAS = "alias/aws/s3"
_KMS = ("aws:kms", "aws:kms:dsse")


def encrypt(key: "LocalKey", bucket: "LocalBucket", asked: str | None, key_id: str | None, bucket_key: Any) -> None:
    """Set a new version's encryption: what is asked, else the bucket's default, else SSE-S3. Mended: moto takes keys that do not exist."""
    default = (bucket.encryption or {}).get("Rule", {})
    by_default = default.get("ApplyServerSideEncryptionByDefault") or {}
    algorithm = asked or by_default.get("SSEAlgorithm") or "AES256"
    if algorithm not in {"AES256", *_KMS}:
        raise S3Error("InvalidArgument", "The encryption method specified is not supported", ArgumentName="x-amz-server-side-encryption",
                      ArgumentValue=algorithm)  # fmt: skip
    key.encryption = algorithm
    if algorithm not in _KMS:
        return
    same = algorithm == by_default.get("SSEAlgorithm")
    name = key_id or (by_default.get("KMSMasterKeyID") if same else None) or AWS_MANAGED_ALIAS
    found = find_key(name, bucket.account_id, bucket.region_name)
    if found is None:
        raise S3Error("KMS.NotFoundException", f"Key '{name}' does not exist")
    state = key_state(found)
    if state is KeyState.DISABLED:
        raise S3Error("KMS.DisabledException", f"{found.arn} is disabled.")
    if state is KeyState.PENDING_DELETION:
        raise S3Error("KMS.KMSInvalidStateException", f"{found.arn} is pending deletion.")
    key.kms_key_id = found.arn
    if bucket_key is None and same:
        bucket_key = default.get("BucketKeyEnabled")
    key.bucket_key_enabled = "true" if str(bucket_key).lower() == "true" and algorithm == "aws:kms" else None


def key_state(key: Key) -> KeyState:
    """State of a key in the words of the core."""
    if key.key_state == "PendingDeletion":
        return KeyState.PENDING_DELETION
    return KeyState.ENABLED if key.enabled and key.key_state == "Enabled" else KeyState.DISABLED


def find_key(name: str, account: str, region: str) -> Key | None:
    """A key by ARN, id, alias ARN or alias; a bare name is looked up in this account and Region. aws/s3 is made on first use."""
    if name.startswith("arn:"):
        parts = name.split(":", 5)
        if len(parts) < 6:
            return None
        region, account, name = parts[3], parts[4], parts[5].removeprefix("key/")
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


class _Keys(dict[str, Key]):
    """Keys by id, found by ARN too. Mended: moto's DisableKey and others take the key's id only and fail with an ARN."""

    def __missing__(self, name: str) -> Key:
        if ":key/" not in name:
            raise KeyError(name)
        return self[name.split(":key/")[1]]


class LocalKmsBackend(KmsBackend):
    """Mended: moto's replica of a multi-Region key shares its state with the primary, so that describing one changes the other."""

    def __init__(self, region_name: str, account_id: str | None = None) -> None:
        super().__init__(region_name, account_id)
        self.keys = _Keys()

    def replicate_key(self, key_id: str, replica_region: str) -> Key:
        """A replica with state, grants and aliases of its own; both list each other. Mended: moto replicates keys that KMS refuses."""
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
