import type { Day } from '@minglu/kernel';
import type { Deadline } from '@minglu/regulation';
import { recorded } from '../testing/index.js';
import { creationOf, evolveCreation, type Creation } from './state.js';

const until = (lastDay: string, kind: Deadline['kind'] = 'creation-cycle') => ({ kind, lastDay }) as Deadline;
const cycle = until('2025-01-10');
const start = (type: string, more: object = {}): Creation =>
  evolveCreation(null, recorded(type, { startDate: '2022-01-10', deadline: cycle, disclosureMode: 'public', ...more }))!;
const fresh = start('LegacyCreationImported');
const after = (before: Partial<Creation>, type: string, data: object = {}) => evolveCreation({ ...fresh, ...before }, recorded(type, data));

describe('the fold that starts a creation', () => {
  it('begins it with its cycle and nothing done', () => {
    expect(fresh).toEqual({
      startDate: '2022-01-10',
      cycleEnd: '2025-01-10',
      cycle,
      ended: false,
      overdue: false,
      lastReportOn: null,
      reviewRequested: false,
      shorteningRequested: null,
      selfAssessment: null,
      reviewConsent: false,
      indicatorVersion: null,
      reviewCampaignId: null,
      disclosed: true,
    });
  });
  it('counts no cycle for a pilot park, nor for a start that has still to take effect', () => {
    expect(start('PilotParkImported')).toEqual({ ...fresh, cycle: null, cycleEnd: null });
    expect(start('CreationStarted', { deadline: null })).toMatchObject({ cycle: null, cycleEnd: null });
  });
  it('counts the cycle once the start takes effect, and not when another decision does', () => {
    const pending = { cycle: null, cycleEnd: null };
    expect(after(pending, 'DecisionTookEffect', { decision: 'CreationStarted', deadline: cycle })).toEqual(fresh);
    expect(after(pending, 'DecisionTookEffect', { decision: 'CreationStarted', deadline: null })).toEqual({ ...fresh, ...pending });
    expect(after(pending, 'DecisionTookEffect', { decision: 'TitleConferred', deadline: cycle })).toEqual({ ...fresh, ...pending });
  });
});

describe('the fold of a consent', () => {
  it.each(['ProvincialConsentGranted', 'ConsentNotApplicable'])('counts %s for the review alone', (type) => {
    expect(after({}, type, { purpose: 'review' })).toEqual({ ...fresh, reviewConsent: true });
    expect(after({}, type, { purpose: 'application' })).toEqual(fresh);
  });
});

describe('the fold of a cycle', () => {
  const requested = { shorteningRequested: '2024-06-28' as Day };
  it('keeps a requested end until the ministry decides', () => {
    expect(after({}, 'CycleShorteningRequested', { newCycleEnd: '2024-06-28' })).toEqual({ ...fresh, ...requested });
    expect(after(requested, 'CycleShorteningRefused')).toEqual(fresh);
  });
  it('ends earlier by a shortening, but the cycle by the Measure is never later than it was', () => {
    const shortened = (lastDay: string) => after(requested, 'CycleShorteningApproved', { deadline: until(lastDay) });
    expect(shortened('2024-06-28')).toEqual({ ...fresh, cycleEnd: '2024-06-28', cycle: until('2024-06-28') });
    expect(shortened('2025-06-30')).toEqual({ ...fresh, cycleEnd: '2025-06-30', cycle });
    expect(after({ cycle: null }, 'CycleShorteningApproved', { deadline: cycle })).toEqual(fresh);
  });
  it('runs again with an extension, which leaves the cycle by the Measure', () => {
    const ended = { ended: true, overdue: true, reviewRequested: true };
    expect(after(ended, 'CreationCycleExtended', { deadline: until('2026-06-30') })).toEqual({ ...fresh, cycleEnd: '2026-06-30' });
  });
  it('is marked when it ends and when it is overdue', () => {
    expect(after({}, 'CreationCycleEnded')).toEqual({ ...fresh, ended: true });
    expect(after({}, 'CreationCycleOverdue')).toEqual({ ...fresh, overdue: true });
  });
  it('moves with its own deadline alone', () => {
    expect(after({}, 'DeadlineRecomputed', { deadline: until('2025-01-13') })).toEqual({ ...fresh, cycleEnd: '2025-01-13' });
    expect(after({}, 'DeadlineRecomputed', { deadline: until('2025-01-13', 'review-request') })).toEqual(fresh);
  });
  it.each(['CreationEnded', 'PilotClosed', 'QualificationCancelled', 'ApplicationWithdrawn'])('is no longer marked after %s', (type) => {
    expect(after({ ended: true, overdue: true }, type)).toEqual(fresh);
  });
});

