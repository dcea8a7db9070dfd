package p

	// wireproof: go/token/default
	package main

	func main() {
		x := a < b && c
	}
	// /wireproof

/* wireproof: go/token/default */
package main

func main() {
	x := a < b && c
}
/* /wireproof */

const example = `
# wireproof: none/of/ours
`
