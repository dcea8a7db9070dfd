# Builds all samples, whose programs go to bin/. Their dependencies stay in $CARGO_TARGET_DIR, and nothing else.
"$1" build --offline --keep-going --bins --quiet --message-format=short
status=$?
mkdir bin
find "$CARGO_TARGET_DIR/debug" -maxdepth 1 -name 'sample*' -type f ! -name '*.d' -exec mv -t bin {} +
find "$CARGO_TARGET_DIR/debug" -maxdepth 3 -name 'sample*' -exec rm -rf {} +
exit $status
