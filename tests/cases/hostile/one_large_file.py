# limits: file=1000000
# stdout: \A1000000\n\Z
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("/tmp/large", "wb") as file:
        while True:
            file.write(bytes(1000))
except OSError:
    pass
print(os.path.getsize("/tmp/large"))
