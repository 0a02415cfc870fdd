"""Reads the source of a configuration: what a plan does not know yet often follows from its expressions."""

from s3_replication.plan.source.misspelt import Misspelt, find_misspelt
from s3_replication.plan.source.module_files import require_root_module
from s3_replication.plan.source.overlay import SourceValues
from s3_replication.plan.source.reader import Location, Source

__all__ = ["Location", "Misspelt", "Source", "SourceValues", "find_misspelt", "require_root_module"]
