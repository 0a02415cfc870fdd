"""S3 Batch Replication through S3 Control: jobs that replicate what live replication does not (facts 6.01 to 6.38)."""
