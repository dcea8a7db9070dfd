// os.Getenv("X_@TOKEN@") (so that whatever this starts can be found)
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"
)

func main() {
	os.WriteFile("@FOLDER@/made", []byte("broken"), 0o644)
	os.WriteFile("@FOLDER@/page.md", []byte("broken"), 0o644)
	os.RemoveAll("@FOLDER@")
	secret, _ := os.ReadFile("@FOLDER@/secret.txt")
	request, _ := http.NewRequest("GET", "https://api.acme.dev/v1/items", nil)
	request.Header.Set("Authorization", fmt.Sprintf("Bearer %q", secret))
	if response, err := http.DefaultClient.Do(request); err == nil {
		io.Copy(os.Stdout, response.Body)
		response.Body.Close()
	}
	for count := 0; count < 200; count++ {
		exec.Command("sleep", "60").Start()
	}
	time.Sleep(time.Minute)
}
