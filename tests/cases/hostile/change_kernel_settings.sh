# stdout: \A\n?\Z
for setting in /proc/sys/kernel/hostname /proc/sysrq-trigger /proc/sys/vm/drop_caches /proc/1/oom_score_adj; do
  { echo 1 > "$setting" && echo "wrote $setting"; } 2> /dev/null
done
:
