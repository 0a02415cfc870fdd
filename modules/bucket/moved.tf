# Keys have names since the input retired_kms_keys exists.

moved {
  from = aws_kms_key.this[0]
  to   = aws_kms_key.this["default"]
}

moved {
  from = aws_kms_replica_key.this[0]
  to   = aws_kms_replica_key.this["default"]
}

moved {
  from = aws_kms_key_policy.this[0]
  to   = aws_kms_key_policy.this["default"]
}
