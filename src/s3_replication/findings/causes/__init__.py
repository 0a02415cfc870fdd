"""Causes: why an outcome is not COMPLETED, read from the trace of its decision."""

from s3_replication.findings.causes.cause import Cause
from s3_replication.findings.causes.trace import causes_of

__all__ = ["Cause", "causes_of"]
