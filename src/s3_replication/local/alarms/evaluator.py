"""Evaluates every alarm and acts on what changes (CloudWatch User Guide, "Using Amazon CloudWatch alarms")."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from s3_replication.local.alarms.evaluation import EXTRA_PERIODS, AlarmRule, AlarmState, MissingData, evaluate
from s3_replication.local.moto.services.cloudwatch import STATISTICS, LiveAlarm, alarms
from s3_replication.local.notifications.outbox import Outbox

__all__ = ["Evaluated", "evaluate_alarms"]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One alarm after its evaluation; `note` says why it was not evaluated."""

    name: str
    account: str
    region: str
    state: str
    changed: bool
    reason: str
    note: str | None = None


def evaluate_alarms(now: datetime, outbox: Outbox) -> list[Evaluated]:
    """Bring every alarm to the state that its metric asks for, and notify its actions."""
    return [_evaluate(alarm, now, outbox) for alarm in alarms()]


def _evaluate(live: LiveAlarm, now: datetime, outbox: Outbox) -> Evaluated:
    alarm = live.alarm
    note = _not_evaluated(live)
    if note is not None:
        return Evaluated(alarm.name, live.account, live.region, live.state, False, alarm.state_reason, note)
    rule = _rule(live)
    before = AlarmState(live.state)
    values = live.values(alarm.statistic, timedelta(seconds=int(alarm.period)), rule.evaluation_periods + EXTRA_PERIODS, now)
    verdict = evaluate(rule, values, before)
    if verdict.state is before:
        return Evaluated(alarm.name, live.account, live.region, before.value, False, verdict.reason)
    live.change(verdict.state.value, verdict.reason, now)
    _act(live, rule, before, verdict.state, now, outbox)
    return Evaluated(alarm.name, live.account, live.region, verdict.state.value, True, verdict.reason)


def _rule(live: LiveAlarm) -> AlarmRule:
    alarm = live.alarm
    periods = int(alarm.evaluation_periods)
    missing = MissingData(alarm.treat_missing_data or "missing")
    return AlarmRule(alarm.comparison_operator, float(alarm.threshold or 0), periods, int(alarm.datapoints_to_alarm or periods), missing)


def _not_evaluated(live: LiveAlarm) -> str | None:
    alarm = live.alarm
    if alarm.rule or alarm.metric_data_queries or not alarm.metric_name:
        return "the local AWS evaluates alarms on one metric, not composite alarms and not metric math"
    if alarm.statistic not in STATISTICS:
        return f"the local AWS evaluates {', '.join(sorted(STATISTICS))}, not percentiles"
    if alarm.treat_missing_data not in {None, *MissingData}:
        return f"TreatMissingData is {alarm.treat_missing_data}; CloudWatch takes {', '.join(MissingData)}"
    known = AlarmRule.comparable(alarm.comparison_operator) and alarm.threshold is not None and int(alarm.period or 0) > 0
    return None if known else "the local AWS evaluates fixed thresholds, not anomaly detection"


def _act(live: LiveAlarm, rule: AlarmRule, before: AlarmState, after: AlarmState, now: datetime, outbox: Outbox) -> None:
    alarm = live.alarm
    if not alarm.actions_enabled:
        return
    actions = {
        AlarmState.ALARM: alarm.alarm_actions,
        AlarmState.OK: alarm.ok_actions,
        AlarmState.INSUFFICIENT_DATA: alarm.insufficient_data_actions,
    }
    for arn in actions[after]:
        if ":sns:" in arn:
            outbox.publish(arn, _message(live, rule, before, after, now), f'{after.value}: "{alarm.name}" in {live.region}')


def _message(live: LiveAlarm, rule: AlarmRule, before: AlarmState, after: AlarmState, now: datetime) -> dict[str, Any]:
    """The message that CloudWatch publishes to SNS."""
    alarm = live.alarm
    return {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": live.account,
        "NewStateValue": after.value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}+0000",
        "Region": live.region,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": before.value,
        "OKActions": list(alarm.ok_actions),
        "AlarmActions": list(alarm.alarm_actions),
        "InsufficientDataActions": list(alarm.insufficient_data_actions),
        "Trigger": {
            "MetricName": alarm.metric_name,
            "Namespace": alarm.namespace,
            "StatisticType": "Statistic",
            "Statistic": str(alarm.statistic).upper(),
            "Unit": alarm.unit,
            "Dimensions": [{"name": dimension.name, "value": dimension.value} for dimension in alarm.dimensions],
            "Period": int(alarm.period),
            "EvaluationPeriods": rule.evaluation_periods,
            "DatapointsToAlarm": rule.datapoints_to_alarm,
            "ComparisonOperator": rule.comparison,
            "Threshold": rule.threshold,
            "TreatMissingData": rule.missing.value,
        },
    }
