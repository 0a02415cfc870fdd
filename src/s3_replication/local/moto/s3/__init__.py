"""S3's operations on moto's server."""
