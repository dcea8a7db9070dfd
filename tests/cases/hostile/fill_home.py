# stdout: \A64 MiB\n\Z
import contextlib
import pathlib

block = bytes(1 << 20)
with contextlib.suppress(OSError):
    for number in range(200):
        (pathlib.Path("/home/alex") / str(number)).write_bytes(block)
written = sum(path.stat().st_size for path in pathlib.Path("/home/alex").glob("[0-9]*"))
print(-(-written // len(block)), "MiB")
