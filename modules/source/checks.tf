# Keys may begin with a slash, so this only warns.
check "prefix_begins_like_a_key" {
  assert {
    condition     = alltrue([for rule in values(var.rules) : rule.prefix == null ? true : !startswith(rule.prefix, "/")])
    error_message = "rules${jsonencode([for id, rule in var.rules : id if startswith(coalesce(rule.prefix, "-"), "/")])}.prefix begins with a slash, as keys rarely do; unless yours do, drop it, or nothing is replicated."
  }
}
