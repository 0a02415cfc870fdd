"""Three-valued IAM policy evaluation with a trace; knows nothing of replication."""

from s3_replication.iam.arn import ACCOUNT_ID, Arn, is_account_id, partition_of, partition_of_region
from s3_replication.iam.audience import Audience, allows, audience, single_allows
from s3_replication.iam.caching import Evaluator
from s3_replication.iam.context import UNKNOWN_RESOURCE_TAGS
from s3_replication.iam.deleted_principals import orphaned_ids
from s3_replication.iam.evaluate import evaluate, explicit_denial
from s3_replication.iam.glob import Glob, Literal, compile_glob
from s3_replication.iam.key_names import aws_key_name
from s3_replication.iam.key_patterns import KeyPatterns, key_patterns, named_stems
from s3_replication.iam.kinds import PolicyKind
from s3_replication.iam.model import Denial, Documents, EvaluationResult, Evidence, Grant, Layer, Policies, Request, Verdict
from s3_replication.iam.policy import Policy, PolicyError
from s3_replication.iam.policy_clauses import PolicyClause, policy_clauses
from s3_replication.iam.principal import Principal, PrincipalKind
from s3_replication.iam.principal_element import Principals
from s3_replication.iam.reading import Note
from s3_replication.iam.request_context import ContextValue, RequestContext
from s3_replication.iam.unused_grants import unused_actions, unused_resources
from s3_replication.iam.values import UNKNOWN, Multivalued, Unknown

__all__ = [
    "ACCOUNT_ID", "UNKNOWN", "UNKNOWN_RESOURCE_TAGS",
    "Arn", "Audience", "ContextValue", "Denial", "Documents", "EvaluationResult", "Evaluator", "Evidence", "Glob",
    "Grant", "KeyPatterns", "Layer", "Literal", "Multivalued", "Note", "Policies", "Policy", "PolicyClause", "PolicyError", "PolicyKind",
    "Principal", "PrincipalKind", "Principals", "Request", "RequestContext", "Unknown", "Verdict",
    "allows", "audience", "aws_key_name", "compile_glob", "evaluate", "explicit_denial", "is_account_id", "key_patterns", "named_stems",
    "orphaned_ids", "partition_of", "partition_of_region", "policy_clauses", "single_allows", "unused_actions", "unused_resources",
]  # fmt: skip
