"""Reads the source of a configuration: what a plan does not know yet often follows from its expressions."""

from s3_replication.plan.source.misspelt import Misspelt, find_misspelt, find_misspelt_values
from s3_replication.plan.source.module_files import require_root_module
from s3_replication.plan.source.overlay import SourceValues
from s3_replication.plan.source.reader import Location, Source
from s3_replication.plan.source.replication_inputs import GivenObject, replication_inputs
from s3_replication.plan.source.unread_keys import find_unread_keys

__all__ = [
    "GivenObject", "Location", "Misspelt", "Source", "SourceValues", "find_misspelt", "find_misspelt_values", "find_unread_keys",
    "replication_inputs", "require_root_module",
]  # fmt: skip
