"""Findings: what replicates in a world, what does not, why, and proven repairs. Pure: a World in, a Report out."""
