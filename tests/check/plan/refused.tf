resource "aws_s3_bucket_policy" "refused" {
  bucket = "named-source"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::another/*" }] })
}

resource "aws_iam_role" "refused" {
  name               = "refused"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "s3:GetObject" }] })
}

resource "aws_iam_role_policy" "refused" {
  name   = "refused"
  role   = aws_iam_role.account.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_policy" "refused" {
  name   = "refused"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = [for n in range(600) : "s3:Get${n}"], Resource = "*" }] })
}

resource "aws_kms_key" "refused" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "somebody" }, Action = "kms:*", Resource = "*" }] })
}
