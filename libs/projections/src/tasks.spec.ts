import { parseInstant, type Actor, type Day } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { succession, workCalendar } from '@minglu/reference';
import {
  approver,
  authority,
  city,
  consented,
  contested,
  freshWorld,
  inPublicity,
  municipality,
  officer,
  on,
  province,
  provincialCheck,
  municipalCheck,
  submitted,
  supplementRequested,
  underReview,
} from '@minglu/dossier/testing';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { byUrgency, tasksOf, workingDaysLeft } from './tasks.js';
import { visibilityNow, visibleDossier } from './visibility.js';

const calendar = freshWorld().state(workCalendar);
const settings = { policies: {}, calendar, notHeld: [] };
const tasksFor = (it: World, viewer: Actor, day: string) => {
  const view = viewOf(history(it.events()))!;
  const now = { at: parseInstant(on(day))!, succession: it.state(succession) };
  const dossier = visibleDossier(view, visibilityNow(viewer, view, now), { settings, asked: now })!;
  return [...tasksOf(viewer, dossier, settings, now)].sort(byUrgency);
};
const brief = (...of: Parameters<typeof tasksFor>) =>
  tasksFor(...of).map(({ source, kind, acts, waitsFor, due }) => [
    `${source} ${kind}`,
    acts.map(({ command }) => command).join(),
    waitsFor.join(),
    due && `${due.lastDay}${due.overdue ? ' overdue' : ` ${due.workingDaysLeft} left`}`,
  ]);

describe('the tasks of a case', () => {
  it('are the next act of the procedure for its role, and for all others a wait for that role', () => {
    expect(brief(consented(), city('441900'), '2023-11-03')).toEqual([['step CONSENTED', 'SubmitApplication', 'applicant', null]]);
    expect(brief(consented(), province('440000'), '2023-11-03')).toEqual([['step CONSENTED', '', 'applicant', null]]);
    expect(brief(consented(), officer, '2023-11-03')).toEqual([['step CONSENTED', '', 'applicant', null]]);
  });
  it('have the day by which a duty of the ministry is due, and the working days left', () => {
    const [task] = brief(submitted(), officer, '2023-11-08');
    expect(task).toEqual([
      'reminder formal-review',
      'PassFormalReview,RejectFormalReview,RequestSupplement',
      'ministry-officer',
      expect.stringMatching(/^2023-1\d-\d\d \d+ left$/),
    ]);
    expect(brief(submitted(), officer, '2024-11-08')[0]![3]).toMatch(/overdue$/);
    // The applicant waits, without the ministry's own day.
    expect(brief(submitted(), city('441900'), '2023-11-08')).toEqual([['step SUBMITTED', '', 'ministry-officer', null]]);
  });
  it('have the recorded deadline before the step of the procedure', () => {
    expect(brief(supplementRequested('2023-11-24'), city('441900'), '2023-11-22')[0]).toEqual([
      'deadline supplement',
      'SubmitSupplement',
      'applicant',
      '2023-11-24 2 left',
    ]);
  });
  it('wait for the authority that checks the materials of a park', () => {
    expect(brief(municipalCheck(), municipality('441900'), '2023-10-24').map(([kind, , roles]) => [kind, roles])).toContainEqual([
      'step MUNICIPAL_CHECK',
      'municipal-authority',
    ]);
    expect(brief(provincialCheck(), authority('440000'), '2023-10-26').map(([kind, , roles]) => [kind, roles])).toContainEqual([
      'step PROVINCIAL_CHECK',
      'provincial-authority',
    ]);
  });
  it('are scores for an expert of the panel', () => {
    const expert: Actor = { role: 'expert', org: 'MIIT', person: 'e1' };
    expect(brief(underReview(), expert, '2025-09-25')[0]).toEqual([
      'step UNDER_REVIEW',
      'ScoreIndicators',
      'expert,ministry-officer',
      null,
    ]);
  });
  it('are none while a public notice runs, since time alone ends it', () => {
    expect(brief(inPublicity(), officer, '2025-09-28')).toEqual([]);
  });
  it('do not tell a party of objections', () => {
    const kinds = (viewer: Actor) => brief(contested(), viewer, '2025-10-13').map(([kind]) => kind);
    expect(kinds(officer).join()).toContain('objection-handling');
    expect(kinds(city('330100')).join()).not.toContain('objection');
  });
  it('ask nothing of somebody without the role', () => {
    expect(brief(submitted(), approver, '2023-11-08').every(([, acts]) => acts === '')).toBe(true);
  });
});

describe('the working days left', () => {
  it.each([
    ['2025-09-30', '2025-10-09', 1],
    ['2025-09-26', '2025-10-10', 5],
    ['2025-10-10', '2025-10-10', 0],
    ['2025-10-11', '2025-10-10', 0],
  ])('after %s up to %s are %i', (today, lastDay, left) => expect(workingDaysLeft(calendar, today as Day, lastDay as Day)).toBe(left));
  it('are counted for a year at most', () => {
    expect(workingDaysLeft(calendar, '2024-01-01' as Day, '2999-01-01' as Day)).toBeLessThan(260);
  });
});
