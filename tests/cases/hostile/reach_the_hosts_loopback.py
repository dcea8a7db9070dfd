# stdout: (?m)^refused$
import os
import socket

try:
    socket.create_connection(("127.0.0.1", int(os.environ["HOST_PORT"])), timeout=3)
    print("connected")
except ConnectionRefusedError:
    print("refused")
