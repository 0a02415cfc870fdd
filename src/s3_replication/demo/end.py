"""The end of a demo that was kept, or that died before it could clean up."""

import os
from pathlib import Path

from s3_replication.demo.example import Example
from s3_replication.demo.machine import stop_kept, use_live
from s3_replication.demo.record import Record, RunFolder
from s3_replication.demo.screen import Screen
from s3_replication.demo.stages import Stages
from s3_replication.errors import InputError
from s3_replication.terraform import Terraform, find_binary, terraform_environment

__all__ = ["end_demo"]


def end_demo(checkout: Path, screen: Screen) -> None:
    """Destroys what the run in this checkout made and removes its folder; without one it does nothing.

    Raises InputError while the run is still at work, and what use_live and Terraform raise for one on AWS: its folder then stays,
    since Terraform's state in it is the only list of what is left.
    """
    folder = RunFolder(checkout)
    record = folder.read()
    if record is not None:
        if folder.is_busy(record):
            raise InputError(f"the demo is still running (process {record.process}): interrupt it, and it cleans up by itself.")
        _end(folder, record, screen)
    folder.remove()


def _end(folder: RunFolder, record: Record, screen: Screen) -> None:
    if record.port:
        # A local AWS is gone with its process, and nothing of it is anywhere else.
        if stop_kept(folder.path):
            screen.say("the local AWS of the demo is stopped.")
        return
    example = Example(folder.path / "examples" / record.example)
    machine = use_live(example.cross_account, record.destination_role_arn)
    if (example.folder / "terraform.tfstate").exists():
        terraform = Terraform(example.folder, find_binary(os.environ), terraform_environment(machine.environment, folder.path), screen.line)
        Stages(terraform, screen.step).destroy()
