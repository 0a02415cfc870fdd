"""Causes: why an outcome is not COMPLETED, read from the trace of its decision."""

from s3_replication.findings.causes.cause import EVERYTHING, Cause, UnknownValue
from s3_replication.findings.causes.trace import causes_of
from s3_replication.findings.causes.unknowns import CONTROL_POLICIES

__all__ = ["CONTROL_POLICIES", "EVERYTHING", "Cause", "UnknownValue", "causes_of"]
