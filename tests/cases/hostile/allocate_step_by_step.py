# limits: memory=268435456
# stdout: ^MemoryError below 256
blocks = []
try:
    while True:
        blocks.append(bytearray(1 << 20))
except MemoryError:
    count = len(blocks)
    blocks.clear()
    print("MemoryError below 256" if count < 256 else count)
