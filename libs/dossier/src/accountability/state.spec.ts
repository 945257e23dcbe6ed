import type { Instant } from '@minglu/kernel';
import { approver, dossierOf, recorded, titled } from '../testing/index.js';
import type { ExitProposal, Title } from '../title/state.js';
import {
  closedOneOf,
  endedByFinding,
  endedByWithdrawal,
  evolveAccountability,
  notFallen,
  proceedingOf,
  type Accountability,
  type Investigation,
  type Proceeding,
} from './state.js';

const MARCH = '2026-03-04T02:00:00.000Z' as Instant;
const investigation = (id: string, more: Partial<Investigation> = {}): Investigation => ({
  id,
  finding: null,
  closedBy: null,
  openedAt: null,
  ...more,
});
const proceeding = (id: string, more: Partial<Proceeding> = {}): Proceeding => ({
  id,
  proposed: 'cancel-qualification',
  servedBy: 'officer-1',
  window: 'open',
  statement: 'none',
  ended: false,
  grounds: ['fraud'],
  investigationIds: [],
  evaluationYears: [],
  decided: false,
  servedOn: '2026-03-04',
  noticedOn: '2026-03-04',
  statementUntil: '2026-03-11',
  hearing: 'none',
  hearingRequestedOn: null,
  hearingRequest: null,
  ...more,
});
const proposal = (reason: ExitProposal['reason'], evaluationYears: readonly number[] = []): ExitProposal =>
  ({ reason, evaluationYears, proposedAt: null }) as unknown as ExitProposal;
const plain = dossierOf(titled()).title!;
const titleWith = (exitProposal: ExitProposal | null, furtherProposal: ExitProposal | null = null): Title => ({
  ...plain,
  exitProposal,
  furtherProposal,
});
const state = (more: Partial<Accountability & { title: Title | null }> = {}) => ({
  investigations: [],
  proceedings: [],
  title: null,
  ...more,
});

describe('the fold of an investigation', () => {
  it('keeps when it was opened, and null for an event that does not say', () => {
    const open = (more: object) => evolveAccountability(state(), recorded('InvestigationOpened', { investigationId: 'i1', ...more }));
    expect(open({ openedAt: MARCH })).toEqual({ investigations: [investigation('i1', { openedAt: MARCH })], proceedings: [] });
    expect(open({}).investigations).toEqual([investigation('i1')]);
  });
  const both = { investigations: [investigation('i1'), investigation('i2')], proceedings: [proceeding('pr1'), proceeding('pr2')] };
  it('closes it alone, with its finding and the person who signed', () => {
    const close = (more: object) =>
      evolveAccountability(
        state(both),
        recorded('InvestigationClosed', { investigationId: 'i1', finding: 'substantiated', ends: [], ...more }),
      );
    expect(close({ closedBy: 'approver-1' })).toEqual({
      ...both,
      investigations: [investigation('i1', { finding: 'substantiated', closedBy: 'approver-1' }), investigation('i2')],
    });
    expect(close({}).investigations[0]).toEqual(investigation('i1', { finding: 'substantiated' }));
  });
  it('ends the proceedings that the event names', () => {
    const after = evolveAccountability(
      state(both),
      recorded('InvestigationClosed', { investigationId: 'i1', finding: 'not-substantiated', ends: ['pr2'] }),
    );
    expect(after.proceedings).toEqual([proceeding('pr1'), proceeding('pr2', { ended: true })]);
  });
  it('ends the open proceedings about a cancellation with the last finding, if an older event names none', () => {
    const proceedings = [
      proceeding('pr1'),
      proceeding('pr2', { proposed: 'exit' }),
      proceeding('pr3', { ended: true, proposed: 'exit' }),
      proceeding('pr4'),
    ];
    const ended = (finding: string, other: Investigation['finding']) =>
      evolveAccountability(
        state({ investigations: [investigation('i1'), investigation('i2', { finding: other })], proceedings }),
        recorded('InvestigationClosed', { investigationId: 'i1', finding }),
      )
        .proceedings.filter((one) => one.ended)
        .map(({ id }) => id);
    expect(ended('not-substantiated', 'not-substantiated')).toEqual(['pr1', 'pr3', 'pr4']);
    expect(ended('not-substantiated', null)).toEqual(['pr3']);
    expect(ended('not-substantiated', 'substantiated')).toEqual(['pr3']);
    expect(ended('substantiated', 'not-substantiated')).toEqual(['pr3']);
  });
});

