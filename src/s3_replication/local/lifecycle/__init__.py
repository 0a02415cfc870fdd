"""Lifecycle on request and on the local AWS' clock: what replication has to do with it (facts 3.68, 3.69, 3.105 to 3.109)."""
