"""The only package that touches moto's internals: our backends and responses, their installation, and readers of moto's state."""
