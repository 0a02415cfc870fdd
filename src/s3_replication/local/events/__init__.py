"""Bucket notifications: replication's own events, thresholds of Replication Time Control, and what an arrival emits."""
