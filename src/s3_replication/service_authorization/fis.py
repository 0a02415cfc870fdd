"""AWS Fault Injection Service: operations, resources and condition keys."""

from typing import Final

from s3_replication.service_authorization.table import Asked, ResourceKind, ServiceTable, asking

__all__ = ["FIS"]

_OWN: Final = "arn:{partition}:fis:{region}:{account}:"
_TAGGED: Final = "tags"

FIS: Final = ServiceTable(
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsfaultinjectionservice.html",
    kinds={
        "action": ResourceKind(("actions.*.actionId",), _OWN + "action/{name}", _OWN + "action/*"),
        "experiment": ResourceKind(("experimentId", "id"), _OWN + "experiment/{name}", _OWN + "experiment/*"),
        "experiment-template": ResourceKind(
            ("experimentTemplateId", "id"), _OWN + "experiment-template/{name}", _OWN + "experiment-template/*"
        ),
        "tagged experiment": ResourceKind(("resourceArn",), "{name}"),
        "role": ResourceKind(("roleArn",), "{name}"),
    },
    operations={
        "CreateExperimentTemplate": (
            Asked("fis:CreateExperimentTemplate", "experiment-template"),
            Asked("fis:CreateExperimentTemplate", "action"),
            Asked("fis:TagResource", "experiment-template", when=_TAGGED),
            Asked("iam:PassRole", "role", passed_to="fis.amazonaws.com"),
        ),
        "UpdateExperimentTemplate": (
            Asked("fis:UpdateExperimentTemplate", "experiment-template"),
            Asked("fis:UpdateExperimentTemplate", "action", when="actions"),
            Asked("iam:PassRole", "role", when="roleArn", passed_to="fis.amazonaws.com"),
        ),
        "StartExperiment": (
            Asked("fis:StartExperiment", "experiment-template"),
            Asked("fis:StartExperiment", "experiment"),
            Asked("fis:TagResource", "experiment", when=_TAGGED),
        ),
        **asking("fis", "experiment", """
            GetExperiment GetExperimentTargetAccountConfiguration ListExperimentResolvedTargets
            ListExperimentTargetAccountConfigurations StopExperiment
        """),
        **asking("fis", "experiment-template", """
            CreateTargetAccountConfiguration DeleteExperimentTemplate DeleteTargetAccountConfiguration GetExperimentTemplate
            GetTargetAccountConfiguration ListTargetAccountConfigurations UpdateTargetAccountConfiguration
        """),
        **asking("fis", "tagged experiment", "ListTagsForResource TagResource UntagResource"),
        **asking("fis", "", "ListExperimentTemplates ListExperiments"),
    },
)  # fmt: skip
