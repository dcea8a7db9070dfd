# limits: cpu=1 seconds=15
# ended: signalled
while :; do :; done
