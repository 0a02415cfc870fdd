"""Condition keys as AWS writes them; IAM compares their names without case.

Source: IAM User Guide, "AWS global condition context keys"; Service Authorization Reference, condition keys of the services of
replication. Keys that AWS writes in lower case are not listed.
"""

from typing import Final

__all__ = ["aws_key_name"]

_KEYS: Final = """
    aws:CalledVia aws:CalledViaFirst aws:CalledViaLast aws:CurrentTime aws:EpochTime aws:FederatedProvider aws:MultiFactorAuthAge
    aws:MultiFactorAuthPresent aws:PrincipalAccount aws:PrincipalArn aws:PrincipalIsAWSService aws:PrincipalOrgID
    aws:PrincipalOrgPaths aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalType aws:RequestedRegion
    aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths aws:SecureTransport aws:SourceAccount aws:SourceArn
    aws:SourceIdentity aws:SourceIp aws:SourceOrgID aws:SourceOrgPaths aws:SourceVpc aws:SourceVpcArn aws:SourceVpce aws:TagKeys
    aws:TokenIssueTime aws:UserAgent aws:ViaAWSService aws:VpcSourceIp aws:VpceAccount aws:VpceOrgID aws:VpceOrgPaths
    s3:AccessGrantScope s3:AccessGrantsInstanceArn s3:AccessGrantsLocationScope s3:AccessPointNetworkOrigin s3:DataAccessPointAccount
    s3:DataAccessPointArn s3:ExistingJobOperation s3:ExistingJobPriority s3:InventoryAccessibleOptionalFields s3:JobSuspendedCause
    s3:ObjectCreationOperation s3:RequestJobOperation s3:RequestJobPriority s3:RequestObjectTagKeys s3:ResourceAccount s3:TlsVersion
    s3:authType s3:destinationRegion s3:isReplicationPauseRequest s3:signatureAge
    kms:BypassPolicyLockoutSafetyCheck kms:CallerAccount kms:CustomerMasterKeySpec kms:CustomerMasterKeyUsage kms:DataKeyPairSpec
    kms:EncryptionAlgorithm kms:EncryptionContextKeys kms:ExpirationModel kms:GrantConstraintType kms:GrantIsForAWSResource
    kms:GrantOperations kms:GranteePrincipal kms:KeyAgreementAlgorithm kms:KeyOrigin kms:KeySpec kms:KeyUsage kms:MacAlgorithm
    kms:MessageType kms:MultiRegion kms:MultiRegionKeyType kms:PrimaryRegion kms:ReEncryptOnSameKey kms:ReplicaRegion kms:RequestAlias
    kms:ResourceAliases kms:RetiringPrincipal kms:RotationPeriodInDays kms:ScheduleKeyDeletionPendingWindowInDays
    kms:SigningAlgorithm kms:ValidTo kms:ViaService kms:WrappingAlgorithm kms:WrappingKeySpec
    iam:AWSServiceName iam:AssociatedResourceArn iam:OrganizationsPolicyId iam:PassedToService iam:PermissionsBoundary iam:PolicyARN
    sts:AWSServiceName sts:DurationSeconds sts:ExternalId sts:IdentityTokenAudience sts:RequestContextProviders sts:RoleSessionName
    sts:SigningAlgorithm sts:SourceIdentity sts:TaskPolicyArn sts:TransitiveTagKeys
"""
# Keys that end in a name that the user chose, such as aws:PrincipalTag/team.
_PREFIXES: Final = """
    aws:PrincipalTag/ aws:RequestTag/ aws:ResourceTag/ iam:ResourceTag/ kms:EncryptionContext: s3:AccessPointTag/ s3:BucketTag/
    s3:ExistingObjectTag/ s3:RequestObjectTag/ sts:RequestContext/
"""
_BY_KEY: Final = {key.lower(): key for key in _KEYS.split()}
_BY_PREFIX: Final = {prefix.lower(): prefix for prefix in _PREFIXES.split()}


def aws_key_name(key: str) -> str:
    """A condition key as AWS writes it; a key that AWS does not document stays as it is."""
    found = _BY_KEY.get(key.lower())
    if found is not None:
        return found
    return next((prefix + key[len(prefix) :] for lower, prefix in _BY_PREFIX.items() if key.lower().startswith(lower)), key)
