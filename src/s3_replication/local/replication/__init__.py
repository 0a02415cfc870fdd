"""The replication worker: its queue, its deliveries and the status that they leave on versions."""
