# Only a check. It has its own module because a check cannot have a count. Terraform reads its data source in every plan and reports that as a
# change. If the read fails, as it does for a bucket without a policy, Terraform only warns.
check "present_policy_is_given" {
  data "aws_s3_bucket_policy" "present" {
    bucket = var.bucket_name
  }

  assert {
    # Statements are compared with sorted lists, and a list of one equals its element, as IAM reads them. Foreign JSON, hence try().
    condition = 1 >= length(distinct([
      for written in [var.policy_json, try(jsonencode({ Statement = concat(
        flatten([jsondecode(var.policy_json).Statement]), flatten([jsondecode(data.aws_s3_bucket_policy.present.policy).Statement]),
      ) }), var.policy_json)] :
      jsonencode(sort(distinct([for statement in try(flatten([jsondecode(written).Statement]), []) : jsonencode({ for element, value in statement : element => try(
        sort(flatten([value])),
        { for inner, values in value : inner => try(sort(flatten([values])), { for key, content in values : key => sort(flatten([content])) }) },
        value,
      ) })])))
    ]))
    error_message = "bucket \"${var.bucket_name}\" has policy statements that bucket.existing.policy_json lacks, and an apply removes them. Add them to policy_json; the present policy is: aws s3api get-bucket-policy --bucket ${var.bucket_name} --query Policy --output text."
  }
}
