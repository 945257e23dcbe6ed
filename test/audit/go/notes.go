package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

type policy struct {
	logs      map[string][]note.Verifier
	witnesses []note.Verifier
	enough    func(cosigned map[string]bool) bool
}

// parsePolicy reads a C2SP tlog-policy.
func parsePolicy(text []byte) (*policy, error) {
	p := &policy{logs: map[string][]note.Verifier{}}
	groups := map[string]func(map[string]bool) bool{"none": func(map[string]bool) bool { return true }}
	for _, line := range strings.Split(string(text), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		switch {
		case f[0] == "log" && len(f) >= 2:
			if v, err := note.NewVerifier(f[1]); err == nil {
				p.logs[v.Name()] = append(p.logs[v.Name()], v)
			}
		case f[0] == "witness" && len(f) >= 3:
			v, err := fnote.NewVerifierForCosignatureV1(f[2])
			if err != nil {
				return nil, errMalformed
			}
			p.witnesses = append(p.witnesses, v)
			groups[f[1]] = func(cosigned map[string]bool) bool { return cosigned[v.Name()] }
		case f[0] == "group" && len(f) >= 4:
			least := len(f) - 3
			if f[2] == "any" {
				least = 1
			} else if f[2] != "all" {
				n, err := strconv.Atoi(f[2])
				if err != nil || n < 1 || n > least {
					return nil, errMalformed
				}
				least = n
			}
			var members []func(map[string]bool) bool
			for _, name := range f[3:] {
				if groups[name] == nil {
					return nil, errMalformed
				}
				members = append(members, groups[name])
			}
			groups[f[1]] = func(cosigned map[string]bool) bool {
				n := 0
				for _, member := range members {
					if member(cosigned) {
						n++
					}
				}
				return n >= least
			}
		case f[0] == "quorum" && len(f) == 2 && groups[f[1]] != nil && p.enough == nil:
			p.enough = groups[f[1]]
		default:
			return nil, errMalformed
		}
	}
	if p.enough == nil {
		return nil, errMalformed
	}
	return p, nil
}

type openedTree struct {
	origin string
	size   uint64
	root   []byte
	times  []int64
	enough bool
}

func (t *openedTree) quorum() error {
	if !t.enough {
		return errQuorum
	}
	return nil
}

// spelled is true if each signature is in the one spelling of base64 (recipe, 7). note.Open takes others too.
func spelled(text []byte) bool {
	_, lines, found := cutLast(string(text), "\n\n")
	for _, line := range strings.Split(strings.TrimSuffix(lines, "\n"), "\n") {
		blob := line[strings.LastIndex(line, " ")+1:]
		b, err := base64.StdEncoding.DecodeString(blob)
		found = found && err == nil && base64.StdEncoding.EncodeToString(b) == blob
	}
	return found
}

func cutLast(text, separator string) (before, after string, found bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
}

// open verifies a checkpoint. The log itself must have signed.
func (p *policy) open(text []byte) (*openedTree, error) {
	origin, _, _ := strings.Cut(string(text), "\n")
	if !spelled(text) {
		return nil, errMalformed
	}
	for _, v := range p.logs[origin] {
		c, rest, n, err := log.ParseCheckpoint(text, origin, v, p.witnesses...)
		if err != nil {
			continue
		}
		lines := strings.Split(n.Text, "\n")
		if len(rest) > 0 || len(lines) != 4 || len(c.Hash) != 32 {
			return nil, errMalformed
		}
		if _, err := decimal(lines[1]); err != nil {
			return nil, err
		}
		if _, err := hashOf(lines[2]); err != nil {
			return nil, err
		}
		t := &openedTree{origin: origin, size: c.Size, root: c.Hash}
		cosigned := map[string]bool{}
		for _, s := range n.Sigs {
			for _, w := range p.witnesses {
				if w.Name() == s.Name && w.KeyHash() == s.Hash {
					at, err := fnote.CoSigV1Timestamp(s)
					if err != nil {
						return nil, errFalse
					}
					t.times = append(t.times, at.Unix())
					cosigned[s.Name] = true
				}
			}
		}
		t.enough = p.enough(cosigned)
		return t, nil
	}
	return nil, errFalse
}

func noteSigned(c Case) error {
	var known []note.Verifier
	for _, key := range c.Keys {
		v, err := note.NewVerifier(key)
		if err != nil {
			v, err = fnote.NewVerifierForCosignatureV1(key)
		}
		if err != nil {
			return errMalformed
		}
		known = append(known, v)
	}
	if !spelled(c.File) {
		return errMalformed
	}
	if _, err := note.Open(c.File, note.VerifierList(known...)); err != nil {
		return errFalse
	}
	return nil
}

func (p *policy) logNote(text []byte, origin string) ([]string, error) {
	if !spelled(text) {
		return nil, errMalformed
	}
	n, err := note.Open(text, note.VerifierList(p.logs[origin]...))
	if err != nil {
		return nil, errFalse
	}
	return strings.Split(n.Text, "\n"), nil
}

// mapHead checks the note of four lines that names a map.
func (p *policy) mapHead(text []byte, tree *openedTree, root []byte) error {
	lines, err := p.logNote(text, tree.origin)
	if err != nil {
		return err
	}
	expected := []string{tree.origin + "/map", strconv.FormatUint(tree.size, 10), base64.StdEncoding.EncodeToString(tree.root), base64.StdEncoding.EncodeToString(root), ""}
	if strings.Join(lines, "\n") != strings.Join(expected, "\n") {
		return errFalse
	}
	return nil
}

// kept redeems a promise to include.
func kept(p *policy, origin string, c Case, leaf *parsedLeaf) error {
	lines, err := p.logNote(c.Promise, origin)
	if err != nil {
		return err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(c.PromiseKey)))
	if err != nil || len(lines) != 3 || lines[0] != origin+"/promise" {
		return errMalformed
	}
	sealed, err := base64.StdEncoding.DecodeString(lines[1])
	if err != nil || len(sealed) != 12+41+16 {
		return errMalformed
	}
	own, err := hkdf.Key(sha256.New, key, nil, "minglu/promise/v1/cipher", 32)
	if err != nil {
		return errMalformed
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return errMalformed
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return errMalformed
	}
	plain, err := gcm.Open(nil, sealed[:12], sealed[12:], []byte(origin))
	if err != nil {
		return errMalformed
	}
	hash := leaf.hash
	if plain[0] == 1 {
		hash = leaf.content
	}
	if binary.BigEndian.Uint64(plain[1:9]) != leaf.seq+1 || !bytes.Equal(plain[9:], hash) {
		return errFalse
	}
	return nil
}
