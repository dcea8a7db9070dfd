# stdout: ^started
setsid nohup sleep 600 > /dev/null 2>&1 < /dev/null &
disown
echo started
