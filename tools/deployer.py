"""Finds which permissions Terraform needs for a deployment, and proves that it needs each of them.

    python tools/deployer.py [NAME ...]             deploy as an administrator, and write what IAM was asked and the policy
    python tools/deployer.py --write                write the policies and the table of docs/deployer.md again, without Terraform
    python tools/deployer.py --enough [NAME ...]    deploy with the policy alone
    python tools/deployer.py --prove [NAME ...]     the same, and without each of its actions

The names are those of tools/deployments.py. It needs the provider that `make test` uses.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

from deployer_stage import PHASES, Stage
from deployments import DEPLOYMENTS, PASSED_OVER, ROOT, Deployment

__all__ = ["FOLDER", "PAGE", "actions_of", "own", "page", "policy_of", "policy_text", "recorded"]

FOLDER: Final = ROOT / "docs" / "deployer"
PAGE: Final = ROOT / "docs" / "deployer.md"
Asked: TypeAlias = Mapping[str, list[str]]
PASS_ROLE: Final = "iam:PassRole"  # noqa: S105 - an action, no password
_TABLE: Final = re.compile(r"(<!-- policies -->\n).*?(<!-- end of policies -->)", re.DOTALL)


def record(deployment: Deployment) -> Asked:
    """Plan, apply, change and destroy as an administrator; what IAM was asked in each phase, with placeholders."""
    with TemporaryDirectory() as scratch, Stage(deployment, Path(scratch)) as stage:
        users = {phase: stage.user(None) for phase in PHASES}
        stage.plan(users["plan"])
        stage.apply(users["apply"])
        if stage.plan(users["plan"]):
            raise SystemExit(f"{deployment.name}: the second plan is not clean")
        stage.change()
        stage.apply(users["change"])
        stage.destroy(users["destroy"])
        return {phase: sorted({deployment.template(line) for line in stage.asked(user)}) for phase, user in users.items()}


def recorded(name: str) -> Asked:
    """What was asked when it was recorded, and is needed."""
    found: Asked = json.loads((FOLDER / f"{name}.requests.json").read_text(encoding="utf-8"))
    return {phase: [line for line in lines if line.partition(" ")[0] not in PASSED_OVER] for phase, lines in found.items()}


def own(name: str) -> Asked:
    """What was recorded beyond what the base asks."""
    base = DEPLOYMENTS[name].base
    covered = {line for phase in PHASES for line in recorded(base)[phase]} if base else set()
    return {phase: [line for line in lines if line not in covered] for phase, lines in recorded(name).items()}


def policy_of(name: str) -> dict[str, Any]:
    """The policy that allows what was asked and nothing more; what a plan asks stands in statements of its own."""
    asked = own(name)
    plan = set(asked["plan"])
    rest = {line for phase in PHASES for line in asked[phase]} - plan
    return {"Version": "2012-10-17", "Statement": [*_statements("Plan", plan), *_statements("Apply", rest)]}


def _statements(beginning: str, lines: Iterable[str]) -> list[dict[str, Any]]:
    """One statement for all actions of a service that are asked about the same resources."""
    resources = defaultdict(set)
    for action, _, resource in (line.partition(" ") for line in lines):
        resources[action].add(resource)
    groups = defaultdict(list)
    for action in sorted(resources):
        service = "passrole" if action == PASS_ROLE else action.partition(":")[0]
        about = {"*"} if "*" in resources[action] else resources[action]
        groups[service, tuple(sorted(about))].append(action)
    counted: dict[str, int] = defaultdict(int)
    found = []
    for (service, names), actions in sorted(groups.items()):
        counted[service] += 1
        statement: dict[str, Any] = {"Sid": f"{beginning}{service.capitalize()}{counted[service]}", "Effect": "Allow", "Action": actions,
                                     "Resource": list(names)}  # fmt: skip
        if PASS_ROLE in actions:
            statement["Condition"] = {"StringEquals": {"iam:PassedToService": "s3.amazonaws.com"}}
        found.append(statement)
    return found


def policy_text(name: str) -> str:
    """The policy's file."""
    return json.dumps(policy_of(name), indent=2) + "\n"


