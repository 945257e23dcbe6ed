// The alias `@minglu/regulation/calendar`: the rules of days that the pages of the console share with the services. It needs days of the kernel alone.
export { readCalendarNotice } from './calendar-notice.js';
export { missingFestivals } from './festivals.js';
export { dayKind, type WorkCalendar } from './work-calendar.js';
