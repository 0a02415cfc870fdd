"""The verdict over all policies of one request (IAM User Guide, "Policy evaluation logic")."""

from s3_replication.iam.model import Decision, Policies, Request

__all__ = ["evaluate"]


def evaluate(request: Request, policies: Policies) -> Decision:
    """Decide one request; never raises."""
    raise NotImplementedError
