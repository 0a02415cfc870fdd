"""The variables and outputs of an example that the demo uses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from s3_replication.errors import InputError

__all__ = ["Example"]

_NEEDED = ("source_bucket_name", "destination_bucket_name", "source_region", "destination_region")
_DEFAULT = r'^variable\s+"{name}"\s+{{(?:(?!^}}).)*?^\s*default\s*=\s*"([^"]+)"'
_BLOCK = r'^{kind}\s+"([^"]+)"'


@dataclass(frozen=True, slots=True)
class Example:
    """A folder with an example's HCL."""

    folder: Path

    def check(self) -> None:
        """Raises InputError unless the example has one source and one destination bucket."""
        missing = [name for name in _NEEDED if name not in self._names("output")]
        if missing:
            raise InputError(
                f"the demo cannot show the example {self.folder.name!r}, because it has no output {' or '.join(missing)}: "
                "choose one with one source and one destination bucket, such as cross-account or same-account."
            )

    @property
    def cross_account(self) -> bool:
        """Whether the destination needs a role of another account."""
        return "destination_role_arn" in self._names("variable")

    def variables(self, name: str, destination_role_arn: str | None) -> dict[str, object]:
        """The input variables for one run; with force_destroy, `terraform destroy` empties the buckets."""
        wanted = {"name": name, "force_destroy": True, "destination_role_arn": destination_role_arn}
        known = self._names("variable")
        return {key: value for key, value in wanted.items() if key in known and value is not None}

    def regions(self, environment: Mapping[str, str]) -> tuple[str, str]:
        """The Regions of source and destination: the variables' values in the environment, else their defaults."""
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.tf")))
        source, destination = (self._region(name, text, environment) for name in ("source_region", "destination_region"))
        return source, destination

    def _region(self, variable: str, text: str, environment: Mapping[str, str]) -> str:
        default = re.search(_DEFAULT.format(name=variable), text, re.MULTILINE | re.DOTALL)
        return environment.get(f"TF_VAR_{variable}") or (default[1] if default else "")

    def _names(self, kind: str) -> set[str]:
        pattern = re.compile(_BLOCK.format(kind=kind), re.MULTILINE)
        return {name for path in self.folder.glob("*.tf") for name in pattern.findall(path.read_text(encoding="utf-8"))}
