"""Amazon S3 replication: rules, IAM decisions and a local AWS that really replicates."""
