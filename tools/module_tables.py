"""Writes each module's tables of inputs and outputs into its page, between two markers; `--check` only says which pages are stale."""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import hcl2

__all__ = ["main", "pages", "rendered"]

BEGIN, END = "<!-- BEGIN TABLES: written by tools/module_tables.py -->", "<!-- END TABLES -->"
ROOT_PAGE = "docs/inputs.md"


def pages(checkout: Path) -> Iterator[tuple[Path, Path]]:
    """Every page with tables, and the folder of the module it describes."""
    yield checkout / ROOT_PAGE, checkout
    for folder in sorted([*checkout.glob("modules/*"), *checkout.glob("examples/**/")]):
        if (folder / "variables.tf").is_file() or (folder / "outputs.tf").is_file():
            yield folder / "README.md", folder


def rendered(page: Path, module: Path) -> str:
    """The page's text with the module's tables; raises ValueError if the markers are missing."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if BEGIN not in text or END not in text:
        raise ValueError(f"{page}: add the two lines {BEGIN!r} and {END!r} where the tables must be")
    before, rest = text.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{_tables(module)}{END}{rest.split(END, 1)[1]}"


def _tables(module: Path) -> str:
    inputs = [_input_row(name, body) for name, body in sorted(_blocks(module, "variable"), key=_required_first)]
    outputs = [f"| `{name}` | {_prose(body)} |" for name, body in sorted(_blocks(module, "output"))]
    parts = []
    if inputs:
        parts.append("\n".join(["## Inputs", "", "| Name | Type | Default | What it does |", "| --- | --- | --- | --- |", *inputs]))
    if outputs:
        parts.append("\n".join(["## Outputs", "", "| Name | What it is |", "| --- | --- |", *outputs]))
    return "\n" + "\n\n".join(parts) + "\n\n"


def _blocks(module: Path, kind: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    for path in sorted(module.glob("*.tf")):
        for block in hcl2.loads(path.read_text(encoding="utf-8")).get(kind, []):
            for name, body in block.items():
                yield name.strip('"'), body


def _required_first(block: tuple[str, Mapping[str, object]]) -> tuple[bool, str]:
    return "default" in block[1], block[0]


def _input_row(name: str, body: Mapping[str, object]) -> str:
    return f"| `{name}` | `{_type(str(body['type']))}` | {_default(body)} | {_prose(body)} |"


def _type(expression: str) -> str:
    """The outer shape of a type: the description explains an object's parts, and variables.tf has their types."""
    inner = expression.removeprefix("${").removesuffix("}")
    return re.sub(r"object\(\{.*\}\)", "object", inner, flags=re.DOTALL)


def _default(body: Mapping[str, object]) -> str:
    if "default" not in body:
        return "required"
    value = body["default"]
    text = {None: "null", True: "true", False: "false"}.get(value, value) if isinstance(value, (bool, type(None))) else value
    return f"`{text}`"


def _prose(body: Mapping[str, object]) -> str:
    text = str(body["description"]).strip('"')
    heredoc = re.fullmatch(r"<<-?(\w+)\n(.*)\n\s*\1", text, flags=re.DOTALL)
    return " ".join((heredoc[2] if heredoc else text).split()).replace('\\"', '"').replace("|", "\\|")


def main(checkout: Path, check: bool) -> int:
    """Return 0 if all pages are up to date; with `check`, print the stale pages and return 1."""
    stale = [page for page, module in pages(checkout) if not page.is_file() or page.read_text(encoding="utf-8") != rendered(page, module)]
    for page in stale:
        print(
            f"{page.relative_to(checkout)} is stale: run python tools/module_tables.py"
            if check
            else f"writing {page.relative_to(checkout)}"
        )
        if not check:
            page.write_text(rendered(page, dict(pages(checkout))[page]), encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent, check="--check" in sys.argv[1:]))
