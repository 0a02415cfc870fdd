"""Which permissions each AWS operation needs (Service Authorization Reference): one table for readers and for the local AWS."""

from s3_replication.service_authorization.permissions import permission_of
from s3_replication.service_authorization.s3 import OPERATIONS, Need, On, Operation, Permission
from s3_replication.service_authorization.services import TABLES
from s3_replication.service_authorization.table import ANY, CALLER, Asked, ResourceKind, ServiceTable

__all__ = [
    "ANY",
    "CALLER",
    "OPERATIONS",
    "TABLES",
    "Asked",
    "Need",
    "On",
    "Operation",
    "Permission",
    "ResourceKind",
    "ServiceTable",
    "permission_of",
]
