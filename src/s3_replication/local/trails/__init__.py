"""CloudTrail trails that log data events of S3 objects and deliver them into a bucket, on the local AWS' clock."""
