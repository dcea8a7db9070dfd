# limits: seconds=1
# ended: time limit
# stdout: ^before
echo before
sleep infinity
