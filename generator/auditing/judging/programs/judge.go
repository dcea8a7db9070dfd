// Prints what Go's type checker refuses, a line for each: "file:line: message". Nothing of a file is run.
//
// Packages of the standard library that a piece names without importing them are imported for it; one that is not
// here is a fake, whose members are never refused.
package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strconv"
	"strings"
)

var usual = map[string]string{
	"base64": "encoding/base64", "bufio": "bufio", "bytes": "bytes", "context": "context", "errors": "errors",
	"fmt": "fmt", "hex": "encoding/hex", "hmac": "crypto/hmac", "http": "net/http", "io": "io", "ioutil": "io/ioutil",
	"json": "encoding/json", "log": "log", "multipart": "mime/multipart", "os": "os", "filepath": "path/filepath",
	"sha256": "crypto/sha256", "strconv": "strconv", "strings": "strings", "sync": "sync", "time": "time",
	"tls": "crypto/tls", "url": "net/url", "xml": "encoding/xml",
}

func main() {
	files := token.NewFileSet()
	library := importer.ForCompiler(files, "source", nil)
	for _, path := range os.Args[1:] {
		for _, found := range faults(files, library, path) {
			fmt.Printf("%s:%s\n", path, found)
		}
	}
}

func faults(files *token.FileSet, library types.Importer, path string) (found []string) {
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			rest := strings.TrimPrefix(line, path+":")
			row, message, _ := strings.Cut(rest, ": ")
			row, _, _ = strings.Cut(row, ":")
			found = append(found, row+": "+message)
		}
		return found
	}
	if strings.HasSuffix(path, ".piece.go") {
		bring(file)
	}
	config := types.Config{Importer: standard{library}, Error: func(err error) {
		if each, ok := err.(types.Error); ok {
			found = append(found, strconv.Itoa(files.Position(each.Pos).Line)+": "+strings.ReplaceAll(each.Msg, "\n", " "))
		}
	}}
	config.Check("sample", files, []*ast.File{file}, nil)
	return found
}

// standard imports what has no dot in its first part: anything else is not here.
type standard struct{ types.Importer }

func (own standard) Import(path string) (*types.Package, error) {
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return nil, fmt.Errorf("not here")
	}
	return own.Importer.Import(path)
}

// bring imports the packages that a piece uses and does not import.
func bring(file *ast.File) {
	known := map[string]bool{}
	for _, each := range file.Imports {
		path, _ := strconv.Unquote(each.Path.Value)
		known[path[strings.LastIndex(path, "/")+1:]] = true
		if each.Name != nil {
			known[each.Name.Name] = true
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok && usual[name.Name] != "" && !known[name.Name] {
				known[name.Name] = true
				spec := &ast.ImportSpec{Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(usual[name.Name])}}
				file.Imports = append(file.Imports, spec)
				file.Decls = append([]ast.Decl{&ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{spec}}}, file.Decls...)
			}
		}
		return true
	})
}
