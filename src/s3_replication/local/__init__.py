"""The local AWS: moto's server with S3 that really replicates, on loopback only."""

from s3_replication.local.client.control import Control
from s3_replication.local.client.environment import local_endpoint, local_environment
from s3_replication.local.client.launch import LocalAws

__all__ = ["Control", "LocalAws", "local_endpoint", "local_environment"]
