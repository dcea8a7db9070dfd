# absent: canary-in-the-environment
# stdout: (?s)\APATH=.*PWD=
cat /proc/1/environ /proc/[0-9]*/environ | tr '\0' '\n'
env | sort
