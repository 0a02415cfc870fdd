module "exclusive" {
  source    = "./pair"
  name      = "exclusive"
  providers = { aws = aws, aws.destination = aws }
}

# The list lacks the policy of the pair.
resource "aws_iam_role_policies_exclusive" "lacking" {
  role_name    = "exclusive"
  policy_names = ["another"]
}

resource "aws_iam_policy" "listed" {
  name   = "listed"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "arn:aws:s3:::exclusive-source" }] })
}

resource "aws_iam_policy" "lacking" {
  name   = "lacking"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "arn:aws:s3:::exclusive-source" }] })
}

resource "aws_iam_role_policy_attachment" "listed" {
  role       = "exclusive"
  policy_arn = aws_iam_policy.listed.arn
}

resource "aws_iam_role_policy_attachment" "lacking" {
  role       = "exclusive"
  policy_arn = aws_iam_policy.lacking.arn
}

resource "aws_iam_role_policy_attachments_exclusive" "lacking" {
  role_name   = "exclusive"
  policy_arns = [aws_iam_policy.listed.arn]
}

# It owns the policy in the whole account, and lists another role.
resource "aws_iam_policy_attachment" "owner" {
  name       = "owner"
  roles      = ["right"]
  policy_arn = aws_iam_policy.lacking.arn
}

# A role that lists its policies, and a policy of its own resource.
resource "aws_iam_role" "lists" {
  name                = "lists"
  assume_role_policy  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]

  inline_policy {
    name   = "inside"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "*" }] })
  }
}

resource "aws_iam_role_policy" "outside" {
  name   = "outside"
  role   = aws_iam_role.lists.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_s3_bucket" "lists" {
  bucket = "lists-source"
}

resource "aws_s3_bucket_replication_configuration" "lists" {
  bucket     = aws_s3_bucket.lists.bucket
  role       = "arn:aws:iam::111111111111:role/lists"
  depends_on = [aws_iam_role_policy.outside, aws_iam_role_policy_attachment.outside, module.right]

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = "arn:aws:s3:::right-destination"
    }
  }
}

resource "aws_iam_role_policy_attachment" "outside" {
  role       = aws_iam_role.lists.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}
