## stderr: (?s)(Read-only file system.*){6}
# stdout: ^still here
for place in /usr/bin/curl /usr/new /new /etc/hosts /etc/new /dev/new; do echo x > "$place"; done
test -s /usr/bin/curl && echo still here
