"""Runs tflint on the module, each of modules/ and each of examples/, one by one: --recursive would read the tests' configurations too.

Usage: python tools/lint_hcl.py TFLINT
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def folders() -> list[Path]:
    """Every folder with HCL that users see."""
    shown = [path.parent for part in ("modules", "examples") for path in (ROOT / part).rglob("*.tf") if ".terraform" not in path.parts]
    return [ROOT, *sorted(set(shown))]


def main(tflint: str) -> int:
    """Print the issues of all folders; return 1 if there are any."""
    results = [
        subprocess.run(  # noqa: S603 - the tflint that tools/tflint found
            [tflint, f"--chdir={folder}", f"--config={ROOT}/.tflint.hcl", "--minimum-failure-severity=notice", "--format=compact"],
            check=False,
        ).returncode
        for folder in folders()
    ]
    return int(any(results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
