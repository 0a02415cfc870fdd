"""What AWS looks at when a policy document is put, with AWS's words; no I/O, so that a plan's documents can be checked too."""

from s3_replication.policy_checks.actions import matching, similar_action, written_action
from s3_replication.policy_checks.bucket import check_bucket_policy
from s3_replication.policy_checks.iam import PolicyTooLarge, check_identity_policy, check_trust_policy
from s3_replication.policy_checks.principals import Identify, PolicyRefused, with_id
from s3_replication.policy_checks.public import is_public
from s3_replication.policy_checks.services import check_key_policy, check_queue_policy, check_topic_policy

__all__ = [
    "Identify", "PolicyRefused", "PolicyTooLarge", "check_bucket_policy", "check_identity_policy", "check_key_policy",
    "check_queue_policy", "check_topic_policy", "check_trust_policy", "is_public", "matching", "similar_action", "with_id",
    "written_action",
]  # fmt: skip
