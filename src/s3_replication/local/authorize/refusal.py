"""How S3 words a refusal (S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors"; IAM, "Troubleshoot access denied errors").

A Deny of a policy that has an ARN names it (AWS Security Blog, "Enhanced access denied error messages with policy ARNs"). The reason is
given "for requests to resources within the same AWS account or within the same organization in AWS Organizations"; to all
others S3 says Access Denied.
"""

from typing import Final

from s3_replication.iam import Arn, Denial, EvaluationResult, Layer, Principal, PrincipalKind, Request, Unknown

__all__ = ["DENIED", "arn_of", "public_acl_refusal", "refusal_of", "service_refusal_of"]

DENIED: Final = "Access Denied"
KINDS: Final = {
    Layer.IDENTITY: "identity-based policy",
    Layer.BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
    Layer.SCP: "service control policy",
    Layer.RCP: "resource control policy",
    Layer.RESOURCE: "resource-based policy",
}


def refusal_of(request: Request, result: EvaluationResult, same_organization: bool) -> str:
    """The message of S3's AccessDenied for a request that is denied."""
    caller = request.principal
    same = caller.account == request.resource_account or same_organization
    if not same or caller.kind in (PrincipalKind.ANONYMOUS, PrincipalKind.SERVICE) or result.denial is None:
        return DENIED
    asked = f'{request.action} on resource: "{request.resource}"'
    return f"User: {arn_of(caller)} is not authorized to perform: {asked} {_reason(request, result)}"


def service_refusal_of(request: Request, result: EvaluationResult, same_organization: bool) -> str:
    """The message of other services (IAM User Guide, "Troubleshoot access denied error messages")."""
    caller = request.principal
    same = caller.account == request.resource_account or same_organization
    if not same and request.action.startswith("sqs:"):
        return _of_another_queue(request)
    asked = f"{_written(request.action)} on resource: {request.resource}"
    denied = f"User: {arn_of(caller) or 'anonymous'} is not authorized to perform: {asked}"
    return f"{denied} {_reason(request, result)}" if same and result.denial is not None else denied


def _of_another_queue(request: Request) -> str:
    """SQS Developer Guide, "Troubleshoot an access denied error in Amazon SQS".

    That SQS says so to other accounts is assumed: to callers of the account it gives the reason (report:
    aws/serverless-application-model#3633).
    """
    region = Arn.parse(request.resource).region
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"Access to the resource https://sqs.{region}.{suffix}/ is denied."


def _written(action: str) -> str:
    """An action as the service writes it: SNS:CreateTopic (report: aws-ia/terraform-aws-control_tower_account_factory#151), and
    sqs:createqueue (report: awspring/spring-cloud-aws#861)."""
    service, _, name = action.partition(":")
    return f"SNS:{name}" if service == "sns" else action.lower() if service == "sqs" else action


def _reason(request: Request, result: EvaluationResult) -> str:
    kind = KINDS.get(result.because[0].layer, KINDS[Layer.RESOURCE])
    article = "an" if kind[0] in "aeiou" else "a"
    if kind == KINDS[Layer.RESOURCE] and request.action.startswith("sts:") and ":role/" in request.resource:
        article, kind = "the", "role trust policy"
    if result.denial is Denial.IMPLICIT:
        return f"because no {kind} allows the {_written(request.action)} action"
    _, _, name = result.because[0].policy.rpartition(" ")
    which = f": {name}" if name.startswith("arn:") and kind != KINDS[Layer.RESOURCE] else ""
    return f"with an explicit deny in {article} {kind}{which}"


def arn_of(caller: Principal) -> str:
    """The ARN that a message names: of a session it is the session's own."""
    if not caller.is_session or isinstance(caller.session_name, Unknown):
        return caller.arn
    return caller.session_beginning + caller.session_name


def public_acl_refusal(caller: Principal, action: str, bucket: str, key: str) -> str:
    """The message for an ACL that Block Public Access does not let through."""
    if caller.kind is PrincipalKind.ANONYMOUS:
        return DENIED
    resource = f"{bucket}/{key}" if key else bucket
    blocked = "public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting"
    return f'User: {arn_of(caller)} is not authorized to perform: {action} on resource: "{resource}" because {blocked}'
