"""The one process on loopback: HTTP, routing to S3, to moto and to the control API."""
