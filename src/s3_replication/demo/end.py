"""Ends a demo that was kept, or that was killed before it could clean up."""

import os
from pathlib import Path

from s3_replication.demo.example import Example
from s3_replication.demo.leftovers import find_leftovers, tag_variables
from s3_replication.demo.machine import stop_kept, use_live
from s3_replication.demo.record import Record, RunFolder
from s3_replication.demo.screen import Screen
from s3_replication.demo.stages import Stages
from s3_replication.errors import AwsError, InputError
from s3_replication.terraform import Terraform, find_binary, terraform_environment

__all__ = ["end_demo"]


def end_demo(checkout: Path, screen: Screen) -> None:
    """Destroys what the run in this checkout made and removes its folder.

    Raises InputError while the run is still at work, for another account's credentials, and where a state lists resources that no record
    explains; AwsError where something is left on AWS; what use_live and Terraform raise for a run on AWS. The folder then stays, since
    Terraform's state in it is the only list of what is left.
    """
    folder = RunFolder(checkout)
    if not folder.path.exists():
        screen.say("there is no demo to end.")
        return
    record = folder.read()
    if record is None:
        _refuse_unknown(folder)
    elif folder.is_busy(record):
        raise InputError(f"the demo is still running (process {record.process}): interrupt it, and it cleans up by itself.")
    elif record.port:
        # A local AWS is gone with its process, and nothing of it is anywhere else.
        if stop_kept(folder.path):
            screen.say("the local AWS of the demo is stopped.")
    else:
        _end_live(folder, record, screen)
    folder.remove()


def _refuse_unknown(folder: RunFolder) -> None:
    if left := folder.left_in_state():
        raise InputError(
            f"the record of the demo in {folder.path} cannot be read, and Terraform's state there lists {', '.join(sorted(set(left)))}: "
            "run `terraform destroy` in the example's folder there with the run's credentials, then remove the folder."
        )


def _end_live(folder: RunFolder, record: Record, screen: Screen) -> None:
    example = Example(folder.path / "examples" / record.example)
    machine = use_live(example.cross_account, record.destination_role_arn)
    accounts = (machine.source.account(), machine.destination.account())
    if record.accounts and accounts != record.accounts:
        raise InputError(
            f"the demo runs in the accounts {' and '.join(record.accounts)}, and these credentials are of {' and '.join(accounts)}: "
            "use the credentials that the demo was started with."
        )
    if folder.left_in_state():
        environment = terraform_environment({**machine.environment, **tag_variables(record.name)}, folder.path)
        Stages(Terraform(example.folder, find_binary(os.environ), environment, screen.line), screen.step, live=True).destroy()
    left = [*folder.left_in_state(), *(find_leftovers(machine, record) if record.name else [])]
    if left:
        raise AwsError(f"the demo left on AWS: {', '.join(left)}. Delete them manually, then run `make demo-end` again.")
