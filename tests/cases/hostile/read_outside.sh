# stdout: ^0$
# absent: the secret outside
cat "$OUTSIDE_FILE" /etc/shadow /root/* /home/*/.ssh/* /proc/1/root/root/* 2>/dev/null | wc -c
ls -d /root /var /opt /srv /run /sys /mnt /media /data "$(dirname "$OUTSIDE_FILE")"
