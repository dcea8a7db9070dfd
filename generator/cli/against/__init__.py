"""`verify --against URL`: its options, which samples may run, the values they get, and the report."""
