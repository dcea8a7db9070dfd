# stdout: ^started
setsid nohup sleep 600 &
disown
echo started
