"""Condition operators, one family per module (IAM User Guide, "Condition operators")."""
