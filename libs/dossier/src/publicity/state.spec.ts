import fc from 'fast-check';
import { ownLists, type Day, type Instant } from '@minglu/kernel';
import { recorded } from '../testing/index.js';
import { evolvePublicity, type Notice, type Objection, type Publicity } from './state.js';

const deadline = { kind: 'publicity-window', lastDay: '2025-10-10', endsAt: '2025-10-10T16:00:00.000Z', provisional: false };
const data = (publicityId: string, more: object = {}) => ({
  publicityId,
  caseIds: ['a'],
  publishedAt: '2025-09-26T02:00:00.000Z',
  deadline,
  corrects: null,
  ...more,
});
const notice = (id: string, more: Partial<Notice> = {}): Notice => ({
  id,
  caseIds: ['a'],
  publishedAt: '2025-09-26T02:00:00.000Z' as Instant,
  lastDay: '2025-10-10' as Day,
  endsAt: '2025-10-10T16:00:00.000Z' as Instant,
  provisional: false,
  standing: 'open',
  ...more,
});
const objection = (id: string, outcome: Objection['outcome'] = null): Objection => ({ id, outcome, investigationId: null });
const open: Publicity = { notice: notice('p1'), earlier: [], objections: [], clues: [] };
const after = (before: Partial<Publicity>, type: string, more: object) => evolvePublicity({ ...open, ...before }, recorded(type, more));

describe('the fold of a notice (公示)', () => {
  it('opens it without objections or clues', () => {
    expect(evolvePublicity(null, recorded('PublicityStarted', data('p1')))).toEqual(open);
  });
  it('keeps the earlier notices, latest first, and the clues', () => {
    const before = { earlier: [notice('p0')], clues: ['k1'] };
    expect(after(before, 'PublicityStarted', data('p2'))).toEqual({
      notice: notice('p2'),
      earlier: [notice('p1'), notice('p0')],
      objections: [],
      clues: ['k1'],
    });
  });
  it.each([
    ['PublicityVoided', 'voided'],
    ['PublicityClosed', 'closed'],
    ['ConferralDenied', 'denied'],
  ] as const)('stands after %s as %s', (type, standing) => {
    expect(after({}, type, {})).toEqual({ ...open, notice: notice('p1', { standing }) });
    expect(evolvePublicity(null, recorded(type, {}))).toBeNull();
  });
  it('moves with the deadline of its window alone', () => {
    const later = { lastDay: '2025-10-13', endsAt: '2025-10-13T16:00:00.000Z', provisional: true };
    const moved = (kind: string) => after({}, 'DeadlineRecomputed', { deadline: { kind, ...later } });
    expect(moved('publicity-window')).toEqual({ ...open, notice: { ...open.notice, ...later } });
    expect(moved('creation-cycle')).toEqual(open);
  });
});

describe('the objections that a new notice takes over', () => {
  const objections = [
    objection('open'),
    objection('unmet', 'standard-unmet'),
    objection('fraud', 'fraud'),
    objection('clerical', 'clerical'),
    objection('dismissed', 'dismissed'),
    objection('withdrawn', 'withdrawn'),
  ];
  const taken = (standing: Notice['standing'], corrects: string | null) =>
    after({ notice: notice('p1', { standing }), objections }, 'PublicityStarted', data('p2', { corrects }))?.objections.map(({ id }) => id);
  it('are after a correction all but those that it answers', () => {
    expect(taken('voided', 'p1')).toEqual(['open', 'unmet', 'fraud', 'dismissed', 'withdrawn']);
  });
  it('are after a withdrawal those that are open or still decide', () => {
    expect(taken('voided', null)).toEqual(['open', 'unmet', 'fraud']);
  });
  it('are none after a denial', () => expect(taken('denied', null)).toEqual([]));
});

describe('the fold of an objection', () => {
  const two = { objections: [objection('o1'), objection('o2')] };
  it('adds it without an answer', () => {
    expect(after({ objections: [objection('o1')] }, 'ObjectionFiled', { objectionId: 'o2' })).toEqual({ ...open, ...two });
  });
  it.each<[string, string, object, Partial<Objection>]>([
    ['dismisses it', 'ObjectionResolved', { outcome: 'dismissed', category: 'fraud' }, { outcome: 'dismissed' }],
    ['upholds it for its category', 'ObjectionResolved', { outcome: 'upheld', category: 'clerical' }, { outcome: 'clerical' }],
    ['lets it be withdrawn', 'ObjectionWithdrawn', {}, { outcome: 'withdrawn' }],
    ['names the investigation that it led to', 'InvestigationOpened', { investigationId: 'i1' }, { investigationId: 'i1' }],
  ])('%s, and leaves the others', (_, type, more, change) => {
    expect(after(two, type, { objectionId: 'o1', ...more })).toEqual({
      ...open,
      objections: [{ ...objection('o1'), ...change }, objection('o2')],
    });
  });
  it('is not touched by an investigation that did not begin with one', () => {
    expect(after(two, 'InvestigationOpened', { objectionId: null, investigationId: 'i1' })).toEqual({ ...open, ...two });
  });
  it('keeps a clue beside the objections', () => {
    expect(after({ clues: ['k1'] }, 'ClueRecorded', { clueId: 'k2' })).toEqual({ ...open, clues: ['k1', 'k2'] });
  });
  it.each(['ObjectionFiled', 'ObjectionResolved', 'ObjectionWithdrawn', 'ClueRecorded'])('has no place without a notice: %s', (type) => {
    expect(evolvePublicity(null, recorded(type, { objectionId: 'o1' }))).toBeNull();
  });
});

describe('a fold of many objections', () => {
  const id = fc.constantFrom('o1', 'o2', 'o3', 'o4');
  const event = fc.oneof(
    id.map((objectionId) => recorded('ObjectionFiled', { objectionId, publicityId: 'p1' })),
    id.map((objectionId) => recorded('ObjectionResolved', { objectionId, outcome: 'dismissed' })),
    id.map((objectionId) => recorded('ObjectionWithdrawn', { objectionId })),
    id.map((objectionId) => recorded('InvestigationOpened', { investigationId: 'i1', objectionId })),
    id.map((clueId) => recorded('ClueRecorded', { clueId })),
    fc.constantFrom(null, 'p1').map((corrects) => recorded('PublicityStarted', data('p2', { corrects }))),
    fc.constant(recorded('PublicityVoided', {})),
  );
  it('ends as the fold that copies for each event, and changes no state from before it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.array(event, { maxLength: 30 }), (early, late) => {
        const fold = (from: Publicity | null, events: typeof early, own?: ReturnType<typeof ownLists>) =>
          events.reduce((state, one) => evolvePublicity(state, one, own), from);
        const before = fold(open, early, ownLists());
        const kept = structuredClone(before);
        expect(fold(before, late, ownLists())).toEqual(fold(fold(open, early), late));
        expect(before).toEqual(kept);
      }),
    );
  });
});
