import { dayKind, type WorkCalendar } from '@minglu/regulation/calendar';
import { useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';

export const useCalendars = () =>
  useQuery({
    queryKey: ['work-calendars'],
    staleTime: 60_000,
    queryFn: ({ signal }) => dataOf(api.GET('/work-calendars', { signal })),
  });

/** The calendars in the shape that the rules of the regulation take. */
export const calendarOf = ({ version, items }: Schemas['WorkCalendarsDto']): WorkCalendar => ({
  version,
  years: Object.fromEntries(
    items.map(({ year, noticeNumber, offDays, makeupWorkdays }) => [year, { noticeNumber, offDays, makeupWorkdays }]),
  ),
});

/** Whether the days off of the year of a day are published, so that its working days can be counted. */
export const isPublished = (calendar: WorkCalendar, day: string): boolean => dayKind(calendar, day) !== 'unknown';
