"""Amazon S3 Control: operations, resources and condition keys. Its actions begin with s3:."""

from typing import Final

from s3_replication.service_authorization.table import Asked, ResourceKind, ServiceTable, asking

__all__ = ["S3_CONTROL"]

_OWN: Final = "arn:{partition}:s3:{region}:{account}:"

S3_CONTROL: Final = ServiceTable(
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html",
    kinds={
        "accesspoint": ResourceKind(("Name",), _OWN + "accesspoint/{name}"),
        "job": ResourceKind(("JobId",), _OWN + "job/{name}"),
        "storagelensconfiguration": ResourceKind(("ConfigId",), _OWN + "storage-lens/{name}"),
        "multiregionaccesspoint": ResourceKind(("Name", "Mrap"), "arn:{partition}:s3::{account}:accesspoint/{name}", lookup=True),
        "request": ResourceKind(("RequestTokenARN",), "{name}"),
        "tagged": ResourceKind(("ResourceArn",), "{name}"),
        "role": ResourceKind(("RoleArn",), "{name}"),
    },
    operations={
        **asking("s3", "accesspoint", """
            CreateAccessPoint DeleteAccessPoint DeleteAccessPointPolicy GetAccessPointPolicy GetAccessPointPolicyStatus
            PutAccessPointPolicy
        """),
        **asking("s3", "job", "DescribeJob UpdateJobPriority UpdateJobStatus"),
        **{
            f"{verb}JobTagging": (Asked(f"s3:{verb}JobTagging", "job"),) for verb in ("Get", "Put", "Delete")
        },
        "CreateJob": (Asked("s3:CreateJob"), Asked("iam:PassRole", "role", passed_to="batchoperations.s3.amazonaws.com")),
        **asking("s3", "storagelensconfiguration", """
            DeleteStorageLensConfiguration GetStorageLensConfiguration GetStorageLensConfigurationTagging
            PutStorageLensConfigurationTagging
        """),
        **asking("s3", "multiregionaccesspoint", """
            CreateMultiRegionAccessPoint DeleteMultiRegionAccessPoint GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy
            GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes PutMultiRegionAccessPointPolicy
            SubmitMultiRegionAccessPointRoutes
        """),
        **asking("s3", "request", "DescribeMultiRegionAccessPointOperation"),
        **asking("s3", "tagged", "ListTagsForResource TagResource UntagResource"),
        **asking("s3", "", """
            GetAccessPoint ListAccessPoints ListJobs ListMultiRegionAccessPoints
            ListStorageLensConfigurations PutStorageLensConfiguration
        """),
        "GetPublicAccessBlock": (Asked("s3:GetAccountPublicAccessBlock"),),
        "PutPublicAccessBlock": (Asked("s3:PutAccountPublicAccessBlock"),),
        "DeletePublicAccessBlock": (Asked("s3:PutAccountPublicAccessBlock"),),
    },
    keys={"s3:requestjobpriority": "Priority"},
)  # fmt: skip
