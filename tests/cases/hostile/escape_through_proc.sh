# stdout: \Anothing\n\Z
# absent: the secret outside
for process in /proc/[0-9]*; do
  cat "$process/root$OUTSIDE_FILE" "$process/cwd/../$OUTSIDE_FILE" "$process/root/../../$OUTSIDE_FILE" 2> /dev/null
done
echo nothing
