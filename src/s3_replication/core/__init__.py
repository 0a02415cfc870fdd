"""The decision core: frozen models of the world and decide(). No I/O, no clock."""

from s3_replication.core.admission import ARCHIVE_CLASSES
from s3_replication.core.bucket_settings import (
    BucketLifecycleRule,
    BucketOperations,
    EventNotifications,
    EventReceiver,
    EventTarget,
    InventoryReport,
    ReplicationAlarm,
    StorageTransition,
)  # fmt: skip
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
from s3_replication.core.configuration.rejection import ConfigurationRejected, Rejection
from s3_replication.core.configuration.serialise import configuration_xml, with_rule_ids
from s3_replication.core.configuration.values import STORAGE_CLASSES
from s3_replication.core.decide import Engine, admit, decide, deliver
from s3_replication.core.event_delivery import KEY_ACTIONS, EventObstacle, event_obstacle, send_action, service_may_send
from s3_replication.core.explanations import FailureReason, Reason, explain
from s3_replication.core.joined_worlds import join_worlds
from s3_replication.core.key_classes import KeyClasses
from s3_replication.core.key_traits import KeyTraits, algorithm_conditions, key_conditions
from s3_replication.core.lifecycle import lifecycle_may_act
from s3_replication.core.matching import ENABLED, KMS_KINDS, bucket_name, replicates_kms, replicates_markers, rule_prefix, syncs_replicas
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
from s3_replication.core.observability import (
    METRIC_SIDES,
    EventKind,
    Side,
    failed_operations,
    has_metrics,
    has_rtc,
    possible_events,
    sends_failure_event,
    takes_event,
    wants_replication_events,
)
from s3_replication.core.pauses import PAUSE_ACTION, ReplicationPause, parse_duration, parse_pause, pause_refusal
from s3_replication.core.permissions import Authorizer
from s3_replication.core.request_context import clock_keys
from s3_replication.core.results import Admission, Check, Component, Decision, Outcome, Presence, Replica, RuleVerdict, Step, Task
from s3_replication.core.status import aggregate, counted
from s3_replication.core.switches import Assumption, Switches, read_switches
from s3_replication.core.validation.buckets import configuration_not_found, versioning_change
from s3_replication.core.validation.validate import validate_configuration
from s3_replication.iam import partition_of

__all__ = [
    "ARCHIVE_CLASSES",
    "ENABLED",
    "KEY_ACTIONS",
    "KMS_KINDS",
    "METRIC_SIDES",
    "PAUSE_ACTION",
    "STORAGE_CLASSES",
    "Account",
    "Admission",
    "Assumption",
    "Authorizer",
    "Bucket",
    "BucketLifecycleRule",
    "BucketOperations",
    "Change",
    "Check",
    "Component",
    "ConfigurationRejected",
    "Decision",
    "DefaultRetention",
    "Destination",
    "Encryption",
    "EncryptionKind",
    "Engine",
    "EventKind",
    "EventNotifications",
    "EventObstacle",
    "EventReceiver",
    "EventTarget",
    "FailureReason",
    "Filter",
    "InventoryReport",
    "Key",
    "KeyClasses",
    "KeyState",
    "KeyTraits",
    "Lock",
    "Metrics",
    "Outcome",
    "Ownership",
    "Presence",
    "Reason",
    "Rejection",
    "Replica",
    "ReplicationAlarm",
    "ReplicationConfiguration",
    "ReplicationPause",
    "ReplicationStatus",
    "ReplicationTime",
    "Role",
    "Rule",
    "RuleVerdict",
    "Side",
    "SourceSelection",
    "Step",
    "StorageTransition",
    "Switches",
    "Tag",
    "Task",
    "Version",
    "Versioning",
    "World",
    "admit",
    "aggregate",
    "algorithm_conditions",
    "bucket_name",
    "clock_keys",
    "configuration_not_found",
    "configuration_xml",
    "counted",
    "decide",
    "deliver",
    "event_obstacle",
    "explain",
    "failed_operations",
    "has_metrics",
    "has_rtc",
    "join_worlds",
    "key_conditions",
    "lifecycle_may_act",
    "parse_configuration",
    "parse_duration",
    "parse_pause",
    "partition_of",
    "pause_refusal",
    "possible_events",
    "read_switches",
    "replicates_kms",
    "replicates_markers",
    "rule_prefix",
    "send_action",
    "sends_failure_event",
    "service_may_send",
    "syncs_replicas",
    "takes_event",
    "validate_configuration",
    "versioning_change",
    "wants_replication_events",
    "with_rule_ids",
]  # fmt: skip
