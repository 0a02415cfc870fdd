config {
  call_module_type = "local"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

rule "terraform_naming_convention" {
  enabled = true

  # Steps inside a file begin with an underscore; what other files read does not.
  locals {
    custom = "^_?[a-z][a-z0-9_]*$"
  }
}

# variables-rules.tf and the topics' files are wanted: design.md's style names them.
rule "terraform_standard_module_structure" {
  enabled = false
}

# A unit that only calls other modules hands its provider on, and still states which one.
rule "terraform_unused_required_providers" {
  enabled = false
}
