"""PutBucketReplication's document: its model, and XML in and out."""
