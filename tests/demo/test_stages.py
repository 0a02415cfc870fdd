"""On a local AWS, where nobody else changes anything, the demo verifies the provider once."""

import pytest

from s3_replication.demo.stages import Stages

LOCK = """\
provider "registry.example.com/hashicorp/aws" {
  version     = "5.100.0"
  constraints = ">= 5.100.0"
  hashes = [
    "h1:one",
    "zh:two",
  ]
}
"""


class FakeTerraform:
    """Terraform whose `init` writes a lock file."""

    def __init__(self, folder):
        self.folder = folder

    def init(self):
        (self.folder / ".terraform.lock.hcl").write_text(LOCK)


@pytest.mark.parametrize("live", [False, True])
def test_only_a_live_run_verifies_the_provider_again(tmp_path, live):
    Stages(FakeTerraform(tmp_path), lambda *_: None, live).init()
    lock = (tmp_path / ".terraform.lock.hcl").read_text()
    assert ("hashes" in lock) == live
    assert lock.startswith('provider "registry.example.com/hashicorp/aws" {\n  version     = "5.100.0"\n')
    assert lock.endswith("}\n")
