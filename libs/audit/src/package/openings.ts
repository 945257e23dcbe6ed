import { canonicalJson } from '@minglu/event-store/canonical';
import { Malformed } from '../malformed.js';
import { bagInfoOf, bagOf } from './bag.js';
import { jsonLines, openingLine, OPENINGS_FILE, readOpeningLine, type Opening } from './lines.js';
import type { Files } from './zip.js';

/** A package with opened texts in it. They replace those that it had. Throws {@link Malformed} for files that are no bag. */
export const withOpenings = (files: Files, openings: readonly Opening[]): Files => {
  const payload = new Map([...files].filter(([path]) => path.startsWith('data/')));
  if (!payload.has('data/package.json')) throw new Malformed('this is no evidence package');
  const sorted = [...openings].sort((a, b) => (a.ref < b.ref ? -1 : 1));
  payload.set(OPENINGS_FILE, jsonLines(sorted.map(openingLine)));
  return bagOf(payload, bagInfoOf(files));
};

/** The openings in an answer of the routes that open texts. Throws {@link Malformed}. */
export const readOpenings = (answer: Buffer): readonly Opening[] => {
  let openings: unknown;
  try {
    ({ openings } = JSON.parse(answer.toString()) as { readonly openings?: unknown });
  } catch {
    throw new Malformed('the answer is not JSON');
  }
  if (!Array.isArray(openings)) throw new Malformed('the answer has no openings');
  return openings.map((one) => readOpeningLine(Buffer.from(canonicalJson(one))));
};
