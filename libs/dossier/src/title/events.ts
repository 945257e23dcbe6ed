import { day, defineEvent, id, record, type EventOf } from '@minglu/kernel';
import { documentNumber, subject } from '../fragments.js';

export const titleEvents = {
  TitleConferred: defineEvent({
    type: 'TitleConferred',
    version: 1,
    title: { zh: '称号已授予', en: 'Title conferred' },
    classification: 'PUBLIC',
    payload: record({ ...subject, titleId: id(), ...documentNumber, effectiveDate: day() }),
    claims: ({ titleId }) => [{ kind: 'title', id: titleId }],
  }),
};
export type TitleEvent = EventOf<typeof titleEvents>;
