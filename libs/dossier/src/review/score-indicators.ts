import { accept, newEvent, id, isDecimal, record, refuse, Type } from '@minglu/kernel';
import { standards, systemOf } from '@minglu/reference';
import { findIndicator } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { expertMember } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents, scoreInput } from './events.js';

/** Scores the indicators (专家评分, article 17). Scores advise the conclusion, which is not computed from them. */
export const scoreIndicators = dossierAct({
  command: 'ScoreIndicators',
  route: 'POST /dossiers/{caseId}/indicator-scores',
  title: { zh: '专家评分', en: 'Score the indicators' },
  legalBasis: ['measure-2022/17'],
  payload: record({ caseId: id(), expertId: id(), scores: Type.Array(scoreInput, { minItems: 1 }) }),
  example: ({ caseId }) => ({ caseId, expertId: 'e1', scores: [{ indicator: 'A1.1', points: '8.5' }] }),
  follows: ['IndicatorsScored'],
  by: expertMember,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ standards }),
  decide: ({ data, actor }, { state }, reads) => {
    if (data.expertId !== actor.person)
      return refuse('scores-for-another', 'measure-2022/17', '专家只能为自己评分', 'an expert scores as himself', {
        expertId: data.expertId,
      });
    if (state.review!.scoredBy.includes(data.expertId))
      return refuse('already-scored', 'measure-2022/17', '该专家已评分', 'this expert has scored', { expertId: data.expertId });
    const system = state.creation?.indicatorVersion ? systemOf(reads.standards.state, state.creation.indicatorVersion) : undefined;
    const unknown = system
      ? data.scores.filter(({ indicator }) => !findIndicator(system, indicator)).map(({ indicator }) => indicator)
      : [];
    if (unknown.length)
      return refuse(
        'unknown-indicator',
        'measure-2022/annex',
        `指标体系中没有：${unknown.join('、')}`,
        `unknown indicators: ${unknown.join(', ')}`,
        { unknown },
      );
    const scores = data.scores.map(({ points, ...score }) => ({ ...score, points: String(points) }));
    const inexact = scores.filter(({ points }) => !isDecimal(points)).map(({ indicator }) => indicator);
    if (inexact.length)
      return refuse(
        'points-not-decimal',
        'measure-2022/17',
        `分值须为小数：${inexact.join('、')}`,
        `points are decimals: ${inexact.join(', ')}`,
        { inexact },
      );
    return accept([newEvent(reviewEvents.IndicatorsScored, { ...data, scores })]);
  },
});
