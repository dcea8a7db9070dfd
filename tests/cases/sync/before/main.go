package p

	// wireproof: go/token/default
	// /wireproof

/* wireproof: go/token/default */
/* /wireproof */

const example = `
# wireproof: none/of/ours
`
