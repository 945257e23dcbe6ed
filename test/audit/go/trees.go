package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

var hasher = rfc6962.DefaultHasher

func inclusion(index, size uint64, leaf []byte, path [][]byte, root []byte) error {
	if err := proof.VerifyInclusion(hasher, index, size, hasher.HashLeaf(leaf), path, root); err != nil {
		return errFalse
	}
	return nil
}

func prefix(from, to uint64, path [][]byte, fromRoot, toRoot []byte) error {
	// recipe, 7: size 0 is refused inside the verifier
	if from == 0 {
		return errFalse
	}
	if err := proof.VerifyConsistency(hasher, from, to, path, fromRoot, toRoot); err != nil {
		return errFalse
	}
	return nil
}

// decimal reads a number below 2^63 in its one spelling.
func decimal(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil || strconv.FormatUint(n, 10) != text {
		return 0, errMalformed
	}
	return n, nil
}

func hashOf(text string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != 32 || base64.StdEncoding.EncodeToString(b) != text {
		return nil, errMalformed
	}
	return b, nil
}

func hashesOf(lines []string) ([][]byte, error) {
	if len(lines) > 63 {
		return nil, errMalformed
	}
	var out [][]byte
	for _, line := range lines {
		h, err := hashOf(line)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// proved checks a c2sp.org/tlog-proof@v1 of a leaf.
func proved(c Case) error {
	policy, err := parsePolicy(c.Policy)
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(c.File), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 2 {
		return errMalformed
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errMalformed
	}
	index, err := decimal(lines[0][len("index "):])
	if err != nil {
		return err
	}
	path, err := hashesOf(lines[1:])
	if err != nil {
		return err
	}
	tree, err := policy.open([]byte(checkpoint))
	if err != nil {
		return err
	}
	if err := inclusion(index, tree.size, c.Leaf, path, tree.root); err != nil {
		return err
	}
	leaf, err := parseLeaf(c.Leaf)
	if err == nil && leaf.seq != index {
		return errContent
	}
	if c.Promise != nil {
		if err != nil {
			return errMalformed
		}
		if err := kept(policy, tree.origin, c, leaf); err != nil {
			return err
		}
	}
	return tree.quorum()
}

// consistent checks the body of add-checkpoint against an older checkpoint.
func consistent(c Case) error {
	policy, err := parsePolicy(c.Policy)
	if err != nil {
		return err
	}
	older, err := policy.open(c.Old)
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(c.File), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || !strings.HasPrefix(lines[0], "old ") {
		return errMalformed
	}
	old, err := decimal(lines[0][len("old "):])
	if err != nil {
		return err
	}
	path, err := hashesOf(lines[1:])
	if err != nil {
		return err
	}
	newer, err := policy.open([]byte(checkpoint))
	if err != nil {
		return err
	}
	if older.origin != newer.origin || old != older.size {
		return errFalse
	}
	if old == 0 {
		if len(path) > 0 || !bytes.Equal(older.root, hasher.EmptyRoot()) {
			return errFalse
		}
	} else if err := prefix(old, newer.size, path, older.root, newer.root); err != nil {
		return err
	}
	if err := older.quorum(); err != nil {
		return err
	}
	return newer.quorum()
}

// full recomputes the tree, the chains and the map of a whole log.
func full(c Case) error {
	policy, err := parsePolicy(c.Policy)
	if err != nil {
		return err
	}
	tree, err := policy.open(c.Checkpoint)
	if err != nil {
		return err
	}
	seen := []*openedTree{tree}
	for _, text := range c.Seen {
		one, err := policy.open(text)
		if err != nil {
			return err
		}
		if one.origin != tree.origin {
			return errFalse
		}
		seen = append(seen, one)
	}
	tolerance := int64(300)
	if c.Tolerance != "" {
		n, err := decimal(c.Tolerance)
		if err != nil {
			return err
		}
		tolerance = int64(n)
	}
	if n := len(c.File); n > 0 && c.File[n-1] != '\n' {
		return errMalformed
	}
	lines := bytes.Split(c.File, []byte("\n"))
	lines = lines[:len(lines)-1]
	factory := compact.RangeFactory{Hash: hasher.HashChildren}
	r := factory.NewEmptyRange(0)
	type head struct {
		hash    []byte
		version uint64
	}
	heads := map[string]head{}
	recorded := ""
	epoch := [2]uint64{}
	for i, line := range lines {
		leaf, err := parseLeaf(line)
		if err != nil {
			return errMalformed
		}
		before := heads[leaf.stream]
		if leaf.seq != uint64(i) || leaf.version != before.version+1 || !bytes.Equal(leaf.previous, before.hash) {
			return errFalse
		}
		if leaf.recorded < recorded && leaf.stream != "clock/log" {
			return errFalse
		}
		if leaf.epoch != epoch && (leaf.epoch[0] <= epoch[0] || leaf.epoch[1] > uint64(i) || leaf.epoch[1] < epoch[1]) {
			return errFalse
		}
		at, err := time.Parse(time.RFC3339, leaf.recorded)
		if err != nil {
			return errMalformed
		}
		for _, one := range seen {
			for _, t := range one.times {
				if uint64(i) < one.size && at.Unix() > t+tolerance || uint64(i) >= one.size && at.Unix() < t-tolerance {
					return errFalse
				}
			}
		}
		hash := hasher.HashLeaf(line)
		if err := r.Append(hash, nil); err != nil {
			return err
		}
		heads[leaf.stream] = head{hash, leaf.version}
		recorded, epoch = leaf.recorded, leaf.epoch
	}
	root, err := r.GetRootHash(nil)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		root = hasher.EmptyRoot()
	}
	if tree.size != uint64(len(lines)) || !bytes.Equal(root, tree.root) {
		return errFalse
	}
	if c.MapHead != nil {
		var entries []Entry
		for stream, h := range heads {
			key := sha256.Sum256([]byte(stream))
			entries = append(entries, Entry{key[:], h.hash, h.version})
		}
		if err := policy.mapHead(c.MapHead, tree, mapRoot(entries, 0)); err != nil {
			return err
		}
	}
	return tree.quorum()
}

// Entry is the last leaf of a stream, in the map.
type Entry struct {
	Key     []byte `json:"key"`
	Last    []byte `json:"last"`
	Version uint64 `json:"version"`
}

func sum(parts ...[]byte) []byte {
	h := sha256.New()
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

func (e Entry) hash() []byte {
	return sum([]byte("minglu/map-entry/v1\x00"), e.Key, e.Last, binary.BigEndian.AppendUint64(nil, e.Version))
}

func mapNode(left, right []byte) []byte { return sum([]byte("minglu/map-node/v1\x00"), left, right) }
func bit(key []byte, depth int) int     { return int(key[depth/8]>>(7-depth%8)) & 1 }

func mapRoot(entries []Entry, depth int) []byte {
	switch len(entries) {
	case 0:
		return make([]byte, 32)
	case 1:
		return entries[0].hash()
	}
	sort.Slice(entries, func(i, j int) bool { return bytes.Compare(entries[i].Key, entries[j].Key) < 0 })
	split := sort.Search(len(entries), func(i int) bool { return bit(entries[i].Key, depth) == 1 })
	return mapNode(mapRoot(entries[:split], depth+1), mapRoot(entries[split:], depth+1))
}

// mapped checks that the map has the entry `End` at the end of the path of a key.
func mapped(c Case) error {
	if len(c.Proof) > 256 {
		return errFalse
	}
	hash := make([]byte, 32)
	if c.End != nil {
		hash = c.End.hash()
	}
	for depth := len(c.Proof) - 1; depth >= 0; depth-- {
		if c.End != nil && bit(c.End.Key, depth) != bit(c.Key, depth) {
			return errFalse
		}
		if bit(c.Key, depth) == 1 {
			hash = mapNode(c.Proof[depth], hash)
		} else {
			hash = mapNode(hash, c.Proof[depth])
		}
	}
	if !bytes.Equal(hash, c.Root) {
		return errFalse
	}
	return nil
}
