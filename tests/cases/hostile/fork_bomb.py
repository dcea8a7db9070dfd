# limits: seconds=5
# stdout: \A(5\d|6[0-4]) then BlockingIOError\n\Z
import os
import time

count = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except OSError as error:
    print(count, "then", type(error).__name__)
