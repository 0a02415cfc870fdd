"""What S3 answers where moto does not, in terms of plain values: errors, XML, schemas, bodies."""
