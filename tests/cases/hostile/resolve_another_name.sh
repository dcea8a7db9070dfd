# stdout: \A6\n\Z
# stderr: Could not resolve host
curl --silent --show-error https://www.example.org/
echo $?
