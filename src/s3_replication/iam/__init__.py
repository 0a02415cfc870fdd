"""Three-valued IAM policy evaluation with a trace; knows nothing of replication."""

from s3_replication.iam.caller import Principal, PrincipalKind
from s3_replication.iam.evaluate import evaluate
from s3_replication.iam.evaluator import Evaluator
from s3_replication.iam.kinds import PolicyKind
from s3_replication.iam.model import Decision, Evidence, Grant, Layer, Policies, Request, Verdict
from s3_replication.iam.policy import Policy, PolicyError
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = [
    "UNKNOWN", "Decision", "Evaluator", "Evidence", "Grant", "Layer", "Policies", "Policy", "PolicyError", "PolicyKind", "Principal",
    "PrincipalKind", "Request", "Unknown", "Verdict", "evaluate",
]  # fmt: skip
