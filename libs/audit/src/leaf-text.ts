// The usual text of a leaf as one expression. It is for speed alone: a match is canonical JSON with all members of a leaf, and need not be
// encoded again to see that. It asks for less than a leaf may have; any other text is read the long way.

const TEXT = '"[!#-\\[\\]-~]{1,200}"';
const HASH = '"[0-9a-f]{64}"';
const COUNT = '"(?:0|[1-9][0-9]{0,15})"';
/** Up to the 28th: each month has these days. */
const INSTANT = '"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{3}Z"';
const orNull = (part: string): string => `(?:null|${part})`;
const list = (part: string): string => `\\[(?:${part}(?:,${part})*)?\\]`;
const object = (members: Readonly<Record<string, string>>): string =>
  `\\{${Object.entries(members)
    .map(([name, part]) => `"${name}":${part}`)
    .join(',')}\\}`;

const LEAF = new RegExp(
  `^${object({
    actor: object({ person: TEXT, role: TEXT }),
    attachments: list(`\\[${HASH},${HASH},${COUNT}\\]`),
    calendar: orNull(HASH),
    cause: orNull(TEXT),
    content: HASH,
    correlation: TEXT,
    effective: INSTANT,
    epoch: object({ after: COUNT, number: COUNT }),
    event: TEXT.replace('200', '64'),
    payload: HASH,
    previous: orNull(HASH),
    provisions: list(TEXT),
    recorded: INSTANT,
    rules: object({ hash: HASH, id: TEXT }),
    schema: object({ hash: HASH, version: COUNT }),
    seq: COUNT,
    stream: TEXT,
    streamVersion: COUNT,
    type: TEXT,
    v: '"minglu/leaf/v1"',
  })}$`,
);

/** True for the text of a leaf that is surely canonical. False says nothing. */
export const isUsualLeaf = (json: string): boolean => LEAF.test(json);
