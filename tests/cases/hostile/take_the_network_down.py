# stdout: \APermissionError\nup\n\Z
import fcntl
import socket
import struct

control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    fcntl.ioctl(control, 0x8914, struct.pack("16sH14x", b"lo", 0))
except OSError as error:
    print(type(error).__name__)
flags = struct.unpack("16sH14x", fcntl.ioctl(control, 0x8913, struct.pack("16sH14x", b"lo", 0)))[1]
print("up" if flags & 1 else "down")
