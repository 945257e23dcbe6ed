// A second verifier, written from the recipe and from libs/audit/README.md alone. Trees, notes and checkpoints are those of
// transparency-dev and golang.org/x/mod. It reads one case on each line of standard input, and answers on each line with the exit code
// that minglu-verify should have. It knows Ed25519 and SHA-256; keys of SM2 it ignores.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// Case is a command line of minglu-verify, with the content of its files.
type Case struct {
	Command    string   `json:"command"`
	Policy     []byte   `json:"policy"`
	Leaf       []byte   `json:"leaf"`
	File       []byte   `json:"file"`
	Old        []byte   `json:"old"`
	Checkpoint []byte   `json:"checkpoint"`
	MapHead    []byte   `json:"map-head"`
	Promise    []byte   `json:"promise"`
	PromiseKey []byte   `json:"promise-key"`
	Seen       [][]byte `json:"seen"`
	Keys       []string `json:"key"`
	Tolerance  string   `json:"tolerance"`
	// of the bare commands
	Index    uint64   `json:"index"`
	Size     uint64   `json:"size"`
	From     uint64   `json:"from"`
	Root     []byte   `json:"root"`
	FromRoot []byte   `json:"fromRoot"`
	Proof    [][]byte `json:"proof"`
	Key      []byte   `json:"mapKey"`
	End      *Entry   `json:"end"`
	Salt     []byte   `json:"salt"`
}

// The exit codes of minglu-verify.
var (
	errFalse     = errors.New("1")
	errMalformed = errors.New("2")
	errQuorum    = errors.New("3")
	errContent   = errors.New("4")
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	decoder := json.NewDecoder(in)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for decoder.More() {
		var c Case
		if err := decoder.Decode(&c); err != nil {
			panic(err)
		}
		fmt.Fprintln(out, code(answer(c)))
	}
}

func code(err error) string {
	for _, known := range []error{errFalse, errMalformed, errQuorum, errContent} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if err != nil {
		return "1"
	}
	return "0"
}

func answer(c Case) error {
	switch c.Command {
	case "note":
		return noteSigned(c)
	case "proof":
		return proved(c)
	case "consistency":
		return consistent(c)
	case "full":
		return full(c)
	case "inclusion":
		return inclusion(c.Index, c.Size, c.Leaf, c.Proof, c.Root)
	case "prefix":
		return prefix(c.From, c.Size, c.Proof, c.FromRoot, c.Root)
	case "map":
		return mapped(c)
	case "sealed-files":
		return sealedFiles(c)
	case "leaf":
		_, err := parseLeaf(c.Leaf)
		return err
	}
	panic("no such command: " + c.Command)
}
