"""Which permissions each AWS operation needs (Service Authorization Reference): one table for readers and for the local AWS."""

from s3_replication.service_authorization.call_scope import CallScope, arn_of, arn_without_name
from s3_replication.service_authorization.permissions import page_of, permission_of, resource_of
from s3_replication.service_authorization.s3 import OPERATIONS, Need, On, Operation, Permission
from s3_replication.service_authorization.services import TABLES
from s3_replication.service_authorization.table import ANY, CALLER, Asked, ResourceKind, ServiceTable

__all__ = [
    "ANY",
    "CALLER",
    "OPERATIONS",
    "TABLES",
    "Asked",
    "CallScope",
    "Need",
    "On",
    "Operation",
    "Permission",
    "ResourceKind",
    "ServiceTable",
    "arn_of",
    "arn_without_name",
    "page_of",
    "permission_of",
    "resource_of",
]
