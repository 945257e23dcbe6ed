import type { Day, Instant } from '@minglu/kernel';
import { recorded } from '../testing/index.js';
import { articleOf, evolveTitle, isInForce, proposalFor, proposalsOf, type ExitProposal, type Title } from './state.js';

const title = evolveTitle(null, recorded('TitleConferred', { titleId: 't-a', effectiveDate: '2025-10-21' }))!;
const after = (type: string, data: object, before: Partial<Title> = {}) => evolveTitle({ ...title, ...before }, recorded(type, data));
const proposal = (reason: ExitProposal['reason'], evaluationYears: readonly number[] = []): ExitProposal => ({
  reason,
  evaluationYears,
  investigationId: null,
  proposedAt: null,
});
const [fraud, stars] = [proposal('fraud'), proposal('two-consecutive-one-star', [2024, 2025])];

describe('the fold that gives a title', () => {
  it('begins it without proposals, uses or reports', () => {
    expect(title).toEqual({
      titleId: 't-a',
      effectiveDate: '2025-10-21',
      exitProposal: null,
      furtherProposal: null,
      withdrawnFor: [],
      uses: [],
      plans: 0,
      monitoring: [],
      lastMonitoringOn: null,
    });
    expect(evolveTitle(null, recorded('LegacyTitleImported', { titleId: 't-a', conferredOn: '2025-10-21' }))).toEqual(title);
  });
  it('waits for the day of a conferral that takes effect later, and for no other decision', () => {
    const data = { titleId: 't-a', effectiveDate: '2025-10-21' };
    expect(evolveTitle(null, recorded('TitleConferred', { ...data, deadline: {} }))).toBeNull();
    expect(evolveTitle(null, recorded('DecisionTookEffect', { ...data, decision: 'TitleConferred' }))).toEqual(title);
    expect(after('DecisionTookEffect', { ...data, decision: 'ExitAnnounced' }, { plans: 2 })).toEqual({ ...title, plans: 2 });
  });
});

describe('the fold of a proposed exit', () => {
  it('keeps two proposals in the order in which they were made', () => {
    const one = after('ExitProposed', fraud)!;
    expect(one).toEqual({ ...title, exitProposal: fraud });
    expect(after('ExitProposed', { ...stars, proposedAt: undefined }, one)).toEqual({
      ...title,
      exitProposal: fraud,
      furtherProposal: stars,
    });
    const at = '2026-03-03T02:00:00.000Z' as Instant;
    expect(after('ExitProposed', { ...fraud, proposedAt: at })?.exitProposal?.proposedAt).toBe(at);
  });
  it('takes back that it was withdrawn for these years', () => {
    const withdrawnFor = [
      [2021, 2022],
      [2024, 2025],
    ];
    expect(after('ExitProposed', stars, { withdrawnFor })?.withdrawnFor).toEqual([[2021, 2022]]);
  });
  it('loses the withdrawn proposal, keeps the other, and remembers the years of one star', () => {
    const both = { exitProposal: fraud, furtherProposal: stars };
    expect(after('ExitProposalWithdrawn', { reason: 'fraud' }, both)).toEqual({ ...title, exitProposal: stars });
    expect(after('ExitProposalWithdrawn', { reason: 'two-consecutive-one-star' }, { ...both, withdrawnFor: [[2021, 2022]] })).toEqual({
      ...title,
      exitProposal: fraud,
      withdrawnFor: [
        [2021, 2022],
        [2024, 2025],
      ],
    });
  });
});

describe('the fold of the uses and the reports of a title', () => {
  const uses = [
    { id: 'u1', until: null },
    { id: 'u2', until: '2026-01-31' as Day },
  ];
  it('keeps a use until it is ended', () => {
    expect(after('TitleUseAuthorised', { authorisationId: 'u2', until: '2026-01-31' }, { uses: uses.slice(0, 1) })?.uses).toEqual(uses);
    expect(after('TitleUseEnded', { authorisationId: 'u1' }, { uses })?.uses).toEqual([uses[1]]);
  });
  it('keeps the number of the last plan, and every release of data', () => {
    expect(after('EnhancementPlanFiled', { plan: 3 })?.plans).toBe(3);
    const release = { period: '2025', source: '统计局', release: '快报' };
    const first = after('MonitoringDataReceived', { ...release, receivedOn: '2026-02-01', figures: [] })!;
    expect(first).toEqual({ ...title, monitoring: [release], lastMonitoringOn: '2026-02-01' });
    expect(after('MonitoringDataReceived', { ...release, release: '公报', receivedOn: '2026-03-01' }, first)).toMatchObject({
      monitoring: [release, { ...release, release: '公报' }],
      lastMonitoringOn: '2026-03-01',
    });
  });
  it('does not change by a misuse', () => expect(after('TitleMisuseRecorded', {})).toEqual(title));
});

describe('a dossier without a title', () => {
  it.each([
    'ExitProposed',
    'ExitProposalWithdrawn',
    'TitleUseAuthorised',
    'TitleUseEnded',
    'EnhancementPlanFiled',
    'MonitoringDataReceived',
  ])('gets none by %s', (type) => expect(evolveTitle(null, recorded(type, { reason: 'fraud', evaluationYears: [] }))).toBeNull());
  it('has no proposal', () => {
    expect(proposalsOf(null)).toEqual([]);
    expect(proposalFor(null, 'fraud')).toBeUndefined();
  });
});

describe('a proposal', () => {
  it('is found by its reason, and rests on the article of that reason', () => {
    const both = { ...title, exitProposal: fraud, furtherProposal: stars };
    expect(proposalFor(both, 'two-consecutive-one-star')).toBe(stars);
    expect([articleOf('fraud'), articleOf('two-consecutive-one-star')]).toEqual(['measure-2022/25', 'measure-2022/24']);
  });
});

describe('a use', () => {
  it('is in force to the end of its last day, or without end', () => {
    const until = '2026-01-31' as Day;
    expect(['2026-01-31', '2026-02-01'].map((day) => isInForce({ id: 'u', until }, day as Day))).toEqual([true, false]);
    expect(isInForce({ id: 'u', until: null }, until)).toBe(true);
  });
});
