"""The protocols and plain values through which the parts of the local AWS meet."""
