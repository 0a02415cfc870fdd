# One unit per bucket; its name is the bucket's key in buckets.hcl.

unit "media" {
  source = "../../../units/destination"
  path   = "media"
}

unit "reports" {
  source = "../../../units/destination"
  path   = "reports"
}
