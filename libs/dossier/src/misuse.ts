import {
  accept,
  defineEvent,
  happened,
  id,
  nullable,
  record,
  ref,
  refuse,
  text,
  Type,
  type Act,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { division, material } from '@minglu/regulation';
import { caseId, divisionCode } from './fragments.js';
import { ministryOfficer } from './jurisdiction.js';
import { dossierHolding } from './refs.js';

export const misuseEvents = {
  TitleMisuseRecorded: defineEvent({
    type: 'TitleMisuseRecorded',
    version: 1,
    title: { zh: '擅自使用称号已登记', en: 'Misuse of the title recorded' },
    classification: 'INTERNAL',
    /** Of a title where one is named, and then of its case; otherwise of a city, which may never have had a case. */
    payload: record({
      caseId: nullable(caseId.caseId),
      titleId: nullable(id()),
      cityCode: Type.Optional(nullable(divisionCode())),
      where: text(),
      evidence: Type.Array(material),
      description: nullable(text(2_000)),
    }),
  }),
};
type MisuseEvent = EventOf<typeof misuseEvents>;

/** 擅自使用的登记，按称号或城市各成一流。Whoever misuses a title needs no dossier of its own, so this is none. */
export const misuses: StreamCategory<{ readonly recorded: number }, MisuseEvent> = {
  name: 'title-misuse',
  events: misuseEvents,
  initial: { recorded: 0 },
  evolve: ({ recorded }) => ({ recorded: recorded + 1 }),
};

const payload = {
  titleId: Type.Optional(id()),
  cityCode: Type.Optional(divisionCode()),
  where: text(),
  evidence: Type.Union([Type.Array(material), Type.String({ maxLength: 2_000 })]),
};
const reads = ({ titleId }: { readonly titleId?: string }) => ({
  holder: titleId === undefined ? undefined : dossierHolding('title', titleId),
});

/** 登记擅自使用（第二十六条）：a record; the text has no sanction. */
export const recordTitleMisuse: Act<{ readonly recorded: number }, MisuseEvent, typeof payload, ReturnType<typeof reads>> = {
  command: 'RecordTitleMisuse',
  title: { zh: '登记擅自使用称号', en: 'Record a misuse of the title' },
  legalBasis: ['measure-2022/26'],
  payload: record(payload),
  by: ministryOfficer,
  on: ({ titleId, cityCode }) => [ref(misuses, titleId ?? cityCode ?? 'none')],
  reads,
  decide: ({ data: { titleId = null, cityCode = null, where, evidence } }, _, { holder }) => {
    if (titleId === null && cityCode === null)
      return refuse('title-or-city', 'measure-2022/26', '须写明称号或城市', 'a title or a city must be named');
    if (holder && holder.streamId === null)
      return refuse('unknown-id', [], `没有标识为 ${titleId} 的称号`, `there is no title ${titleId}`, { titleId });
    if (cityCode !== null && !division(cityCode))
      return refuse('unknown-division', 'measure-2022/26', `没有行政区划 ${cityCode}`, `there is no division ${cityCode}`, { cityCode });
    return accept([
      happened(misuseEvents.TitleMisuseRecorded, {
        caseId: holder?.state.subject?.caseId ?? null,
        titleId,
        cityCode: cityCode ?? holder?.state.subject?.cityCode ?? null,
        where,
        evidence: typeof evidence === 'string' ? [] : evidence,
        description: typeof evidence === 'string' && evidence.trim() !== '' ? evidence : null,
      }),
    ]);
  },
};
