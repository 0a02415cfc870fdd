"""AWS KMS: operations, resources and condition keys."""

from typing import Final

from s3_replication.service_authorization.table import Asked, ResourceKind, ServiceTable, asking

__all__ = ["KMS"]

_KEY: Final = "arn:{partition}:kms:{region}:{account}:key/{name}"

KMS: Final = ServiceTable(
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html",
    kinds={
        "key": ResourceKind(("KeyId", "TargetKeyId"), _KEY, lookup=True),
        "aliased key": ResourceKind(("AliasName",), _KEY, lookup=True),
        "ciphertext's key": ResourceKind(("CiphertextBlob", "KeyId"), _KEY, lookup=True),
        "granted key": ResourceKind(("GrantToken", "KeyId"), _KEY, lookup=True),
        "source key": ResourceKind(("CiphertextBlob", "SourceKeyId"), _KEY, lookup=True),
        "destination key": ResourceKind(("DestinationKeyId",), _KEY, lookup=True),
        "alias": ResourceKind(("AliasName",), "arn:{partition}:kms:{region}:{account}:{name}"),
    },
    operations={
        **asking("kms", "key", """
            CancelKeyDeletion CreateGrant DescribeKey DisableKey DisableKeyRotation EnableKey EnableKeyRotation Encrypt
            GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateMac GetKeyPolicy GetKeyRotationStatus GetPublicKey ListGrants
            ListKeyPolicies ListKeyRotations ListResourceTags PutKeyPolicy ReplicateKey RevokeGrant RotateKeyOnDemand
            ScheduleKeyDeletion Sign TagResource UntagResource UpdateKeyDescription Verify VerifyMac
        """),
        **asking("kms", "", "GenerateRandom ListAliases ListKeys ListRetirableGrants"),
        **asking("kms", "ciphertext's key", "Decrypt"),
        **asking("kms", "granted key", "RetireGrant"),
        "CreateKey": (Asked("kms:CreateKey"), Asked("kms:TagResource", when="Tags")),
        "CreateAlias": (Asked("kms:CreateAlias", "alias"), Asked("kms:CreateAlias", "key")),
        "UpdateAlias": (Asked("kms:UpdateAlias", "alias"), Asked("kms:UpdateAlias", "key"), Asked("kms:UpdateAlias", "aliased key")),
        "DeleteAlias": (Asked("kms:DeleteAlias", "alias"), Asked("kms:DeleteAlias", "aliased key")),
        "ReEncrypt": (Asked("kms:ReEncryptFrom", "source key"), Asked("kms:ReEncryptTo", "destination key")),
    },
    keys={
        "kms:bypasspolicylockoutsafetycheck": "BypassPolicyLockoutSafetyCheck",
        "kms:encryptionalgorithm": "EncryptionAlgorithm",
        "kms:granteeprincipal": "GranteePrincipal",
        "kms:grantoperations": "Operations",
        "kms:keyspec": "KeySpec",
        "kms:keyusage": "KeyUsage",
        "kms:multiregion": "MultiRegion",
        "kms:replicaregion": "ReplicaRegion",
        "kms:retiringprincipal": "RetiringPrincipal",
        "kms:schedulekeydeletionpendingwindowindays": "PendingWindowInDays",
        "kms:signingalgorithm": "SigningAlgorithm",
    },
)  # fmt: skip
