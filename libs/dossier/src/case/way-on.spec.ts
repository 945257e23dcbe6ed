import type { TestCommand, World } from '@minglu/kernel/testing';
import {
  answering,
  approver,
  atMinistry,
  checking,
  command,
  conferring,
  dossierOf,
  exitProposed,
  officer,
  on,
  parkRequest,
  parkSubmitted,
  parkSupplement,
  passing,
  pilot,
  plausible,
  statementClosed,
  serving,
  announcing,
  statusOf,
  supplementRequested,
  worldIn,
  authority,
  municipality,
} from '../testing/index.js';
import { CLOSED_STATUSES, STATUSES, type Status } from './status.js';

type Way = readonly [status: Status, about: string, world: () => World, command: (it: World) => TestCommand];
const concluded = (name: string, at: string) => () =>
  command(officer, on(at), name, {
    caseId: 'a',
    checklist: { conditions: [true, true, true, true], materialsComplete: name === 'PassFormalReview' },
    reasons: '已审',
  });
const closing = () => command(officer, on('2024-01-15'), 'CloseApplication', { caseId: 'a', reasons: '截止后未报送' });
const sentBack = () => command(officer, on('2025-12-01'), 'ReturnReviewMaterials', { caseId: 'a', reasons: '逾期未审核' });
const plain =
  (name: 'StartCreation' | 'EndCreation' | 'ConvenePanel' | 'ConcludeReview' | 'StartPublicity' | 'ClosePilot') => (it: World) =>
    plausible(it)[name];
const parkChecked = () => parkSubmitted().given(checking('municipal', '2023-11-08'));

/** A way on from each status that is not final, by the ministry or the clock alone. */
const ways: readonly Way[] = [
  ['PILOT', 'closed', pilot, plain('ClosePilot')],
  ['DRAFT', 'closed', worldIn.DRAFT, closing],
  ['CONSENTED', 'closed', worldIn.CONSENTED, closing],
  ['SUBMITTED', 'rejected', worldIn.SUBMITTED, concluded('RejectFormalReview', '2023-12-01')],
  ['SUPPLEMENT', 'of a city, with a due date', () => supplementRequested('2023-11-20'), concluded('RejectFormalReview', '2023-11-21')],
  ['SUPPLEMENT', 'of a city, without one', supplementRequested, concluded('PassFormalReview', '2023-12-01')],
  ['SUPPLEMENT', 'of a park', parkSupplement, concluded('RejectFormalReview', '2023-11-21')],
  ['MUNICIPAL_CHECK', 'of an application', parkSubmitted, closing],
  ['PROVINCIAL_CHECK', 'of an application', parkChecked, closing],
  ['PROVINCIAL_APPROVED', 'closed', worldIn.PROVINCIAL_APPROVED, closing],
  ['MUNICIPAL_CHECK', 'of a review', worldIn.MUNICIPAL_CHECK, sentBack],
  ['PROVINCIAL_CHECK', 'of a review', worldIn.PROVINCIAL_CHECK, sentBack],
  ['AT_MINISTRY', 'rejected', atMinistry, concluded('RejectFormalReview', '2023-12-01')],
  ['READY', 'started', worldIn.READY, plain('StartCreation')],
  ['CREATING', 'ended', worldIn.CREATING, plain('EndCreation')],
  ['REVIEW_REQUESTED', 'before a panel', worldIn.REVIEW_REQUESTED, plain('ConvenePanel')],
  ['UNDER_REVIEW', 'concluded', worldIn.UNDER_REVIEW, plain('ConcludeReview')],
  ['REVIEW_PASSED', 'posted', worldIn.REVIEW_PASSED, plain('StartPublicity')],
  ['PUBLICITY_OPEN', 'closed by the clock', worldIn.PUBLICITY_OPEN, (it) => passing(it, 'publicity-window')],
  ['OBJECTION_CHECK', 'answered', worldIn.OBJECTION_CHECK, () => answering('o1', { outcome: 'dismissed' })],
  ['CLEARED', 'conferred', worldIn.CLEARED, () => conferring()],
  ['EXIT_PROPOSED', 'announced', () => statementClosed(exitProposed().given(serving('exit'))), () => announcing()],
];

