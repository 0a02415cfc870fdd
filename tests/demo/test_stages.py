"""On a local AWS, where nobody else changes anything, the demo verifies the provider once and destroys without reading everything again."""

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
    """Terraform whose `init` writes a lock file, and that keeps how it was asked to destroy."""

    def __init__(self, folder):
        self.folder = folder
        self.refreshed = None

    def init(self):
        (self.folder / ".terraform.lock.hcl").write_text(LOCK)

    def forget(self, pattern):
        pass

    def destroy(self, refresh):
        self.refreshed = refresh


@pytest.mark.parametrize("live", [False, True])
def test_only_a_live_run_verifies_and_reads_again(tmp_path, live):
    terraform = FakeTerraform(tmp_path)
    stages = Stages(terraform, lambda *_: None, live)
    stages.init()
    stages.destroy()
    lock = (tmp_path / ".terraform.lock.hcl").read_text()
    assert ("hashes" in lock, terraform.refreshed) == (live, live)
    assert lock.startswith('provider "registry.example.com/hashicorp/aws" {\n  version     = "5.100.0"\n')
    assert lock.endswith("}\n")
