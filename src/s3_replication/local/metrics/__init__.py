"""CloudWatch metrics of replication: what is published, where, and with which values."""
