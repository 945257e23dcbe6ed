import { accept, newEvent, day, record, ref, refuse, text, Type, warn, type EventOf, type StreamCategory } from '@minglu/kernel';
import { checkCalendarYear, missingFestivals, type WorkCalendar } from '@minglu/regulation';
import { byMinistryAdmin, referenceAct } from './act.js';
import { documentedEvent } from './document.js';

const calendarFields = {
  year: Type.Integer({ minimum: 2000, maximum: 2100 }),
  noticeNumber: text(200),
  offDays: Type.Array(day()),
  makeupWorkdays: Type.Array(day()),
};

export const workCalendarEvents = {
  WorkCalendarPublished: documentedEvent({
    type: 'WorkCalendarPublished',
    version: 1,
    title: { zh: '放假安排已公布', en: 'Work calendar published' },
    freeText: { document: ['noticeNumber'] },
    classification: 'PUBLIC',
    commonNames: { noticeNumber: 'documentNumber' },
    payload: record(calendarFields),
  }),
  WorkCalendarRevised: documentedEvent({
    type: 'WorkCalendarRevised',
    version: 1,
    title: { zh: '放假安排已调整', en: 'Work calendar revised' },
    freeText: { document: ['noticeNumber', 'supersedes'] },
    classification: 'PUBLIC',
    commonNames: { noticeNumber: 'documentNumber' },
    payload: record({ ...calendarFields, supersedes: text(200) }),
  }),
};
export type WorkCalendarEvent = EventOf<typeof workCalendarEvents>;

/** All years are in one stream. Its version is the calendar version that a deadline records. */
export const workCalendars: StreamCategory<WorkCalendar, WorkCalendarEvent> = {
  name: 'work-calendar',
  events: workCalendarEvents,
  initial: { version: 0, years: {} },
  evolve: (calendar, { data: { year, noticeNumber, offDays, makeupWorkdays } }) => ({
    version: calendar.version + 1,
    years: { ...calendar.years, [year]: { noticeNumber, offDays, makeupWorkdays } },
  }),
};
export const workCalendar = ref(workCalendars, 'national');

const contradiction = (state: WorkCalendar, data: { year: number; offDays: readonly string[]; makeupWorkdays: readonly string[] }) => {
  const problem = checkCalendarYear(data.year, data, state);
  return problem && refuse(problem.code, ['civil-code/203'], problem.message.zh, problem.message.en, problem.details);
};
const advice = (data: { year: number; offDays: readonly string[] }) => {
  const missing = missingFestivals(data.year, data.offDays);
  return missing.length
    ? [
        warn(
          'festivals-missing',
          'civil-code/203',
          `放假安排中未见：${missing.join('、')}`,
          `festivals missing from the days off: ${missing.join(', ')}`,
        ),
      ]
    : [];
};

type Dated = { readonly data: Readonly<Record<string, unknown>> };
/** A limit in the neighbouring year: a holiday may cross the turn of the year. */
const neighbour = (words: string, years: -1 | 1, date: string) => ({
  words,
  code: 'calendar-day-outside-year',
  of: ({ data }: Dated) => `${Number(data['year']) + years}-${date}`,
});
const nearTheYear = {
  notBefore: [neighbour('1 December before the year', -1, '12-01')],
  notAfter: [neighbour('31 January after the year', 1, '01-31')],
};
const dates = {
  'offDays[]': { ...nearTheYear, effect: 'the day is no working day; open deadlines are counted again' },
  'makeupWorkdays[]': { ...nearTheYear, effect: 'the day is a working day; open deadlines are counted again' },
};

/** Publishes the work calendar (放假安排) of a year. A published year can only be revised. */
export const publishWorkCalendar = referenceAct({
  command: 'PublishWorkCalendar',
  route: 'POST /work-calendars',
  title: { zh: '公布放假安排', en: 'Publish a work calendar' },
  legalBasis: ['civil-code/203'],
  payload: record(calendarFields),
  dates,
  example: () => ({ year: 2027, noticeNumber: '国办发明电〔2026〕1号', offDays: ['2027-01-01'], makeupWorkdays: [] }),
  by: byMinistryAdmin,
  on: () => [workCalendar],
  decide: ({ data }, { state }) => {
    if (state.years[data.year]) {
      return refuse(
        'calendar-already-published',
        'civil-code/203',
        `${data.year} 年放假安排已公布，请用调整`,
        `the calendar of ${data.year} is already published; revise it instead`,
        { year: data.year },
      );
    }
    return contradiction(state, data) ?? accept([newEvent(workCalendarEvents.WorkCalendarPublished, data)], advice(data));
  },
});

/** Revises the work calendar of a year, like the longer Spring Festival holiday of 2020. */
export const reviseWorkCalendar = referenceAct({
  command: 'ReviseWorkCalendar',
  route: 'POST /work-calendars/{year}/revisions',
  title: { zh: '调整放假安排', en: 'Revise a work calendar' },
  legalBasis: ['civil-code/203'],
  payload: record(calendarFields),
  dates,
  example: () => ({
    year: 2026,
    noticeNumber: '国办发明电〔2026〕2号',
    offDays: ['2026-01-01', '2026-01-02'],
    makeupWorkdays: ['2026-01-04'],
  }),
  by: byMinistryAdmin,
  on: () => [workCalendar],
  decide: ({ data }, { state }) => {
    const current = state.years[data.year];
    if (!current) {
      return refuse(
        'calendar-not-published',
        'civil-code/203',
        `${data.year} 年放假安排尚未公布`,
        `no calendar of ${data.year} is published`,
        { year: data.year },
      );
    }
    return (
      contradiction(state, data) ??
      accept([newEvent(workCalendarEvents.WorkCalendarRevised, { ...data, supersedes: current.noticeNumber })], advice(data))
    );
  },
});
