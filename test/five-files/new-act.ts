/** A change of one file: the text to insert before the first place of `before`, or the whole text of a new file. */
export type Edit = { readonly before: string; readonly insert: string } | { readonly text: string };

const TITLE = 'libs/dossier/src/title';

/** A new command with its event: the ministry hands over the plaque (授牌) of a title. */
export const NEW_ACT: Readonly<Record<string, Edit>> = {
  [`${TITLE}/events.ts`]: {
    before: '  EnhancementPlanFiled: dossierEvent({',
    insert: `  PlaqueHandedOver: dossierEvent({
    type: 'PlaqueHandedOver',
    version: 1,
    title: { zh: '已授牌', en: 'Plaque handed over' },
    leadsTo: null,
    deadlines: null,
    freeText: { organisation: ['place'] },
    classification: 'INTERNAL',
    payload: record({ ...caseId, titleId: id(), place: text(200), handedOverOn: { ...day(), description: '授牌之日 / day of it' } }),
  }),
`,
  },
  [`${TITLE}/state.ts`]: { before: "    case 'EnhancementPlanFiled':", insert: "    case 'PlaqueHandedOver':\n      return title;\n" },
  [`${TITLE}/hand-over-plaque.ts`]: {
    text: `import { accept, day, id, newEvent, record, text } from '@minglu/kernel';
import { dateInFuture } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { titleEvents } from './events.js';

/** The plaque (授牌) of a title is handed over after the conferral (article 19). */
export const handOverPlaque = dossierAct({
  command: 'HandOverPlaque',
  route: 'POST /titles/{titleId}/plaques',
  title: { zh: '授牌', en: 'Hand over the plaque' },
  legalBasis: ['measure-2022/19'],
  payload: record({ titleId: id(), place: text(200), handedOverOn: { ...day(), description: '授牌之日 / day of the handing over' } }),
  example: ({ titleId, day: today }) => ({ titleId, place: '北京', handedOverOn: today }),
  follows: ['PlaqueHandedOver'],
  dates: { handedOverOn: { notAfter: [today()], effect: 'a record only' } },
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data, at }, target) =>
    dateInFuture(data.handedOverOn, at, 'measure-2022/19') ??
    accept([newEvent(titleEvents.PlaqueHandedOver, { caseId: subjectOf(target).caseId, ...data })]),
});
`,
  },
  [`${TITLE}/hand-over-plaque.spec.ts`]: {
    text: `import { command, officer, on, titled } from '../testing/index.js';

const handingOver = (handedOverOn: string) =>
  command(officer, on('2025-10-22'), 'HandOverPlaque', { titleId: 't-a', place: '北京', handedOverOn });

describe('HandOverPlaque (article 19)', () => {
  it('records the day and the place', () => {
    titled().when(handingOver('2025-10-22')).then('PlaqueHandedOver');
  });
  it('is refused for a day that has not come', () => {
    titled().when(handingOver('2025-10-23')).thenRefused('date-in-future', 'measure-2022/19');
  });
});
`,
  },
  'libs/dossier/src/case/table.ts': { before: '  ImportLegacyTitle: [', insert: "  HandOverPlaque: ['TITLED'],\n" },
};
