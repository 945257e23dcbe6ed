import {
  answeredHash,
  encodePublicLeaf,
  formatAnswer,
  formatCheckpoint,
  formatNote,
  formatVkey,
  sha256,
  signNote,
  sm3,
  statementText,
  type AnsweredEvent,
} from '@minglu/audit';
import { answeredEvent } from '@minglu/audit/adapters';
import { memoryTree, TEST_ORIGIN, testSigner, testSm2Signer } from '@minglu/audit/testing';
import type { Day } from '@minglu/kernel';
import { titleAnswer } from '@minglu/projections';
import { sampleRows, signed, WITNESSES } from './sample.js';

const ORIGIN = `${TEST_ORIGIN}/public`;
const SIGNERS = [testSigner(ORIGIN, 3), testSm2Signer(`${ORIGIN}/sm3`, 4)] as const;

/** A signed answer about a title of a captured history, with the trees of its public events. */
export interface SampleAnswer {
  /** @param quorum of the three witnesses, or `none` */
  readonly policy: (quorum: string) => string;
  /** @param claim answers falsely, as the log could */
  readonly answer: (day: string, claim?: Partial<ReturnType<typeof titleAnswer>>) => Promise<string>;
}

/** @param witnesses how many of the three cosign the trees */
export const sampleAnswer = (witnesses = WITNESSES.length): SampleAnswer => {
  const all = sampleRows(['53-two-one-star-years.json']).filter(({ publicVersion }) => publicVersion !== null);
  const events = all
    .filter(({ streamId }) => streamId === all.find(({ type }) => type === 'LegacyTitleImported')!.streamId)
    .map(answeredEvent);
  const hashes = events.map(answeredHash);
  const trees = [sha256, sm3].map((hasher) => memoryTree(hashes.map(encodePublicLeaf), hasher));
  const { titleId } = events.find(({ type }) => type === 'LegacyTitleImported')!.data as { titleId: string };
  const proven = (of: (typeof trees)[number], which: 0 | 1) => async () => {
    const text = formatCheckpoint({ origin: SIGNERS[which].vkey.name, size: of.size(), root: await of.root() });
    const proofs = hashes.map(async (_, index) => ({ index: BigInt(index), proof: await of.inclusion(BigInt(index)) }));
    return { checkpoint: await signed(text, SIGNERS[which], WITNESSES.slice(0, witnesses)), proofs: await Promise.all(proofs) };
  };
  return {
    policy: (quorum) =>
      [
        ...SIGNERS.map(({ vkey }) => `log ${formatVkey(vkey)}`),
        ...WITNESSES.map(({ vkey }, index) => `witness w${index + 1} ${formatVkey(vkey)}`),
        `group witnesses ${quorum === 'none' ? 'any' : quorum} w1 w2 w3`,
        `quorum ${quorum === 'none' ? 'none' : 'witnesses'}`,
        '',
      ].join('\n'),
    answer: async (day, claim = {}) => {
      const seen = events.map((event: AnsweredEvent) => ({ ...event, publicversion: Number(event.publicversion) }));
      const answer = { ...titleAnswer(titleId, day as Day, seen), ...claim };
      const stated = {
        question: { about: 'title' as const, titleId, day: day as Day },
        answer,
        size: String(events.length),
        events: hashes,
      };
      return formatAnswer({
        note: formatNote(await signNote(statementText(ORIGIN, stated), SIGNERS)),
        trees: await Promise.all(([0, 1] as const).map((which) => proven(trees[which]!, which)())),
        events,
      });
    },
  };
};
