"""IAM and STS: operations, resources and condition keys."""

from typing import Final

from s3_replication.service_authorization.table import CALLER, Asked, ResourceKind, ServiceTable, asking, tagging

__all__ = ["IAM", "STS"]


def _kind(kind: str, *parameters: str, otherwise: str = "*") -> ResourceKind:
    return ResourceKind(parameters, f"arn:{{partition}}:iam::{{account}}:{kind}/{{path}}{{name}}", otherwise, lookup=True)


IAM: Final = ServiceTable(
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
    kinds={
        "role": _kind("role", "RoleName"),
        "user": _kind("user", "UserName", otherwise=CALLER),
        "key's user": _kind("user", "AccessKeyId"),
        "service's role": ResourceKind(("AWSServiceName",), "arn:{partition}:iam::{account}:role/aws-service-role/{name}/AWSServiceRole"),
        "group": _kind("group", "GroupName"),
        "policy": _kind("policy", "PolicyArn", "PolicyName"),
        "instance-profile": _kind("instance-profile", "InstanceProfileName"),
        "oidc-provider": _kind("oidc-provider", "OpenIDConnectProviderArn", "Url"),
        "saml-provider": _kind("saml-provider", "SAMLProviderArn", "Name"),
        "server-certificate": _kind("server-certificate", "ServerCertificateName"),
        "mfa": _kind("mfa", "SerialNumber", "VirtualMFADeviceName"),
    },
    operations={
        **asking("iam", "role", """
            AttachRolePolicy DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteServiceLinkedRole DetachRolePolicy
            GetRole GetRolePolicy ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies ListRoleTags
            PutRolePermissionsBoundary PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription
        """),
        **asking("iam", "user", """
            AttachUserPolicy CreateAccessKey CreateLoginProfile DeactivateMFADevice DeleteAccessKey DeleteLoginProfile
            DeleteSSHPublicKey DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy
            DetachUserPolicy EnableMFADevice GetLoginProfile
            GetSSHPublicKey GetUser GetUserPolicy ListAccessKeys ListAttachedUserPolicies ListGroupsForUser ListMFADevices
            ListSSHPublicKeys ListSigningCertificates ListUserPolicies ListUserTags PutUserPermissionsBoundary PutUserPolicy
            TagUser UntagUser UpdateAccessKey
            UpdateLoginProfile UpdateSSHPublicKey UpdateSigningCertificate UpdateUser UploadSSHPublicKey UploadSigningCertificate
        """),
        **asking("iam", "group", """
            AddUserToGroup AttachGroupPolicy CreateGroup DeleteGroup DeleteGroupPolicy DetachGroupPolicy GetGroup GetGroupPolicy
            ListAttachedGroupPolicies ListGroupPolicies PutGroupPolicy RemoveUserFromGroup UpdateGroup
        """),
        **asking("iam", "policy", """
            CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListEntitiesForPolicy
            ListPolicyTags ListPolicyVersions SetDefaultPolicyVersion TagPolicy UntagPolicy
        """),
        **asking("iam", "instance-profile", """
            CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile
            UntagInstanceProfile
        """),
        **asking("iam", "oidc-provider", """
            CreateOpenIDConnectProvider DeleteOpenIDConnectProvider GetOpenIDConnectProvider ListOpenIDConnectProviderTags
            TagOpenIDConnectProvider UntagOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint
        """),
        **asking("iam", "saml-provider", "CreateSAMLProvider DeleteSAMLProvider GetSAMLProvider UpdateSAMLProvider"),
        **asking("iam", "server-certificate", "DeleteServerCertificate GetServerCertificate UploadServerCertificate"),
        **asking("iam", "mfa", "CreateVirtualMFADevice DeleteVirtualMFADevice"),
        **asking("iam", "", """
            CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy GenerateCredentialReport
            GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountSummary GetCredentialReport
            ListAccountAliases ListGroups ListInstanceProfiles ListOpenIDConnectProviders ListPolicies ListRoles ListSAMLProviders
            ListServerCertificates ListUsers ListVirtualMFADevices UpdateAccountPasswordPolicy
        """),
        **tagging("iam", "role", "CreateRole", "TagRole"),
        **tagging("iam", "user", "CreateUser", "TagUser"),
        **tagging("iam", "policy", "CreatePolicy", "TagPolicy"),
        **asking("iam", "service's role", "CreateServiceLinkedRole"),
        **asking("iam", "key's user", "GetAccessKeyLastUsed"),
        "AddRoleToInstanceProfile": (
            Asked("iam:AddRoleToInstanceProfile", "instance-profile"), Asked("iam:PassRole", "role", passed_to="ec2.amazonaws.com"),
        ),
    },
    keys={
        "iam:awsservicename": "AWSServiceName",
        "iam:permissionsboundary": "PermissionsBoundary",
        "iam:policyarn": "PolicyArn",
    },
)  # fmt: skip

STS: Final = ServiceTable(
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html",
    kinds={
        "role": ResourceKind(("RoleArn",), "{name}"),
        "user": ResourceKind(("Name",), "arn:{partition}:sts::{account}:federated-user/{name}"),
    },
    operations={
        "AssumeRole": (
            Asked("sts:AssumeRole", "role"),
            Asked("sts:TagSession", "role", when="Tags"),
            Asked("sts:SetSourceIdentity", "role", when="SourceIdentity"),
        ),
        **tagging("sts", "user", "GetFederationToken", "TagSession"),
        **asking("sts", "", "GetAccessKeyInfo"),
    },
    keys={
        "sts:externalid": "ExternalId",
        "sts:rolesessionname": "RoleSessionName",
        "sts:sourceidentity": "SourceIdentity",
        "sts:transitivetagkeys": "TransitiveTagKeys",
    },
    free=frozenset({"GetCallerIdentity", "GetSessionToken"}),
    ignored={"AssumeRole": ("ProvidedContexts",)},
)
