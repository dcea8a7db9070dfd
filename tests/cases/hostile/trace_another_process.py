# stdout: \A-1\nFileNotFoundError\n\Z
import ctypes

# PTRACE_ATTACH to pid 1: bubblewrap's own process, which has no limits and outlives the others.
print(ctypes.CDLL(None).ptrace(16, 1, 0, 0))
try:
    open("/proc/1/mem", "r+b")
except OSError as error:
    print(type(error).__name__)
