package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"unicode/utf16"
)

type parsedLeaf struct {
	seq, version uint64
	stream       string
	recorded     string
	epoch        [2]uint64
	previous     []byte
	content      []byte
	hash         []byte
	event        string
	sealed       []byte // nil in a leaf of the first version
}

// parseLeaf reads what it needs of a leaf, and refuses each text that is not canonical JSON (RFC 8785).
func parseLeaf(b []byte) (*parsedLeaf, error) {
	var v any
	if len(b) > 65535 || json.Unmarshal(b, &v) != nil || !bytes.Equal(canonical(nil, v), b) {
		return nil, errMalformed
	}
	var l struct {
		V, Seq, Stream, StreamVersion, Recorded, Content, Event string
		Sealed                                                  *string
		Epoch                                                   struct{ Number, After string }
		Previous                                                *string
	}
	if json.Unmarshal(b, &l) != nil || (l.V != "minglu/leaf/v1" && l.V != "minglu/leaf/v2") || (l.V == "minglu/leaf/v2") != (l.Sealed != nil) {
		return nil, errMalformed
	}
	out := &parsedLeaf{stream: l.Stream, recorded: l.Recorded, event: l.Event, hash: hasher.HashLeaf(b)}
	for text, n := range map[*string]*uint64{&l.Seq: &out.seq, &l.StreamVersion: &out.version, &l.Epoch.Number: &out.epoch[0], &l.Epoch.After: &out.epoch[1]} {
		var err error
		if *n, err = decimal(*text); err != nil {
			return nil, err
		}
	}
	var err error
	if out.content, err = hex.DecodeString(l.Content); err != nil {
		return nil, errMalformed
	}
	if l.Sealed != nil {
		if out.sealed, err = hex.DecodeString(*l.Sealed); err != nil || len(out.sealed) != 32 {
			return nil, errMalformed
		}
	}
	if l.Previous != nil {
		if out.previous, err = hex.DecodeString(*l.Previous); err != nil {
			return nil, errMalformed
		}
	}
	return out, nil
}

// sealedFiles compares a line of sealed-files.jsonl with the commitment in the leaf of its event.
func sealedFiles(c Case) error {
	leaf, err := parseLeaf(c.Leaf)
	if err != nil {
		return err
	}
	var v any
	if json.Unmarshal(c.File, &v) != nil || !bytes.Equal(canonical(nil, v), c.File) {
		return errMalformed
	}
	line, _ := v.(map[string]any)
	files, isList := line["files"].([]any)
	event, isText := line["event"].(string)
	if len(line) != 2 || !isList || !isText {
		return errMalformed
	}
	digest := sha256.Sum256(bytes.Join([][]byte{[]byte("minglu/sealed-files/v1\x00"), c.Salt, canonical(nil, files)}, nil))
	if event != leaf.event || leaf.sealed == nil || !bytes.Equal(digest[:], leaf.sealed) {
		return errContent
	}
	return nil
}

// canonical appends canonical JSON of values without numbers: a leaf has none.
func canonical(out []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(out, "null"...)
	case bool:
		return fmt.Append(out, v)
	case string:
		return quoted(out, v)
	case []any:
		out = append(out, '[')
		for i, one := range v {
			if i > 0 {
				out = append(out, ',')
			}
			out = canonical(out, one)
		}
		return append(out, ']')
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		sort.Slice(keys, func(i, j int) bool { return less(keys[i], keys[j]) })
		out = append(out, '{')
		for i, key := range keys {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(quoted(out, key), ':')
			out = canonical(out, v[key])
		}
		return append(out, '}')
	}
	return append(out, "a number"...)
}

// less orders by UTF-16 code units, as RFC 8785 does.
func less(a, b string) bool {
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return len(x) < len(y)
}

func quoted(out []byte, s string) []byte {
	short := map[rune]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}
	out = append(out, '"')
	for _, r := range s {
		if c, ok := short[r]; ok {
			out = append(out, '\\', c)
		} else if r < 0x20 {
			out = fmt.Appendf(out, "\\u%04x", r)
		} else {
			out = append(out, string(r)...)
		}
	}
	return append(out, '"')
}
