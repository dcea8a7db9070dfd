# limits: seconds=3
# ended: time limit|exited|signalled|output limit
# stderr: Resource temporarily unavailable
bomb() { bomb | bomb & }
bomb
wait
sleep 1
