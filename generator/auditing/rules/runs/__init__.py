"""What ``--run`` saw: rules that take a `Trial`."""
