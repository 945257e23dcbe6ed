import { readFileSync } from 'node:fs';
import { sha256 } from './hasher.js';
import { verifyConsistency, verifyInclusion } from './verify.js';

interface Vector {
  readonly name: string;
  readonly raw: string;
}
type Fields = Readonly<Record<string, string>> & { readonly proof: readonly string[] | null; readonly wantErr: boolean };

const vectors = JSON.parse(readFileSync(new URL('./fixtures/merkle-proofs.json', import.meta.url), 'utf8')) as {
  readonly consistency: readonly Vector[];
  readonly inclusion: readonly Vector[];
};
/** Sizes and indexes may be larger than 2^53. */
const fields = ({ raw }: Vector) => JSON.parse(raw.replace(/"(size1|size2|leafIdx|treeSize)": (\d+)/g, '"$1": "$2"')) as Fields;
const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64');

describe('the vectors of transparency-dev/merkle', () => {
  it('are 196', () => expect(vectors.consistency.length + vectors.inclusion.length).toBe(196));

  it.each(vectors.inclusion.map((vector) => [vector.name, fields(vector)] as const))('%s', (_name, vector) => {
    const claim = {
      index: BigInt(vector.leafIdx!),
      size: BigInt(vector.treeSize!),
      leafHash: bytes(vector.leafHash),
      root: bytes(vector.root),
      proof: (vector.proof ?? []).map(bytes),
    };
    expect(verifyInclusion(sha256, claim)).toBe(!vector.wantErr);
  });

  it.each(vectors.consistency.map((vector) => [vector.name, fields(vector)] as const))('%s', (_name, vector) => {
    const claim = {
      from: BigInt(vector.size1!),
      to: BigInt(vector.size2!),
      fromRoot: bytes(vector.root1),
      toRoot: bytes(vector.root2),
      proof: (vector.proof ?? []).map(bytes),
    };
    expect(verifyConsistency(sha256, claim)).toBe(!vector.wantErr);
  });
});
