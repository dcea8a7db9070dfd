# ended: output limit
yes