describe('the investigations that have not fallen', () => {
  it('are those without a finding of nothing, opened by the instant or at an unknown one', () => {
    const all = [
      investigation('unknown'),
      investigation('at', { openedAt: MARCH, finding: 'substantiated' }),
      investigation('before', { openedAt: '2026-03-03T02:00:00.000Z' as Instant }),
      investigation('after', { openedAt: '2026-03-05T02:00:00.000Z' as Instant }),
      investigation('nothing', { finding: 'not-substantiated' }),
    ];
    expect(notFallen(all, MARCH)).toEqual(['unknown', 'at', 'before']);
  });
});

describe('the fold of a prior notice (事先告知)', () => {
  const deadline = { rule: { from: '2026-03-04' }, lastDay: '2026-03-11' };
  const served = (title: Title | null, more: object = {}, investigations: readonly Investigation[] = []) => {
    const data = { proceedingId: 'pr1', proposedDecision: 'exit', servedBy: 'officer-1', basis: [], servedAt: MARCH, deadline, ...more };
    return evolveAccountability(state({ title, investigations }), recorded('PriorNoticeServed', data)).proceedings[0]!;
  };
  const [fraud, stars] = [proposal('fraud'), proposal('two-consecutive-one-star', [2024, 2025])];
  it('opens a proceeding with nothing stated and nothing decided', () => {
    expect(served(null, { proposedDecision: 'cancel-qualification' })).toEqual(proceeding('pr1'));
  });
  it('names the one proposal that stands, whatever it cites', () => {
    expect(served(titleWith(fraud)).grounds).toEqual(['fraud']);
    expect(served(titleWith(stars))).toMatchObject({ grounds: ['two-consecutive-one-star'], evaluationYears: [2024, 2025] });
  });
  it('names of two proposals those whose article it cites', () => {
    const two = titleWith(fraud, stars);
    expect(served(two, { basis: ['measure-2022/25'] }).grounds).toEqual(['fraud']);
    expect(served(two, { basis: ['measure-2022/24'] }).grounds).toEqual(['two-consecutive-one-star']);
    expect(served(two, { basis: ['measure-2022/24', 'measure-2022/25'] }).grounds).toHaveLength(2);
  });
  it('names of two proposals the one that is not secret, if it cites neither article', () => {
    expect(served(titleWith(fraud, stars), { basis: ['measure-2022/11'] }).grounds).toEqual(['two-consecutive-one-star']);
  });
  it('rests on the investigations and the years that it names', () => {
    const named = { investigationIds: ['i7'], evaluationYears: [2021, 2022] };
    expect(served(titleWith(fraud, stars), named, [investigation('i1')])).toMatchObject(named);
  });
  it('rests, if an older event names none, on those that had not fallen, where its ground is fraud', () => {
    const known = [investigation('i1'), investigation('i2', { finding: 'not-substantiated' })];
    expect(served(titleWith(fraud), {}, known).investigationIds).toEqual(['i1']);
    expect(served(titleWith(stars), {}, known).investigationIds).toEqual([]);
    expect(served(titleWith(fraud), {}, known).evaluationYears).toEqual([]);
    expect(served(null).evaluationYears).toEqual([]);
  });
});

