# Chains and two-way replication, in one account: an edge from each bucket to the next.
locals {
  edges = {
    m1-chain-a  = { to = "m1-chain-b", sync = "Disabled" }
    m1-chain-b  = { to = "m1-chain-c", sync = "Disabled" }
    m2-one-east = { to = "m2-one-west", sync = "Enabled" }
    m2-one-west = { to = "m2-one-east", sync = "Disabled" }
    m6-two-east = { to = "m6-two-west", sync = "Enabled" }
    m6-two-west = { to = "m6-two-east", sync = "Enabled" }
  }
  nodes = toset(concat(keys(local.edges), [for edge in local.edges : edge.to]))
}

resource "aws_s3_bucket" "node" {
  provider = aws.source
  for_each = local.nodes
  bucket   = each.key
}

resource "aws_s3_bucket_versioning" "node" {
  provider = aws.source
  for_each = aws_s3_bucket.node
  bucket   = each.value.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "edge" {
  provider = aws.source
  for_each = local.edges
  name     = each.key
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "edge" {
  provider = aws.source
  for_each = local.edges
  role     = aws_iam_role.edge[each.key].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = "arn:aws:s3:::${each.key}" },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "arn:aws:s3:::${each.key}/*"
      },
      { Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateDelete"], Resource = "arn:aws:s3:::${each.value.to}/*" },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "edge" {
  provider   = aws.source
  for_each   = local.edges
  depends_on = [aws_s3_bucket_versioning.node, aws_iam_role_policy.edge]
  bucket     = each.key
  role       = aws_iam_role.edge[each.key].arn
  rule {
    id       = "all"
    priority = 1
    status   = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Enabled"
    }
    source_selection_criteria {
      replica_modifications {
        status = each.value.sync
      }
    }
    destination {
      bucket = aws_s3_bucket.node[each.value.to].arn
    }
  }
}
