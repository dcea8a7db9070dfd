# stdout: ^alive
kill -9 1
kill -9 $PPID 2>/dev/null
sleep 0.1
echo alive
