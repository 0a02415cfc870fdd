"""CloudWatch alarms that change state, on the local AWS' clock."""
