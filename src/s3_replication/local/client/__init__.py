"""Starts, stops and controls a running local AWS from outside; the pytest fixture."""
