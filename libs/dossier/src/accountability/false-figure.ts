import { accept, id, newEvent, record, refuse, text, Type, type Referred } from '@minglu/kernel';
import type { Figure } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { auditor, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';
import { isOpenInvestigation, notOpen } from './investigation.js';
import { falseFigureKey } from './state.js';

const figureOf = { eventId: id(), indicator: id(), dataYear: Type.Integer({ minimum: 1978, maximum: 2200 }) };
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
  decide: ({ data: { investigationId, eventId, indicator, dataYear, reasons }, referred }, { state, streamId }) => {
    if (!isOpenInvestigation(state, investigationId)) return notOpen(investigationId);
    const of = { eventId: eventId.toLowerCase(), indicator, dataYear };
    const stated = referred[0]!.streamId === streamId ? statedIn(referred[0]!, indicator, dataYear) : undefined;
    if (!stated)
      return refuse(
        'figure-not-stated',
        'measure-2022/25',
        `所指事件没有填报 ${indicator}（${dataYear} 年）`,
        `the event states no ${indicator} of ${dataYear} for this case`,
        of,
      );
    if (stands(state, investigationId, of))
      return refuse(
        'already-found-false',
        'measure-2022/25',
        `${indicator}（${dataYear} 年）已认定不实`,
        `${indicator} of ${dataYear} has been found false`,
        of,
      );
    const { value, unit } = stated;
    return accept([
      newEvent(accountabilityEvents.FigureFoundFalse, { caseId: state.subject!.caseId, investigationId, ...of, value, unit, reasons }),
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
  decide: ({ data: { investigationId, eventId, indicator, dataYear, reasons } }, { state }) => {
    const of = { eventId: eventId.toLowerCase(), indicator, dataYear };
    if (!stands(state, investigationId, of))
      return refuse(
        'not-found-false',
        'measure-2022/25',
        `${indicator}（${dataYear} 年）未认定不实`,
        `${indicator} of ${dataYear} has not been found false`,
        of,
      );
    return accept([
      newEvent(accountabilityEvents.FigureFindingWithdrawn, { caseId: state.subject!.caseId, investigationId, ...of, reasons }),
    ]);
  },
});

const statedIn = ({ data }: Referred, indicator: string, dataYear: number): Figure | undefined =>
  ((data['figures'] ?? []) as readonly Figure[]).find((one) => one.indicator === indicator && one.dataYear === dataYear);

const stands = (
  { investigations }: Dossier,
  investigationId: string,
  of: { readonly eventId: string; readonly indicator: string; readonly dataYear: number },
): boolean => investigations.some((one) => one.id === investigationId && one.falseFigures?.includes(falseFigureKey(of)));
