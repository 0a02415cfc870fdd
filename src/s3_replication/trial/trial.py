"""Trial: one configuration on one throwaway local AWS."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from s3_replication.core import read_switches
from s3_replication.errors import InputError, TerraformError
from s3_replication.iam import partition_of_region
from s3_replication.local import LocalAws, local_environment
from s3_replication.local.http.credentials import DEFAULT_ACCOUNT
from s3_replication.plan import Reading, Source, read_plan
from s3_replication.plan.input_variables import InputVariables
from s3_replication.plan.source import require_root_module
from s3_replication.plan.values import mapping
from s3_replication.terraform import Terraform, find_binary, forget_hashes, terraform_environment
from s3_replication.trial.account_numbers import account_numbers, check_accounts
from s3_replication.trial.copied_folder import copy_folder
from s3_replication.trial.lookups import has_lookups, lookups
from s3_replication.trial.missing import DEFAULT_REGION, refuse_created, stand_in_for_data, stand_in_for_names
from s3_replication.trial.override import names_accounts, write_override
from s3_replication.trial.places import Places, provider_accounts
from s3_replication.trial.stand_ins import StandIn, StandIns
from s3_replication.trial.state_values import addresses_in_state, with_state_values
from s3_replication.trial.targets import block_targets, targets_of

__all__ = ["Applied", "Trial", "TrialOptions"]

_VARIABLES = "~s3-replication-trial.auto.tfvars.json"
_LONGEST = 300  # characters of Terraform's message in a line of progress
_NO_RESOURCE = "terraform_data.s3_replication_no_resource"


def _silent(_line: str) -> None:
    """The default listener."""


@dataclass(frozen=True, slots=True)
class TrialOptions:
    """The account of each provider by its key in the plan, input variables, switches, and what is called with each step's name."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    inputs: InputVariables = field(default_factory=InputVariables)
    switches: tuple[str, ...] = ()
    say: Callable[[str], None] = _silent


@dataclass(frozen=True, slots=True)
class Applied:
    """The plan with the values known after apply, its stand-ins, and the addresses that replication does not need."""

    document: Mapping[str, object]
    stand_ins: tuple[StandIn, ...]
    left_out: tuple[str, ...]


