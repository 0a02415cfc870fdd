# One unit per bucket; its name is the bucket's key in buckets.hcl.

unit "media" {
  source = "../../../units/source"
  path   = "media"
}

unit "reports" {
  source = "../../../units/source"
  path   = "reports"
}
