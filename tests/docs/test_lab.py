"""docs/lab.md: its commands, run in order in one shell on a local AWS, print what the document says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("lab")  # the lab runs once, for all its blocks

LAB = Path(__file__).parent.parent.parent / "docs/lab.md"
BLOCKS = re.findall(r"^```bash\n(.*?)^```\n```text\n(.*?)^```$", LAB.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
END = "end-of-block"
# The only parts of the output that differ each time.
PLACEHOLDERS = {"version-id": r"[\w.-]{32}", "port": r"\d+", "process": r"\d+"}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What each block printed, errors too."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "home").mkdir()
    (folder / "work").mkdir()
    # Nothing else of the user's: no profile, no proxy, no endpoint.
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "XDG_RUNTIME_DIR": str(folder / "home"),
    }
    script = "".join(f"{commands}echo {END}\n" for commands, _ in BLOCKS)
    try:
        done = subprocess.run(
            ["bash"], input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, cwd=folder / "work", env=environment, timeout=500, check=False,
        )  # fmt: skip
    finally:
        subprocess.run(["s3-replication", "local", "stop"], env=environment, capture_output=True, check=False)
    return done.stdout.split(f"{END}\n")


def pattern(expected):
    """The expected output as a regular expression."""
    parts = re.split(r"<(version-id|port|process)>", expected)
    return "".join(PLACEHOLDERS[part] if index % 2 else re.escape(part) for index, part in enumerate(parts))


def test_every_block_of_commands_has_its_output():
    assert LAB.read_text(encoding="utf-8").count("```bash\n") == len(BLOCKS) > 10


@pytest.mark.parametrize("number", range(len(BLOCKS)), ids=[commands.splitlines()[0][:60] for commands, _ in BLOCKS])
def test_a_block_prints_what_the_lab_says(printed, number):
    _, expected = BLOCKS[number]

    assert re.fullmatch(pattern(expected), printed[number]), f"expected:\n{expected}\nprinted:\n{printed[number]}"
