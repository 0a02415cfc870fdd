"""Destroys what a live test applied, whatever the user presses meanwhile."""

import shutil
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from s3_replication.terraform import Terraform
from s3_replication.terraform.interrupts import Interrupts

__all__ = ["destroy_all"]


def destroy_all(terraform: Terraform, kept: Path) -> None:
    """Destroy everything; Ctrl-C and SIGTERM are answered with a notice. The folder `kept` is removed then, and named where this fails."""
    interrupts = Interrupts(lambda: _say("still destroying what the test made on AWS, a moment ..."))
    with ExitStack() as stack:
        if threading.current_thread() is threading.main_thread():
            stack.enter_context(interrupts.watching())
        stack.enter_context(interrupts.shielded())
        try:
            terraform.destroy()
        except BaseException:
            _say(f"resources are left on AWS: run `terraform destroy` in {terraform.folder}, then remove {kept}.")
            raise
        shutil.rmtree(kept)
    interrupts.check()


def _say(text: str) -> None:
    print(text, file=sys.__stderr__, flush=True)
