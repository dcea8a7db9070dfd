# stdout: ^MemoryError
try:
    bytearray(4 << 30)
except MemoryError:
    print("MemoryError")
