"""One example, as far as the demo must know it: its variables and outputs."""

import re
from dataclasses import dataclass
from pathlib import Path

from s3_replication.errors import InputError

__all__ = ["Example"]

_NEEDED = ("source_bucket", "destination_bucket", "source_region", "destination_region")
_BLOCK = r'^{kind}\s+"([^"]+)"'


@dataclass(frozen=True, slots=True)
class Example:
    """A folder with an example's HCL."""

    folder: Path

    def check(self) -> None:
        """Raises InputError for an example that is not about one source and one destination bucket."""
        missing = [name for name in _NEEDED if name not in self._names("output")]
        if missing:
            raise InputError(
                f"the demo cannot show the example {self.folder.name!r}, because it has no output {' or '.join(missing)}: "
                "choose one with one source and one destination bucket, such as cross-account or same-account."
            )

    @property
    def cross_account(self) -> bool:
        """Whether the destination is reached through a role of another account."""
        return "destination_role_arn" in self._names("variable")

    def variables(self, name: str, destination_role_arn: str | None) -> dict[str, object]:
        """The input variables for one run; force_destroy lets `terraform destroy` empty the buckets."""
        wanted = {"name": name, "force_destroy": True, "destination_role_arn": destination_role_arn}
        known = self._names("variable")
        return {key: value for key, value in wanted.items() if key in known and value is not None}

    def _names(self, kind: str) -> set[str]:
        pattern = re.compile(_BLOCK.format(kind=kind), re.MULTILINE)
        return {name for path in self.folder.glob("*.tf") for name in pattern.findall(path.read_text(encoding="utf-8"))}
