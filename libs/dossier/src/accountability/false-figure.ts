import { accept, id, newEvent, record, refuse, text, Type, type Refused, type Referred } from '@minglu/kernel';
import { normalForm, type Figure } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { auditor, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';
import { isOpenInvestigation, notOpen } from './investigation.js';
import type { FalseFigure } from './state.js';

const figureOf = {
  eventId: id(),
  indicator: id(),
  dataYear: Type.Integer({ minimum: 1978, maximum: 2200 }),
  /** Needed where the event states the indicator in several units (金额及占比). */
  unit: Type.Optional(text(32)),
};
const exampleFigure = { investigationId: 'i1', eventId: '1', indicator: 'A1.1', dataYear: 2024 };

/**
 * Finds a figure false (认定指标数据不实, article 25), in an open investigation. The figure is named by the event that states it. Nothing follows by
 * itself: the decisions that relied on it are listed for a person to look at (decisions 49).
 */
export const findFigureFalse = dossierAct({
  command: 'FindFigureFalse',
  route: 'POST /investigations/{investigationId}/false-figures',
  title: { zh: '认定指标数据不实', en: 'Find a figure false' },
  legalBasis: ['measure-2022/25'],
  payload: record({ investigationId: id(), ...figureOf, reasons: text() }),
  example: () => ({ ...exampleFigure, reasons: '与税务数据不符' }),
  follows: ['FigureFoundFalse'],
  by: { ...ministryOfficer, ...auditor },
  refersTo: ({ eventId }) => [eventId],
  on: ({ investigationId }) => [dossierHolding('investigation', investigationId)],
  decide: ({ data: { investigationId, reasons, ...figure }, referred }, { state, streamId }) => {
    if (!isOpenInvestigation(state, investigationId)) return notOpen(investigationId);
    const { eventId, indicator, dataYear } = figure;
    const stated = referred[0]!.streamId === streamId ? statedIn(referred[0]!).filter(isCalled(figure)) : [];
    if (stated.length === 0)
      return refuse(
        'figure-not-stated',
        'measure-2022/25',
        `所指事件没有填报 ${named(figure)}`,
        `the event states no ${indicator} of ${dataYear} for this case`,
        figure,
      );
    if (stated.length > 1) return ambiguous(figure, stated);
    const { value, unit } = stated[0]!;
    const of = { eventId: eventId.toLowerCase(), indicator, dataYear, unit };
    if (standing(state, investigationId, of).length > 0)
      return refuse(
        'already-found-false',
        'measure-2022/25',
        `${named(figure)}已认定不实`,
        `${indicator} of ${dataYear} has been found false`,
        of,
      );
    return accept([
      newEvent(accountabilityEvents.FigureFoundFalse, { caseId: state.subject!.caseId, investigationId, ...of, value, reasons }),
    ]);
  },
});

/** Takes a finding on a figure back (撤回不实认定, article 25), also after the investigation has closed. */
export const withdrawFigureFinding = dossierAct({
  command: 'WithdrawFigureFinding',
  route: 'POST /investigations/{investigationId}/false-figure-withdrawals',
  title: { zh: '撤回指标数据不实的认定', en: 'Withdraw the finding on a figure' },
  legalBasis: ['measure-2022/25'],
  payload: record({ investigationId: id(), ...figureOf, reasons: text() }),
  example: () => ({ ...exampleFigure, reasons: '经核属统计口径调整' }),
  follows: ['FigureFindingWithdrawn'],
  by: { ...ministryOfficer, ...auditor },
  on: ({ investigationId }) => [dossierHolding('investigation', investigationId)],
  decide: ({ data: { investigationId, reasons, ...figure } }, { state }) => {
    const { indicator, dataYear } = figure;
    const found = standing(state, investigationId, { ...figure, eventId: figure.eventId.toLowerCase() });
    if (found.length === 0)
      return refuse(
        'not-found-false',
        'measure-2022/25',
        `${named(figure)}未认定不实`,
        `${indicator} of ${dataYear} has not been found false`,
        figure,
      );
    if (found.length > 1) return ambiguous(figure, found);
    return accept([
      newEvent(accountabilityEvents.FigureFindingWithdrawn, { caseId: state.subject!.caseId, investigationId, ...found[0]!, reasons }),
    ]);
  },
});

type Named = Pick<FalseFigure, 'indicator' | 'dataYear'> & { readonly unit?: string | undefined };
const named = ({ indicator, dataYear }: Named): string => `${indicator}（${dataYear} 年）`;
const isCalled =
  ({ indicator, dataYear, unit }: Named) =>
  (one: Omit<FalseFigure, 'eventId'>): boolean =>
    one.indicator === indicator && one.dataYear === dataYear && (unit === undefined || normalForm(one.unit) === normalForm(unit));

const statedIn = ({ data }: Referred): readonly Figure[] => (data['figures'] ?? []) as readonly Figure[];

/** The figures that an investigation found false and that are called so. */
const standing = (
  { investigations }: Dossier,
  investigationId: string,
  figure: Named & { readonly eventId: string },
): readonly FalseFigure[] =>
  investigations
    .filter(({ id }) => id === investigationId)
    .flatMap(({ falseFigures = [] }) => falseFigures.filter((one) => one.eventId === figure.eventId && isCalled(figure)(one)));

const ambiguous = (figure: Named, several: readonly { readonly unit: string }[]): Refused =>
  refuse(
    'figure-ambiguous',
    'measure-2022/25',
    `${named(figure)}有多个计量单位，应写明：${several.map(({ unit }) => unit).join('、')}`,
    `${figure.indicator} of ${figure.dataYear} stands in several units, name one: ${several.map(({ unit }) => unit).join(', ')}`,
    { units: several.map(({ unit }) => unit) },
  );
