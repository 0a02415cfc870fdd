locals {
  # One graph per metric, with a line per rule; S3 publishes failures in the source's Region and delays in the destination's.
  _graphs = [
    { title = "Failed operations", metric = "OperationsFailedReplication", statistic = "Sum", at = "source_region" },
    { title = "Latency of the slowest operation (s)", metric = "ReplicationLatency", statistic = "Maximum", at = "destination_region" },
    { title = "Pending operations", metric = "OperationsPendingReplication", statistic = "Maximum", at = "destination_region" },
    { title = "Pending bytes", metric = "BytesPendingReplication", statistic = "Maximum", at = "destination_region" },
  ]

  _widgets = [for index, graph in local._graphs : {
    type   = "metric"
    x      = index % 2 * 12
    y      = floor(index / 2) * 6
    width  = 12
    height = 6
    properties = {
      title  = graph.title
      view   = "timeSeries"
      period = 300
      stat   = graph.statistic
      region = data.aws_service.s3.region
      metrics = [for key, rule in var.rules : [
        "AWS/S3", graph.metric, "SourceBucket", rule.source_bucket_name, "DestinationBucket", rule.destination_bucket_name, "RuleId", rule.rule_id,
        { label = key, region = graph.at == "source_region" ? rule.source_region : rule.destination_region },
      ]]
    }
  }]
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard_name == null ? 0 : 1

  dashboard_name = var.dashboard_name
  dashboard_body = jsonencode({ widgets = local._widgets })
}