class Trial:
    """A configuration's copy and the local AWS that it is applied to. The local AWS is thrown away, so nothing has to be destroyed."""

    def __init__(self, local: LocalAws, terraform: Terraform, source: Source, options: TrialOptions) -> None:
        self.places, self._terraform, self._source, self._options = Places(local), terraform, source, options
        self._stand_ins: StandIns | None = None
        self._unplanned: tuple[str, ...] = ()
        self._impossible: list[InputError] = []

    @classmethod
    @contextmanager
    def open(cls, folder: Path, options: TrialOptions) -> "Iterator[Trial]":
        """Copy the folder, start the local AWS and initialize Terraform; at the end both are gone, however it ends."""
        require_root_module(folder)
        read_switches(options.switches)
        with ExitStack() as ending:
            scratch = Path(tempfile.mkdtemp(prefix="s3-replication-"))
            ending.callback(shutil.rmtree, scratch, ignore_errors=True)
            copied = copy_folder(folder, Source.read(folder), scratch / "configuration")
            source = Source.read(copied)
            write_override(copied, source, options.accounts)
            local = ending.enter_context(LocalAws.start(switches=options.switches))
            environment = terraform_environment(_environment(local, options.accounts.get("aws")), scratch)
            terraform = Terraform(copied, find_binary(environment), environment)
            options.say("terraform init ...")
            terraform.init()
            forget_hashes(copied)
            yield cls(local, terraform, Source.read(copied), options)

    def plan(self) -> Mapping[str, object]:
        """The plan on the local AWS, after stand-ins for what data sources look up."""
        if has_lookups(self._source) or names_accounts(self._source) or account_numbers(self._terraform.folder):
            self._options.say("terraform plan without resources, to find accounts and what data sources look up ...")
            self.prepare(self._plan((_NO_RESOURCE,)))
        self._options.say("terraform plan ...")
        try:
            return self._plan()
        except TerraformError as error:
            targets, self._unplanned = block_targets(self._source)
            if not targets:
                raise
            said = " ".join(str(error).partition(": ")[2].split())
        self._options.say(f"terraform plan failed ({said[:_LONGEST]}); again for buckets, roles and keys alone ...")
        try:
            return self._plan(targets)
        except TerraformError as error:
            raise (self._impossible[0] if self._impossible else error) from error

    def read(self, document: Mapping[str, object]) -> Reading:
        """The reading of a plan of this configuration; providers of an unknown account have the local AWS's."""
        first = read_plan(document, accounts=self._options.accounts, source=self._source)
        accounts = {**provider_accounts(first), **self._options.accounts}
        return read_plan(document, accounts=accounts, switches=read_switches(self._options.switches), source=self._source)

    def apply(self, document: Mapping[str, object]) -> Applied:
        """Apply what the plan's replication needs, with stand-ins for what it names outside of the configuration."""
        reading = self.read(document)
        targets = targets_of(reading)
        if not targets:
            raise InputError(
                "the plan has no replication configuration: s3-replication rehearses plans with aws_s3_bucket_replication_configuration."
            )
        stand_ins = self._prepared(reading)
        refuse_created(reading, stand_ins.created.values())
        stand_in_for_names(reading, targets, stand_ins)
        self._write_variables(document)
        self._options.say(f"terraform apply of {len(targets)} resources ...")
        self._terraform.apply(targets=targets)
        state = self._terraform.show()
        return Applied(
            with_state_values(document, state), tuple(stand_ins.created.values()), (*_left_out(reading, state), *self._unplanned)
        )

    def _plan(self, targets: tuple[str, ...] = ()) -> Mapping[str, object]:
        inputs = self._options.inputs
        return self._terraform.plan(targets=targets, values=inputs.values, files=inputs.files).document

    def _write_variables(self, document: Mapping[str, object]) -> None:
        """The input variables that the plan was made with, for the apply; the file's name makes it the last that Terraform reads."""
        values = {name: mapping(one).get("value") for name, one in mapping(document.get("variables")).items()}
        known = {name: value for name, value in values.items() if value is not None}
        (self._terraform.folder / _VARIABLES).write_text(json.dumps(known), encoding="utf-8")

    def prepare(self, document: Mapping[str, object]) -> None:
        """Give each provider a key of its account, and create what data sources look up."""
        named = read_plan(document, accounts=self._options.accounts, source=self._source)
        check_accounts(named, account_numbers(self._terraform.folder), self._options.accounts)
        reading = self.read(document)
        accounts = provider_accounts(reading)
        write_override(self._terraform.folder, self._source, accounts)
        stand_ins = self._prepared(reading)
        for one in lookups(document, self._source, accounts):
            key = one.configuration.provider
            region = reading.parts.provider_accounts.of_provider(key).region
            try:
                stand_in_for_data(one, accounts[key], region or "", stand_ins)
            except InputError as error:  # it matters only if replication needs it, and then the plan fails
                self._impossible.append(error)

    def _prepared(self, reading: Reading) -> StandIns:
        if self._stand_ins is None:
            regions = [reading.parts.provider_accounts.of(one).region for one in reading.parts.instances]
            partition = partition_of_region(next((region for region in regions if region), None))
            accounts = tuple(dict.fromkeys(provider_accounts(reading).values()))
            self._stand_ins = StandIns(self.places, accounts, partition)
        return self._stand_ins


def _environment(local: LocalAws, account: str | None) -> dict[str, str]:
    """The user's variables, Regions included, with the local AWS's address and key, and without the user's files of credentials."""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
    own = local_environment(local.port, account or DEFAULT_ACCOUNT, region)
    return {**local.full_environment(), **own, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def _left_out(reading: Reading, state: Mapping[str, object]) -> Iterator[str]:
    applied = addresses_in_state(state)
    for one in reading.parts.instances:
        if one.mode == "managed" and one.address not in applied:
            yield one.address
