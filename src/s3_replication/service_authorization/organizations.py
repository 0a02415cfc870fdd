"""AWS Organizations: operations, resources and condition keys."""

from typing import Final

from s3_replication.service_authorization.table import Asked, ResourceKind, ServiceTable, asking

__all__ = ["ORGANIZATIONS"]


def _kind(*parameters: str) -> ResourceKind:
    """Policies, accounts, units and roots are all named by ids that show what they are."""
    return ResourceKind(parameters, "arn:{partition}:organizations::{account}:{name}", lookup=True)


ORGANIZATIONS: Final = ServiceTable(
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html",
    kinds={
        "account": _kind("AccountId"),
        "child": _kind("ChildId"),
        "parent": _kind("ParentId"),
        "policy": _kind("PolicyId"),
        "resource": _kind("ResourceId"),
        "root": _kind("RootId"),
        "target": _kind("TargetId"),
        "unit": _kind("OrganizationalUnitId"),
        "source parent": _kind("SourceParentId"),
        "destination parent": _kind("DestinationParentId"),
    },
    operations={
        **asking("organizations", "account", """
            CloseAccount DeregisterDelegatedAdministrator DescribeAccount ListDelegatedServicesForAccount RegisterDelegatedAdministrator
            RemoveAccountFromOrganization
        """),
        **asking("organizations", "policy", "DeletePolicy DescribePolicy ListTargetsForPolicy UpdatePolicy"),
        **asking("organizations", "unit", "DeleteOrganizationalUnit DescribeOrganizationalUnit UpdateOrganizationalUnit"),
        **asking("organizations", "root", "DisablePolicyType EnablePolicyType"),
        **asking("organizations", "parent", """
            CreateOrganizationalUnit ListAccountsForParent ListChildren ListOrganizationalUnitsForParent
        """),
        **asking("organizations", "child", "ListParents"),
        **asking("organizations", "target", "ListPoliciesForTarget"),
        **asking("organizations", "resource", "ListTagsForResource TagResource UntagResource"),
        **asking("organizations", "", """
            CreateAccount CreateOrganization CreatePolicy DeleteOrganization DescribeCreateAccountStatus DescribeOrganization
            DisableAWSServiceAccess EnableAWSServiceAccess ListAWSServiceAccessForOrganization ListAccounts ListCreateAccountStatus
            ListDelegatedAdministrators ListPolicies ListRoots
        """),
        "AttachPolicy": (Asked("organizations:AttachPolicy", "policy"), Asked("organizations:AttachPolicy", "target")),
        "DetachPolicy": (Asked("organizations:DetachPolicy", "policy"), Asked("organizations:DetachPolicy", "target")),
        "MoveAccount": (
            Asked("organizations:MoveAccount", "account"),
            Asked("organizations:MoveAccount", "source parent"),
            Asked("organizations:MoveAccount", "destination parent"),
        ),
    },
    keys={"organizations:policytype": "Type", "organizations:serviceprincipal": "ServicePrincipal"},
)  # fmt: skip
