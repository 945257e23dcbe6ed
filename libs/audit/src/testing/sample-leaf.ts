import type { Leaf } from '../leaf.js';

const hash = (digit: string): string => digit.repeat(64);
/** A leaf with every member. */
export const sampleLeaf = (more: Partial<Leaf> = {}): Leaf => ({
  v: 'minglu/leaf/v1',
  seq: '0',
  epoch: { number: '1', after: '0' },
  stream: 'dossier/a',
  streamVersion: '1',
  type: 'ApplicationSubmitted',
  event: '00000000-0000-4000-8000-000000000001',
  recorded: '2026-01-05T01:00:00.000Z',
  effective: '2026-01-05T01:00:00.000Z',
  actor: { person: 'clerk', role: 'applicant' },
  cause: null,
  correlation: 'c',
  provisions: ['measure-2022/10'],
  rules: { id: 'measure-2022', hash: hash('a') },
  calendar: null,
  schema: { version: '1', hash: hash('b') },
  content: hash('c'),
  payload: hash('d'),
  attachments: [[hash('e'), hash('f'), '12']],
  previous: null,
  ...more,
});
