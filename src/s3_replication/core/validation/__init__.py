"""Every rule by which S3 refuses a replication configuration, alone and in the world of its buckets."""
