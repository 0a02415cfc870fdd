"""Three-valued IAM policy evaluation with a trace; knows nothing of replication."""
