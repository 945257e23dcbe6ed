import { shippedCalendars } from '@minglu/regulation';
import { workCalendar } from './work-calendar.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const calendar2026 = shippedCalendars.find(({ year }) => year === 2026)!;
const send = (name: string, year: number, offDays: readonly string[], makeupWorkdays: readonly string[] = [], by = admin) => ({
  by,
  at: '2025-11-05T09:00:00+08:00',
  do: name,
  with: { year, noticeNumber: `${year} 年通知`, offDays, makeupWorkdays },
});
const publish = (offDays: readonly string[], makeup: readonly string[] = [], year = 2026) =>
  send('PublishWorkCalendar', year, offDays, makeup);
const revise = (offDays: readonly string[], makeup: readonly string[] = []) => send('ReviseWorkCalendar', 2026, offDays, makeup);

describe('PublishWorkCalendar (decisions 14)', () => {
  it('adds a year; each change is a version', () => {
    const it = fresh();
    it.when(publish(calendar2026.offDays, calendar2026.makeupWorkdays)).then('WorkCalendarPublished').thenWarns();
    expect(it.state(workCalendar)).toMatchObject({ version: 1, years: { 2026: { noticeNumber: '2026 年通知' } } });
    it.when(publish(calendar2026.offDays)).thenRefused('calendar-already-published', 'civil-code/203');
  });
  it.each([
    ['a day in both lists', ['2026-10-10'], ['2026-10-10'], 'calendar-day-in-both-lists'],
    ['a make-up day that works anyway', [], ['2026-10-12'], 'calendar-makeup-day-works-anyway'],
    ['a day twice', ['2026-10-01', '2026-10-01'], [], 'calendar-day-repeated'],
    ['a day of another year', ['2028-10-01'], [], 'calendar-day-outside-year'],
  ])('refuses %s', (_, off, makeup, code) => {
    fresh().when(publish(off, makeup)).thenRefused(code, 'civil-code/203');
  });
  it('refuses a contradiction with a neighbouring year, and accepts days off across the turn of the year', () => {
    const it = fresh().given(publish(['2025-12-31', '2026-01-01'], ['2026-12-27']));
    it.when(publish(['2026-12-27', '2027-01-01'], [], 2027)).thenRefused('calendar-contradicts-neighbour', 'civil-code/203');
    it.when(publish(['2026-12-31', '2027-01-01'], [], 2027)).then('WorkCalendarPublished');
  });
  it('gives only a warning if a festival is missing', () => {
    fresh().when(publish([])).then('WorkCalendarPublished').thenWarns('festivals-missing');
  });
  it('refuses a day that does not exist', () => {
    expect(() => fresh().when(publish(['2026-02-29']))).toThrow('malformed');
  });
  it('is reserved to the ministry administrator', () => {
    fresh()
      .when(send('PublishWorkCalendar', 2026, [], [], { ...admin, role: 'ministry-approver' }))
      .thenRefused('not-authorised', 'civil-code/203');
  });
});

describe('ReviseWorkCalendar', () => {
  it('replaces a published year and names the superseded notice', () => {
    const it = fresh().given(publish(calendar2026.offDays, calendar2026.makeupWorkdays));
    const [event] = it
      .when(revise([...calendar2026.offDays, '2026-09-28'], calendar2026.makeupWorkdays))
      .then('WorkCalendarRevised').events;
    expect(event?.data).toMatchObject({ supersedes: '2026 年通知' });
    expect(it.state(workCalendar).version).toBe(2);
    it.when(revise(['2026-10-10'], ['2026-10-10'])).thenRefused('calendar-day-in-both-lists', 'civil-code/203');
  });
  it('needs a published year', () => {
    fresh().when(revise(calendar2026.offDays)).thenRefused('calendar-not-published', 'civil-code/203');
  });
});
