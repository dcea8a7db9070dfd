# build.sh CARGO FOLDER…: builds the program in each folder; they go to bin/. Of what cargo leaves in
# $CARGO_TARGET_DIR, only the dependencies stay.
cargo=$1
shift
for folder; do
  shift
  set -- "$@" --bin "${folder##*/}"
done
"$cargo" build --offline --keep-going --quiet --message-format=short "$@"
status=$?
mkdir -p bin
find "$CARGO_TARGET_DIR/debug" -maxdepth 1 -name 'sample*' -type f ! -name '*.d' -exec mv -t bin {} +
find "$CARGO_TARGET_DIR/debug" -maxdepth 3 -name '*sample*' -exec rm -rf {} +
exit $status
