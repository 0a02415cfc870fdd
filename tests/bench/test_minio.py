"""The benchmark against MinIO, on a machine without MinIO."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[2] / "bench" / "minio.py"


def test_without_minio_the_benchmark_says_so_and_measures_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(PROGRAM)], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert done.stderr == "bench/minio.py measures nothing: minio and mc not on PATH.\n"
