// Go's net/http: go run follow.go URL [identity|gzip]. It asks for gzip by itself, and decodes it.
package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	request, err := http.NewRequest("GET", os.Args[1], nil)
	if err != nil {
		fail(err)
	}
	if len(os.Args) > 2 && os.Args[2] == "identity" {
		request.Header.Set("Accept-Encoding", "identity")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fail(err)
	}
	if response.StatusCode != http.StatusOK {
		fail(fmt.Errorf("status %s", response.Status))
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		fmt.Printf("%.6f\t%s\n", float64(time.Now().UnixNano())/1e9, lines.Text())
	}
	if err := lines.Err(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
