import type { Dossier } from '@minglu/dossier';
import type { Day } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { workCalendar } from '@minglu/reference';
import type { PolicyValues } from '@minglu/regulation';
import {
  cancelledUnanswered,
  city,
  command,
  contested,
  dossierOf,
  figures,
  freshWorld,
  longTitled,
  on,
  posting,
  publicityClosed,
  publishing,
  reviewPassed,
  started,
  statusOf,
  submitted,
  titled,
  titledPark,
} from '@minglu/dossier/testing';
import { remindersOf } from './reminders.js';

const calendar = freshWorld().state(workCalendar);
const reminders = (it: World, policies: PolicyValues = {}, audience: 'ministry' | 'parties' = 'ministry') =>
  remindersOf(dossierOf(it), statusOf(it), { policies, calendar, notHeld: [] }, audience).map(({ kind, since, dueOn, legalBasis }) => [
    kind,
    since,
    dueOn,
    ...legalBasis,
  ]);

const conferredOn = (effectiveDate: string): Dossier => {
  const dossier = dossierOf(titled());
  return { ...dossier, title: { ...dossier.title!, effectiveDate: effectiveDate as Day } };
};

describe('a reminder', () => {
  it('of the formal review counts five working days from the submission, by the ministry’s own policy', () => {
    expect(reminders(submitted())).toEqual([
      ['formal-review', '2023-11-07', '2023-11-14', 'measure-2022/11', 'policy/formal-review-working-days'],
    ]);
    expect(reminders(submitted(), { 'policy/formal-review-working-days': 10 })[0]?.[2]).toBe('2023-11-21');
    expect(reminders(submitted(), {}, 'parties')).toEqual([]);
  });
  it('of progress counts half a year from the start, then from the last report, and is the city’s to see', () => {
    const it = started();
    expect(reminders(it, {}, 'parties')).toEqual([
      ['progress-report', '2024-01-05', '2024-07-05', 'measure-2022/12', 'policy/progress-months'],
    ]);
    it.given(
      command(city('441900'), on('2024-06-28'), 'ReportProgress', {
        caseId: 'a',
        period: '2024-H1',
        figures: figures('812.40', '13.1', 2024),
        narrative: '按方案推进',
      }),
    );
    // 2024-12-28 is a Saturday.
    expect(reminders(it)[0]?.slice(0, 3)).toEqual(['progress-report', '2024-06-28', '2024-12-30']);
  });
  it('of the next work calendar stands while a deadline waits for it, for the ministry alone (decisions 42)', () => {
    const it = reviewPassed('a', '330100', '2026-12-21').given(posting('p1', ['a'], on('2026-12-24')));
    expect(dossierOf(it).deadlines).toMatchObject([{ kind: 'publicity-window', lastDay: '2026-12-31', provisional: true }]);
    const due = ['work-calendar', '2026-12-15', '2026-12-31', 'civil-code/203'];
    expect(reminders(it)).toContainEqual(due);
    expect(reminders(it, {}, 'parties')).not.toContainEqual(due);
    // A cycle that ends in 2027 waits for the calendar of that year; one that ends in 2029 does not wait for the next calendar.
    expect(reminders(started()).map(([kind]) => kind)).toEqual(['progress-report', 'work-calendar']);
    expect(reminders(started('2026-01-05')).map(([kind]) => kind)).toEqual(['progress-report']);
    expect(reminders(publicityClosed()).map(([kind]) => kind)).not.toContain('work-calendar');
  });
  it('of objections counts sixty days from the last day of the notice', () => {
    expect(reminders(contested())).toEqual([
      ['objection-handling', '2025-10-10', '2025-12-09', 'measure-2022/19', 'policy/objection-handling-days'],
    ]);
    expect(reminders(contested(), {}, 'parties')).toEqual([]);
    expect(reminders(cancelledUnanswered())[0]?.slice(0, 3)).toEqual(['objection-handling', '2025-10-10', '2025-12-09']);
  });
  it('of a conferral or of monitoring data is there only once the ministry has set an interval', () => {
    expect([reminders(publicityClosed()), reminders(titled())]).toEqual([[], []]);
    expect(reminders(publicityClosed(), { 'policy/conferral-working-days': 20 })[0]?.slice(0, 3)).toEqual([
      'conferral',
      '2025-10-10',
      '2025-11-06',
    ]);
    const it = titled();
    const quarterly = { 'policy/monitoring-months': 3 };
    expect(reminders(it, quarterly, 'parties')[0]?.slice(0, 3)).toEqual(['monitoring', '2025-10-21', '2026-01-21']);
    it.given(
      command(city('330100'), on('2026-01-15'), 'ReportMonitoringData', {
        titleId: 't-a',
        period: '2025-Q4',
        source: '市统计局',
        release: '快报',
        figures: figures('812.40', '13.1', 2025),
      }),
    );
    expect(reminders(it, quarterly)[0]?.slice(0, 3)).toEqual(['monitoring', '2026-01-15', '2026-04-15']);
  });
  it('of the enhancement plan counts from the conferral until one is filed, once the ministry has set an interval', () => {
    const it = titled();
    const set = { 'policy/enhancement-plan-months': 6 };
    for (const audience of ['ministry', 'parties'] as const)
      expect(reminders(it, set, audience)).toEqual([
        ['enhancement-plan', '2025-10-21', '2026-04-21', 'measure-2022/20', 'policy/enhancement-plan-months'],
      ]);
    it.given(
      command(city('330100'), on('2026-01-15'), 'FileEnhancementPlan', {
        titleId: 't-a',
        goals: [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2028, target: '超10000' }],
      }),
    );
    expect(reminders(it, set)).toEqual([]);
  });
  it('of the enhancement plan of an older title counts from the day on which the Measure was issued', () => {
    const older = conferredOn('2018-04-24');
    const of = (policies: PolicyValues) =>
      remindersOf(older, 'TITLED', { policies: { 'policy/enhancement-plan-months': 6, ...policies }, calendar, notHeld: [] }, 'parties');
    expect(of({})[0]?.since).toBe('2022-12-31');
    expect(of({ 'policy/measure-published-on': '2022-12-01' })[0]?.since).toBe('2022-12-01');
  });
  it('of the yearly evaluation names the first year without a result, to the ministry alone', () => {
    const set = { 'policy/evaluation-months': 6 };
    expect(reminders(titled(), set)).toEqual([['evaluation', '2025-12-31', '2026-06-30', 'measure-2022/24', 'policy/evaluation-months']]);
    expect(reminders(titled(), set, 'parties')).toEqual([]);
    expect(reminders(titledPark(), set)).toEqual([]);
    const [first] = reminders(longTitled(), set);
    const year = Number(String(first![1]).slice(0, 4));
    const later = (it: World, notHeld: readonly number[] = []) =>
      remindersOf(dossierOf(it), statusOf(it), { policies: set, calendar, notHeld }, 'ministry')[0]?.since;
    expect(later(longTitled(), [year])).toBe(`${year + 1}-12-31`);
    expect(later(longTitled().given(publishing(year, 3)))).toBe(`${year + 1}-12-31`);
    expect(later(longTitled().given(publishing(year + 1, 3)))).toBe(`${year}-12-31`);
  });
  it('of the yearly evaluation counts no year that began before the Measure', () => {
    const older = conferredOn('2010-09-01');
    const settings = { policies: { 'policy/evaluation-months': 6 }, calendar, notHeld: [] };
    expect(remindersOf(older, 'TITLED', settings, 'ministry')[0]?.since).toBe('2023-12-31');
  });
  it('counted into a year without a calendar is provisional', () => {
    const [one] = remindersOf({ ...dossierOf(started('2026-09-01')) }, 'CREATING', { policies: {}, calendar, notHeld: [] }, 'parties');
    expect(one).toMatchObject({ dueOn: '2027-03-01', provisional: true });
    expect(one?.message.zh).toMatch(/\p{Script=Han}/u);
  });
});
