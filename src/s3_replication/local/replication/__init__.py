"""The replication worker: what is admitted, queued, delivered and shown as a status."""
