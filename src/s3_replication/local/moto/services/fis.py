"""AWS Fault Injection Service (FIS): experiments that pause replication of buckets until they end or are stopped."""

from collections.abc import Mapping
from typing import Any

from moto.fis import urls as moto_urls
from moto.fis.models import Experiment, FISBackend, fis_backends
from moto.s3.models import s3_backends

from s3_replication.core import PAUSE_ACTION, Rule, bucket_name, parse_pause, pause_refusal
from s3_replication.local.moto.services.fis_experiments import LocalExperiment
from s3_replication.local.moto.services.fis_templates import BUCKETS, check_template
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.moto.store.world import find_bucket, live_world

__all__ = ["LocalFisBackend", "is_paused", "take_every_region"]

_EVERYWHERE = "s3"


def take_every_region() -> None:
    """Fixed: moto offers FIS in some Regions only; boto3 lists none for FIS, so those of S3 are taken."""
    fis_backends.service_name, fis_backends._use_boto3_regions = _EVERYWHERE, True


class LocalFisBackend(FISBackend):
    """One account's FIS in a Region; moto makes it through `fis_backends.backend`."""

    runtime: Runtime

    def create_experiment_template(self, *, client_token: str | None, **given: Any) -> dict[str, Any]:  # type: ignore[override]
        """Fixed: moto takes any template."""
        _check(given)
        return super().create_experiment_template(client_token, **given)

    def update_experiment_template(self, id: str, **changes: Any) -> dict[str, Any]:  # type: ignore[override]  # moto calls it by keywords
        """Fixed: moto takes any template."""
        before = self.get_experiment_template(id)
        names = {"targets": "targets", "actions": "actions", "stop_conditions": "stopConditions"}
        kept = {name: before[said] for name, said in names.items() if changes.get(name) is None}
        _check({**changes, **kept})
        return super().update_experiment_template(id, **changes)

    def start_experiment(
        self, client_token: str | None, experiment_template_id: str, experiment_options: dict[str, Any] | None = None,
        tags: dict[str, str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """As moto, with the buckets that have the tags of the targets now."""
        made = super().start_experiment(client_token, experiment_template_id, experiment_options, tags)
        found = self.experiments[made["id"]]
        if not isinstance(found, LocalExperiment):
            resolved = {name: self._resolve(target["resourceTags"]) for name, target in found.targets.items()}
            refusal = self._refusal(found, resolved)
            found = self.experiments[found.id] = LocalExperiment(found, self.runtime.clock, resolved, refusal)
        return found.to_dict(tags=self.tagger.get_tag_dict_for_resource(found.arn))

    def _resolve(self, tags: Mapping[str, str]) -> tuple[str, ...]:
        """The ARNs of the account's buckets in this Region that have all these tags."""
        backend = s3_backends[self.account_id][self.partition]
        buckets = [bucket for bucket in backend.buckets.values() if bucket.region_name == self.region_name]
        return tuple(bucket.arn for bucket in buckets if tags.items() <= backend.tagger.get_tag_dict_for_resource(bucket.arn).items())

    def _refusal(self, made: Experiment, resolved: Mapping[str, tuple[str, ...]]) -> str | None:
        """What the experiment's role may not do."""
        world = live_world(self.runtime.switches, self.runtime.clock.now())
        pauses = [(world.buckets[bucket_name(arn)], parse_pause(action["parameters"])) for action in made.actions.values()
                  if action["actionId"] == PAUSE_ACTION for arn in resolved[action["targets"][BUCKETS]]]  # fmt: skip
        return pause_refusal(world, made.role_arn, made.arn, pauses)

    def create_target_account_configuration(self, *_arguments: Any, **_named: Any) -> dict[str, Any]:
        """Refused: an experiment runs in its own account only."""
        raise NotImplementedError

    @property
    def _url_module(self) -> Any:
        return moto_urls


def _check(given: Mapping[str, Any]) -> None:
    options = given.get("experiment_options") or {}
    more = {
        "log configurations": given.get("log_configuration"),
        "report configurations": given.get("experiment_report_configuration"),
        "several target accounts": options.get("accountTargeting") == "multi-account",
    }
    check_template(given.get("targets") or {}, given.get("actions") or {}, given.get("stop_conditions") or [], more)


def is_paused(bucket: LocalBucket, rule: Rule, destination: str) -> bool:
    """Whether an experiment that runs now pauses a rule of a bucket to a destination bucket."""
    backends = fis_backends.get(bucket.account_id)
    backend = None if backends is None else dict.get(backends, bucket.region_name)
    if backend is None or not backend.experiments:
        return False
    place = find_bucket(destination)
    region = place.region_name if place is not None else ""
    experiments = [one for one in list(backend.experiments.values()) if isinstance(one, LocalExperiment)]
    return any(pause.takes(rule, region) is True for one in experiments for pause in one.pauses(bucket.arn))
