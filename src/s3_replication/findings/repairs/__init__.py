"""Repairs: changes of a world that make objects replicate, each proven by deciding again."""

from s3_replication.findings.repairs.edits import Allow, CreateRole, Edit, Except, SetBucket, SetKey, SetRule
from s3_replication.findings.repairs.prove import FailingExample, Repairs, Solution, find_repairs

__all__ = [
    "Allow", "CreateRole", "Edit", "Except", "FailingExample", "Repairs", "SetBucket", "SetKey", "SetRule", "Solution", "find_repairs",
]  # fmt: skip
