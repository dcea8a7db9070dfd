# stdout: \A1000\n1000\n\Z
id -u
python3 -c 'import os
try: os.setuid(0)
except OSError: print(os.getuid())'
