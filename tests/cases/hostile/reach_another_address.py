# limits: seconds=5
# stdout: \Anobody\nnobody\nnobody\n\Z
import socket

for address in ("192.0.2.1", "8.8.8.8", "169.254.169.254"):
    try:
        socket.create_connection((address, 80), timeout=2)
        print("connected")
    except OSError as error:
        print("nobody" if error.errno == 111 else error)
