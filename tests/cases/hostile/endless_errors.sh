# ended: output limit
yes >&2
