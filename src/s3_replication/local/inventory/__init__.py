"""S3 Inventory reports on request: S3 itself delivers them once a day or a week."""
