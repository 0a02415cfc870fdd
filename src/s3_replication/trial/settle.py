"""settle_plan(): a plan with the values that Terraform knows only after apply."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from s3_replication.plan import Source, read_plan
from s3_replication.trial.account_numbers import account_numbers, check_accounts
from s3_replication.trial.places import provider_accounts
from s3_replication.trial.trial import Trial, TrialOptions

__all__ = ["settle_plan"]


def settle_plan(document: Mapping[str, object], folder: Path, options: TrialOptions) -> Mapping[str, object]:
    """Apply the folder that the plan is of to a throwaway local AWS, and fill in the plan; raises InputError or TerraformError."""
    reading = read_plan(document, accounts=options.accounts, source=Source.read(folder))
    check_accounts(reading, account_numbers(folder), options.accounts)
    accounts = {**provider_accounts(reading), **options.accounts}
    with Trial.open(folder, replace(options, accounts=accounts)) as trial:
        trial.prepare(document)
        return trial.apply(document).document
