# stdout: \Anone\nnone\nnone\n\Z
unshare --user true || echo none
unshare --net true || echo none
mount -t tmpfs none /tmp || echo none
