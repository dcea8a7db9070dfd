# stdout: \A64\n64\n1048576\n\Z
ulimit -u 100 2>/dev/null
ulimit -Su
ulimit -Hu
ulimit -d unlimited 2>/dev/null
ulimit -d
