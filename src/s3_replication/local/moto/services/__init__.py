"""The other services of moto: KMS, S3 Control, CloudWatch, CloudTrail, IAM and messaging."""
