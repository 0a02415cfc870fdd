"""The decision core: frozen models of the world and decide(). No I/O, no clock."""

from s3_replication.core.admission import ARCHIVE_CLASSES
from s3_replication.core.configuration.arns import partition_of
from s3_replication.core.configuration.model import (
    Destination,
    Filter,
    Metrics,
    ReplicationConfiguration,
    ReplicationTime,
    Rule,
    SourceSelection,
    Tag,
)  # fmt: skip
from s3_replication.core.configuration.parse import parse_configuration
from s3_replication.core.configuration.preconditions import configuration_not_found, versioning_change
from s3_replication.core.configuration.rejection import ConfigurationRejected, Rejection
from s3_replication.core.configuration.serialise import configuration_xml, with_rule_ids
from s3_replication.core.configuration.validate import validate_configuration
from s3_replication.core.decision import (
    Admission,
    Check,
    Component,
    Decision,
    FailureReason,
    Outcome,
    Presence,
    Reason,
    Replica,
    RuleVerdict,
    Step,
    Task,
)  # fmt: skip
from s3_replication.core.engine import Engine, admit, decide, deliver
from s3_replication.core.lifecycle import lifecycle_may_act
from s3_replication.core.matching import bucket_name
from s3_replication.core.model import (
    Account,
    Bucket,
    Change,
    DefaultRetention,
    Encryption,
    EncryptionKind,
    Key,
    KeyState,
    Lock,
    Ownership,
    ReplicationStatus,
    Role,
    Version,
    Versioning,
    World,
)  # fmt: skip
from s3_replication.core.permissions import Authorizer
from s3_replication.core.reasons import explain
from s3_replication.core.signals import (
    METRIC_SIDES,
    EventKind,
    Side,
    failed_operations,
    has_metrics,
    has_rtc,
    possible_events,
    sends_failure_event,
)
from s3_replication.core.status import aggregate
from s3_replication.core.switches import Sent, Switches, read_switches

__all__ = [
    "ARCHIVE_CLASSES", "METRIC_SIDES", "Account", "Admission", "Authorizer", "Bucket", "Change", "Check", "Component",
    "ConfigurationRejected", "Decision", "DefaultRetention", "Destination", "Encryption", "EncryptionKind", "Engine", "EventKind",
    "FailureReason", "Filter", "Key", "KeyState", "Lock", "Metrics", "Outcome", "Ownership", "Presence", "Reason", "Rejection", "Replica",
    "ReplicationConfiguration", "ReplicationStatus", "ReplicationTime", "Role", "Rule", "RuleVerdict", "Sent", "Side", "SourceSelection",
    "Step", "Switches", "Tag", "Task", "Version", "Versioning", "World", "admit", "aggregate", "bucket_name", "configuration_not_found",
    "configuration_xml", "decide", "deliver", "explain", "failed_operations", "has_metrics", "has_rtc", "lifecycle_may_act",
    "parse_configuration", "partition_of", "possible_events", "read_switches", "sends_failure_event", "validate_configuration",
    "versioning_change", "with_rule_ids",
]  # fmt: skip
