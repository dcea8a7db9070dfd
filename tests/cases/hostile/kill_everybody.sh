# stdout: ^alive
kill -9 -1
echo alive