def actions_of(name: str, beginning: str = "") -> list[str]:
    """Every action of the policy, or of the statements whose Sid begins like this."""
    statements = policy_of(name)["Statement"]
    return sorted({action for statement in statements if statement["Sid"].startswith(beginning) for action in statement["Action"]})


def page(text: str) -> str:
    """docs/deployer.md with the table of the policies."""
    lines = ["| Deployment | Policy | Actions | To plan only |", "| --- | --- | --- | --- |"]
    for each in DEPLOYMENTS.values():
        where = f"[{each.title}](../examples/{each.example})"
        lines.append(f"| {where} | [{each.name}](deployer/{each.name}.json) | {len(actions_of(each.name))} "
                     f"| {len(actions_of(each.name, 'Plan'))} |")  # fmt: skip
    return _TABLE.sub(lambda match: match[1] + "\n" + "\n".join(lines) + "\n\n" + match[2], text)


def write() -> None:
    """Write the policies and the page from what is recorded."""
    for name in DEPLOYMENTS:
        (FOLDER / f"{name}.json").write_text(policy_text(name), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def prove(deployment: Deployment, chosen: list[str] | None) -> int:
    """Deploy with the policies alone, which must work, and without each action, which must not; the number of surprises.

    Without actions to choose from (None), nothing is removed.
    """
    policy, *base = (json.loads(deployment.named(policy_text(name))) for name in (deployment.name, deployment.base) if name)
    asked = own(deployment.name)
    with TemporaryDirectory() as scratch, Stage(deployment, Path(scratch)) as stage:
        stage.whole(stage.user([policy, *base]))
        print(f"{deployment.name}: enough", flush=True)
        if chosen is None:
            return 0
        administrator, surprises = stage.user(None), 0
        phases = {action: [phase for phase in PHASES if any(line.startswith(f"{action} ") for line in asked[phase])]
                  for action in chosen or actions_of(deployment.name)}  # fmt: skip
        for action, tried in sorted(phases.items(), key=lambda found: PHASES.index(found[1][0])):
            less = [_without(policy, action), *base]
            failures = ((phase, stage.failure(phase, stage.user(less), administrator, action)) for phase in tried)
            phase, failure = next((found for found in failures if found[1] is not None), ("", None))
            surprises += failure is None
            print(f"{deployment.name}: {action}: {'NOT NEEDED' if failure is None else f'needed to {phase} ({failure})'}", flush=True)
    return surprises


def _without(policy: dict[str, Any], action: str) -> dict[str, Any]:
    statements = [{**each, "Action": [one for one in each["Action"] if one != action]} for each in policy["Statement"]]
    return {**policy, "Statement": [each for each in statements if each["Action"]]}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the policies again from what is recorded")
    parser.add_argument("--enough", action="store_true", help="deploy with the policy alone")
    parser.add_argument("--prove", action="store_true", help="deploy with the policy, and without each of its actions")
    parser.add_argument("--action", action="append", default=[], help="with --prove: only this action")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(DEPLOYMENTS)}; all by default")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(DEPLOYMENTS))
    if unknown:
        parser.error(f"no deployment is called {unknown[0]}: choose any of {', '.join(DEPLOYMENTS)}")
    chosen = [DEPLOYMENTS[name] for name in options.names or DEPLOYMENTS]
    if options.prove or options.enough:
        return min(sum(prove(each, options.action if options.prove else None) for each in chosen), 1)
    for deployment in [] if options.write else chosen:
        text = json.dumps(record(deployment), indent=2) + "\n"
        (FOLDER / f"{deployment.name}.requests.json").write_text(text, encoding="utf-8")
        print(deployment.name, flush=True)
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
