/** The text of `--help`. */
export const HELP = `minglu-verify: checks proofs of the transparency log, offline.
It opens no network and no database. Keys and policies are given apart from what is checked; get them from a source of your own.

  minglu-verify note --key <vkey> [--key <vkey> …] <note>
      One of the keys has signed the note, and no known key has signed it wrongly.
  minglu-verify proof --policy <file> (--leaf <file> | --leaf-hash <hex>) [--event <file>]
                      [--promise <note> --promise-key <file>] <file.tlog-proof>
      The leaf is in the log. With --event: the event is the one of the leaf. With --promise: the log has kept it.
  minglu-verify consistency --policy <file> --old <checkpoint> <proof>
      The new tree begins with the leaves of the old one. The proof is the body of add-checkpoint (C2SP tlog-witness):
      "old <size>", hashes, a blank line, the new checkpoint.
  minglu-verify answer --policy <file> <answer>
      The log has signed an answer about a title or the register, and it follows from public events in its tree.
  minglu-verify package --policy <file> [--seen <checkpoint> …] [--tolerance <seconds>] <folder or zip>
      An evidence package is whole, complete and unaltered, and the states it claims follow from its events.
  minglu-verify full --policy <file> --checkpoint <checkpoint> [--map-head <note>] [--events <file>]
                     [--seen <checkpoint> …] [--tolerance <seconds>] <leaves.jsonl>
      An export of the whole log is the tree of the checkpoint. With --map-head: and no case has more leaves.

Options
  --seen    A checkpoint that witnesses have cosigned at another time. No event is dated before it that was not in it.
  --tolerance
            Seconds by which recorded times and times of witnesses may differ. Default: 300.
  --json    Print the verdict as one line of JSON: answer, code, reason, facts.
  --help    Print this text.

A policy (C2SP tlog-policy) is lines of text:
  log <vkey>
  witness <name> <vkey>
  group <name> <k>|all|any <name> …
  quorum <name>|none

Exit codes
  0   true: all of it holds
  1   false: a signature or a proof does not hold
  2   malformed: a file, a key or the command line cannot be read
  3   the proofs hold, but too few witnesses of the policy have cosigned
  4   content: an event, a state, a material or an answer is not the one to which the log commits
  70  a fault of this program
`;