describe('the fold of the way to the review', () => {
  const selfAssessment = { indicatorVersion: '168-2022', figures: [], assessedOn: null };
  it('keeps the self-assessment, and the day where the event has one', () => {
    const data = { indicatorVersion: '168-2022', figures: [] };
    expect(after({}, 'SelfAssessmentSubmitted', data)).toEqual({ ...fresh, selfAssessment });
    expect(after({}, 'SelfAssessmentSubmitted', { ...data, assessedOn: '2025-09-25' })?.selfAssessment?.assessedOn).toBe('2025-09-25');
  });
  it('keeps a consent unless the self-assessment voids it', () => {
    const consent = (reviewConsent: boolean, voidsConsent: boolean) =>
      after({ reviewConsent }, 'SelfAssessmentSubmitted', { voidsConsent })?.reviewConsent;
    expect([consent(true, false), consent(true, true), consent(false, false), consent(false, true)]).toEqual([true, false, false, false]);
  });
  it('clears the marks of the cycle with the request, and keeps its campaign', () => {
    const marked = { ended: true, overdue: true, shorteningRequested: '2024-06-28' as Day };
    const requested = { ...fresh, reviewRequested: true, indicatorVersion: '168-2022' };
    expect(after(marked, 'ReviewRequested', { indicatorVersion: '168-2022' })).toEqual(requested);
    expect(after({}, 'ReviewRequested', { indicatorVersion: '168-2022', campaignId: 'c' })).toEqual({
      ...requested,
      reviewCampaignId: 'c',
    });
  });
  it('begins again after a failed review or a denial, and not after a passed review', () => {
    const ready = { selfAssessment, reviewConsent: true };
    expect(after(ready, 'ReviewConcluded', { conclusion: 'fail' })).toEqual(fresh);
    expect(after(ready, 'ConferralDenied')).toEqual(fresh);
    expect(after(ready, 'ReviewConcluded', { conclusion: 'pass' })).toEqual({ ...fresh, ...ready });
  });
});

describe('the fold of the reports on a creation', () => {
  it('keeps the day of the last one, and the earlier day if the event has none', () => {
    expect(after({}, 'ProgressReported', { reportedOn: '2024-03-01' })).toEqual({ ...fresh, lastReportOn: '2024-03-01' });
    expect(after({ lastReportOn: '2023-03-01' as Day }, 'ProgressReported')?.lastReportOn).toBe('2023-03-01');
  });
  it.each(['TargetBreakdownFiled', 'SupervisionRecorded'])('changes nothing after %s', (type) => expect(after({}, type)).toEqual(fresh));
});

describe('a dossier without a creation', () => {
  it.each([
    'DecisionTookEffect',
    'ProvincialConsentGranted',
    'CycleShorteningRequested',
    'CycleShorteningApproved',
    'CycleShorteningRefused',
    'CreationCycleExtended',
    'CreationCycleEnded',
    'CreationCycleOverdue',
    'SelfAssessmentSubmitted',
    'ReviewRequested',
    'ReviewConcluded',
    'ConferralDenied',
    'CreationEnded',
    'ProgressReported',
    'DeadlineRecomputed',
    'SupervisionRecorded',
  ])('gets none by %s', (type) => {
    const data = { decision: 'CreationStarted', purpose: 'review', conclusion: 'fail', deadline: cycle };
    expect(evolveCreation(null, recorded(type, data))).toBeNull();
  });
  it('is an error where the status says that it has one', () => {
    expect(creationOf({ creation: fresh })).toBe(fresh);
    expect(() => creationOf({ creation: null })).toThrow('a dossier in creation has a creation');
  });
});
