"""PutBucketReplication's document: model, XML in and out, and every rule by which S3 refuses one."""
