"""A trial: a configuration applied to a throwaway local AWS, from a copy of its folder, without the user's credentials and state."""

from s3_replication.trial.places import Places, provider_accounts
from s3_replication.trial.settle import settle_plan
from s3_replication.trial.stand_ins import StandIn, StandIns
from s3_replication.trial.trial import Applied, Trial, TrialOptions

__all__ = ["Applied", "Places", "StandIn", "StandIns", "Trial", "TrialOptions", "provider_accounts", "settle_plan"]
