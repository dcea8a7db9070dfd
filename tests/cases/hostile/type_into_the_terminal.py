# stdout: \AOSError\n\Z
import fcntl

try:
    with open("/dev/tty", "rb") as terminal:
        fcntl.ioctl(terminal, 0x5412, b"x")
    print("typed")
except OSError as error:
    print(type(error).__name__)
