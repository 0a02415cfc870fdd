# What is replicated: one entry per bucket. Both accounts read it, so that neither side can differ from the other.

locals {
  # Beginning of all names, which must be free in all of AWS.
  prefix = get_env("NAME_PREFIX", "acme")

  # Whether destroying a bucket deletes the objects in it.
  force_destroy = tobool(get_env("FORCE_DESTROY", "false"))

  # The account and Region that replicas are kept in: a folder below this one.
  replicas_in = "destination/eu-west-1"

  # `rules` as modules/source takes them, without the destination.
  buckets = {
    media = {
      rules = { originals = { priority = 1, delete_markers = false, prefix = "originals/" } }
    }
    reports = {
      rules = { everything = { priority = 1, delete_markers = true } }
    }
  }
}
