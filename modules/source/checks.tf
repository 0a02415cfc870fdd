# Keys can begin with a slash, so this is a warning only.
check "prefix_begins_like_a_key" {
  assert {
    condition     = length([for id, rule in var.rules : id if startswith(coalesce(rule.prefix, "-"), "/")]) == 0
    error_message = "rules${jsonencode([for id, rule in var.rules : id if startswith(coalesce(rule.prefix, "-"), "/")])}.prefix begins with a slash, but keys rarely do. If yours do not, remove the slash; otherwise nothing replicates."
  }
}