describe('the fold of a proceeding', () => {
  const two = { proceedings: [proceeding('pr1'), proceeding('pr2')] };
  it.each<[string, string, object, Partial<Proceeding>]>([
    ['takes in a statement', 'StatementReceived', {}, { statement: 'received' }],
    ['ends the window with a waiver', 'StatementWaived', {}, { window: 'waived' }],
    ['closes the window', 'StatementWindowClosed', {}, { window: 'closed' }],
    ['ends with a statement that is adopted', 'StatementReviewed', { adopted: true }, { statement: 'adopted', ended: true }],
    ['goes on after a statement that is rejected', 'StatementReviewed', { adopted: false }, { statement: 'rejected', ended: false }],
    ['ends with a cancellation', 'QualificationCancelled', {}, { ended: true, decided: true }],
    ['ends with an exit', 'ExitAnnounced', {}, { ended: true, decided: true }],
  ])('%s, and leaves the others', (_, type, more, change) => {
    expect(evolveAccountability(state(two), recorded(type, { proceedingId: 'pr1', ...more }))).toEqual({
      investigations: [],
      proceedings: [proceeding('pr1', change), proceeding('pr2')],
    });
  });
  it('loses the ground that is withdrawn, and ends where the event names it or an older one names none', () => {
    const proceedings = [
      proceeding('pr1', { grounds: ['fraud', 'two-consecutive-one-star'] }),
      proceeding('pr2', { ended: true, grounds: ['two-consecutive-one-star'] }),
    ];
    const after = (more: object) =>
      evolveAccountability(state({ proceedings }), recorded('ExitProposalWithdrawn', { reason: 'fraud', ...more })).proceedings.map(
        ({ grounds, ended }) => [grounds.length, ended],
      );
    expect(after({ ends: [] })).toEqual([
      [1, false],
      [1, true],
    ]);
    expect(after({ ends: ['pr1'] })[0]).toEqual([1, true]);
    expect(after({})[0]).toEqual([1, true]);
  });
  it.each(['DecisionSetAside', 'EvidenceAdded', 'ReviewOrLitigationNoted'])('stays as it is after %s', (type) => {
    const before = { investigations: [investigation('i1')], proceedings: [proceeding('pr1')] };
    expect(evolveAccountability(state(before), recorded(type, { proceedingId: 'pr1', investigationId: 'i1' }))).toEqual(before);
  });
  it('is found by its id', () => {
    expect(proceedingOf(state(two), 'pr2')).toBe(two.proceedings[1]);
    expect(proceedingOf(state(two), 'pr9')).toBeUndefined();
  });
});

describe('the person who closed an investigation', () => {
  const investigations = [investigation('i1', { closedBy: 'approver-1' }), investigation('i2', { closedBy: 'approver-2' })];
  it('is known of those on which the proceeding rests', () => {
    const rests = proceeding('pr1', { investigationIds: ['i1'] });
    const closed = (person: string, onBehalfOf?: string) =>
      closedOneOf(state({ investigations }), rests, { ...approver, person, ...(onBehalfOf ? { onBehalfOf } : {}) });
    expect([closed('approver-1'), closed('approver-2'), closed('deputy', 'approver-1'), closed('deputy')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('the proceedings that end', () => {
  it('with a finding are those about a cancellation whose investigations have now all found nothing', () => {
    const investigations = [investigation('i1'), investigation('i2', { finding: 'not-substantiated' }), investigation('i3')];
    const proceedings = [
      proceeding('both', { investigationIds: ['i1', 'i2'] }),
      proceeding('other', { investigationIds: ['i1', 'i3'] }),
      proceeding('unknown', { investigationIds: ['i1', 'i9'] }),
      proceeding('exit', { proposed: 'exit', investigationIds: ['i1'] }),
      proceeding('ended', { ended: true, investigationIds: ['i1'] }),
    ];
    expect(endedByFinding({ investigations, proceedings }, 'i1', 'not-substantiated')).toEqual(['both']);
    expect(endedByFinding({ investigations, proceedings }, 'i1', 'substantiated')).toEqual([]);
  });
  it('with a withdrawn proposal are the open ones that rest on it alone', () => {
    const proceedings = [
      proceeding('alone'),
      proceeding('both', { grounds: ['fraud', 'two-consecutive-one-star'] }),
      proceeding('ended', { ended: true }),
    ];
    expect(endedByWithdrawal(state({ proceedings }), 'fraud')).toEqual(['alone']);
  });
});
