config {
  # Local modules are followed, so that a call with an argument that does not exist is found.
  call_module_type = "local"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

# design.md: files by topic, not only the standard three.
rule "terraform_standard_module_structure" {
  enabled = false
}

rule "terraform_naming_convention" {
  enabled = true

  # Private locals begin with an underscore.
  locals {
    custom = "^_?[a-z][a-z0-9]*(_[a-z0-9]+)*$"
  }
}
