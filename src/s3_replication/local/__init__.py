"""The local AWS: moto's server with S3 that really replicates, on loopback only."""

from s3_replication.local.control import Control
from s3_replication.local.environment import local_endpoint, local_environment
from s3_replication.local.launch import LocalAws

__all__ = ["Control", "LocalAws", "local_endpoint", "local_environment"]
