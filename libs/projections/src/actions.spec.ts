import type { Actor } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { expert, investigating, on, publicityClosed, started, substantiating, underReview, worldIn } from '@minglu/dossier/testing';
import { actionsFor } from './actions.js';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { visibilityOf, visibleDossier } from './visibility.js';

const actionsOf = (it: World, viewer: Actor) => {
  const view = viewOf(history(it.events()))!;
  const dossier = visibleDossier(view, visibilityOf(viewer, view.state))!;
  return new Map(actionsFor(viewer, dossier, { state: view.state, at: on('2025-10-20') }).map((one) => [one.command, one]));
};
const subjectOf = (it: World) => viewOf(history(it.events()))!.state.subject!;
const viewer = (role: string, org: string): Actor => ({ person: 'p1', role, org });
const reasonsOf = (actions: ReturnType<typeof actionsOf>, ...commands: readonly string[]) =>
  commands.map((command) => actions.get(command)!.reason?.code ?? null);

describe('the actions of a caller', () => {
  const notice = worldIn.PUBLICITY_OPEN();

  it('are possible in the statuses of the act, for the roles of the act', () => {
    const officer = actionsOf(notice, viewer('ministry-officer', 'MIIT'));
    expect(reasonsOf(officer, 'ProlongPublicity', 'ConferTitle', 'StartPublicity')).toEqual([null, 'role', 'state']);
    expect(officer.get('StartPublicity')!.reason).toMatchObject({
      allowed: ['REVIEW_PASSED'],
      message: { zh: expect.stringContaining('评审通过') },
    });
    const everyone = actionsOf(notice, viewer('public', '-'));
    expect(reasonsOf(everyone, 'FileObjection', 'ProlongPublicity')).toEqual([null, 'role']);
  });
  it('name the route with the id of the case, and the deadline within which the act is due', () => {
    const objection = actionsOf(notice, viewer('public', '-')).get('FileObjection')!;
    expect(objection).toMatchObject({
      routes: ['POST /public-notices/{publicityId}/objections'],
      deadline: { kind: 'publicity-window', provisional: false },
    });
    const submitted = worldIn.SUBMITTED();
    const withdrawal = actionsOf(submitted, viewer('applicant', subjectOf(submitted).applicant)).get('WithdrawApplication')!;
    expect(withdrawal).toMatchObject({
      possible: true,
      deadline: null,
      routes: [expect.stringMatching(/^POST \/dossiers\/[a-z0-9-]+\/withdrawals$/)],
    });
  });
  it('are not those of another jurisdiction', () => {
    const creating = worldIn.CREATING();
    const { applicant, provinceCode } = subjectOf(creating);
    expect(reasonsOf(actionsOf(creating, viewer('applicant', applicant)), 'RequestReview')).toEqual([null]);
    expect(reasonsOf(actionsOf(notice, viewer('applicant', '450100')), 'RequestReview')).toEqual(['jurisdiction']);
    expect(reasonsOf(actionsOf(creating, viewer('provincial-government', provinceCode)), 'RecordProvincialConsent')).toEqual([null]);
    expect(reasonsOf(actionsOf(notice, viewer('provincial-government', '450000')), 'RecordProvincialConsent')).toEqual(['jurisdiction']);
    expect(reasonsOf(actionsOf(notice, viewer('expert', 'MIIT')), 'ScoreIndicators')).toEqual(['jurisdiction']);
  });
  it('are scores for an expert of the panel', () => {
    expect(reasonsOf(actionsOf(underReview(), expert), 'ScoreIndicators')).toEqual([null]);
  });
  it('name a missing step and a gate of due process, with the refusal', () => {
    const missing = (it: World, by: Actor, act: string) => actionsOf(it, by).get(act)!.reason?.refusal?.code;
    const creating = started();
    const applicant = viewer('applicant', subjectOf(creating).applicant);
    expect(actionsOf(creating, applicant).get('RequestReview')).toMatchObject({
      possible: false,
      reason: { code: 'gate', refusal: { code: 'self-assessment-missing', legalBasis: ['measure-2022/16'] } },
    });
    const second = viewer('ministry-approver', 'MIIT');
    expect(missing(publicityClosed(), second, 'ConferTitle')).toBeUndefined();
    const investigated = publicityClosed().given(investigating());
    expect(missing(investigated, second, 'ConferTitle')).toBe('investigation-open');
    expect(missing(investigated, second, 'CancelQualification')).toBe('not-substantiated');
    const found = investigated.given(substantiating());
    expect(missing(found, second, 'CancelQualification')).toBe('no-prior-notice');
  });
  it('do not tell the public which of two statuses a case has after its notice', () => {
    expect(actionsOf(publicityClosed(), viewer('public', '-')).get('FileObjection')).toMatchObject({ possible: true });
  });
});
