"""`s3-replication rehearse`: what happens to one object of every group when the configuration is applied to a throwaway local AWS."""

from s3_replication.rehearse.render import as_json, as_text
from s3_replication.rehearse.rows import RehearsedGroup
from s3_replication.rehearse.run import RehearsalReport, rehearse

__all__ = ["RehearsalReport", "RehearsedGroup", "as_json", "as_text", "rehearse"]
