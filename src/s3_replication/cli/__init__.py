"""Commands: they read options, call one function and print; they decide nothing."""