describe('no status is a dead end (decisions 23)', () => {
  it.each(ways)('%s (%s) leads on without the applicant', (status, _, world, next) => {
    const it = world();
    expect(statusOf(it)).toBe(status);
    const one = next(it);
    expect(['ministry-officer', 'ministry-approver', 'system']).toContain(one.by.role);
    expect(it.when(one).refusal).toBeNull();
    expect(statusOf(it)).not.toBe(status);
  });
  it('says so of every status that is not final', () => {
    const final: readonly Status[] = ['NONE', 'TITLED', ...CLOSED_STATUSES];
    expect(STATUSES.filter((status) => !final.includes(status) && !ways.some(([from]) => from === status))).toEqual([]);
  });
  it('leaves the municipal and the provincial authority their own ways', () => {
    const inReview = pilot().given(parkRequest());
    for (const [it, by] of [
      [inReview, municipality('441900')],
      [parkSubmitted(), municipality('441900')],
      [inReview.fork().given(checking('municipal', '2023-10-25')), authority('440000')],
      [parkChecked(), authority('440000')],
    ] as const)
      for (const name of ['ApproveMaterials', 'ReturnMaterials']) {
        const its = it.fork();
        const before = statusOf(its);
        expect(its.when(command(by, on('2023-11-09'), name, { caseId: 'a', reasons: '已审核' })).refusal).toBeNull();
        expect(statusOf(its)).not.toBe(before);
      }
  });
});

describe('CloseApplication (第七、二十五条; decisions 22)', () => {
  it('waits for the end of the campaign, unless a fraud was found', () => {
    const early = { ...closing(), at: on('2023-11-07') };
    worldIn.DRAFT().when(early).thenRefused('campaign-still-open', 'measure-2022/7', 'measure-2022/25');
    const it = worldIn.CONSENTED().given(
      command(officer, on('2023-11-05'), 'OpenInvestigation', {
        investigationId: 'i1',
        subject: 'a',
        clue: '举报',
        sourceProtected: true,
      }),
    );
    it.when(early).thenRefused('campaign-still-open', 'measure-2022/25');
    it.given(
      command(approver, on('2023-11-06'), 'CloseInvestigation', { investigationId: 'i1', finding: 'substantiated', reasons: '查实' }),
    );
    it.when(early).then('ApplicationClosed');
    expect(dossierOf(it)).toMatchObject({ status: 'WITHDRAWN', closedOn: '2023-11-07' });
  });
  it('leaves an open investigation going on, whose finding is recorded on the closed case', () => {
    const it = worldIn.DRAFT().given(
      command(officer, on('2024-01-10'), 'OpenInvestigation', {
        investigationId: 'i1',
        subject: 'a',
        clue: '举报',
        sourceProtected: true,
      }),
      closing(),
    );
    it.when(
      command(approver, on('2024-02-06'), 'CloseInvestigation', { investigationId: 'i1', finding: 'substantiated', reasons: '查实' }),
    ).then('InvestigationClosed');
    expect(dossierOf(it)).toMatchObject({ status: 'WITHDRAWN', investigations: [{ finding: 'substantiated' }] });
  });
  it('is of applications that have not reached the ministry', () => {
    worldIn.SUBMITTED().when(closing()).thenRefused('not-in-this-state', 'measure-2022/7');
    worldIn.MUNICIPAL_CHECK().when(closing()).thenRefused('review-not-application', 'measure-2022/16');
    parkSubmitted().when(sentBack()).thenRefused('application-not-review', 'measure-2022/17');
    worldIn
      .DRAFT()
      .when({ ...closing(), by: approver })
      .thenRefused('not-authorised', 'measure-2022/7');
  });
});
