"""Buckets and versions in moto's memory, their listings, and the core's World read from them."""
