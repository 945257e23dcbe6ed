import { accept, claimed, dayOf, newEvent, id, nullable, record, refuse, Type, warn, type Ref } from '@minglu/kernel';
import { evaluatedYear, evaluationYears, policies } from '@minglu/reference';
import { programmeYear } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { documentNumber } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { afterResult } from './consequences.js';
import { evaluationEvents, stars } from './events.js';
import { wrongStars } from './stars.js';
import { submissionOf } from './state.js';

type FirstResults = Readonly<Record<`year/${number}`, Ref<null>>>;
/** The claim of the first result of each year. */
const firstResults = (years: readonly number[]): FirstResults =>
  Object.fromEntries(years.map((one) => [`year/${one}`, claimed(evaluatedYear(one))]));

/**
 * Publishes the results of a year (article 24): the ministry gives up to three stars. One publication names many titles, all or
 * none. A merged evaluation (合并评估) counts once, and may make up for a year that was not held. Each year ended after the title was
 * conferred. A result for a year recorded as not held takes that record back (decisions 28).
 */
export const publishEvaluationResults = dossierAct({
  command: 'PublishEvaluationResults',
  route: 'POST /evaluation-years/{evaluationYear}/results',
  title: { zh: '发布评估结果', en: 'Publish the evaluation results' },
  effect: 'either',
  legalBasis: ['measure-2022/24'],
  payload: record({
    evaluationYear: programmeYear(),
    ...documentNumber,
    results: Type.Array(record({ titleId: id(), stars: stars(), rank: Type.Optional(nullable(Type.Integer({ minimum: 1 }))) }), {
      minItems: 1,
      maxItems: 500,
    }),
    coversYears: Type.Optional(Type.Array(programmeYear(), { maxItems: 20 })),
  }),
  example: ({ titleId }) => ({ evaluationYear: 2025, documentNumber: '1号', results: [{ titleId, stars: 1 }] }),
  follows: ['EvaluationResultPublished', 'ExitProposed', 'StreakAmbiguous'],
  by: ministryApprover,
  on: ({ results }) => results.map(({ titleId }) => dossierHolding('title', titleId)),
  reads: ({ evaluationYear, coversYears = [] }) =>
    Object.assign({ years: evaluationYears, policies }, firstResults([...coversYears, evaluationYear])),
  decide: ({ data, at }, target, { years, policies: set, ...first }) => {
    const { caseId, applicant, applicantName } = subjectOf(target);
    const { title, evaluation } = target.state;
    const { evaluationYear, results, documentNumber: number } = data;
    const titles = results.map((one) => one.titleId);
    const twice = titles.filter((one, index) => titles.indexOf(one) !== index);
    if (twice.length) {
      return refuse(
        'title-named-twice',
        'measure-2022/24',
        `同一次发布中重复：${twice.join('、')}`,
        `named twice in one publication: ${twice.join(', ')}`,
        { twice },
      );
    }
    if (evaluationYear > Number(dayOf(at).slice(0, 4))) {
      return refuse('year-in-future', 'measure-2022/24', `${evaluationYear} 年度尚未到来`, `${evaluationYear} has not come`, {
        evaluationYear,
      });
    }
    const covers = [...new Set([...(data.coversYears ?? []), evaluationYear])].sort((a, b) => a - b);
    if (covers.at(-1) !== evaluationYear || covers.at(-1)! - covers[0]! !== covers.length - 1) {
      return refuse(
        'years-not-contiguous',
        'measure-2022/24',
        '合并评估的各年度须相连，以评估年度为末',
        'merged years must follow one another and end with the evaluation year',
        { coversYears: covers },
      );
    }
    if (title && covers[0]! < Number(title.effectiveDate.slice(0, 4))) {
      return refuse(
        'year-before-the-title',
        'measure-2022/24',
        `${applicantName} 的称号授予于 ${title.effectiveDate}，不评估此前已结束的年度`,
        `the title of ${applicantName} was conferred on ${title.effectiveDate}, after the year had ended`,
        { years: covers.filter((one) => one < Number(title.effectiveDate.slice(0, 4))), effectiveDate: title.effectiveDate },
      );
    }
    const known = (evaluation?.results ?? []).flatMap((one) => one.covers).filter((one) => covers.includes(one));
    if (known.length) {
      return refuse(
        'year-already-evaluated',
        'measure-2022/24',
        `${applicantName} 已有 ${known.join('、')} 年度评估结果，只能更正`,
        `${applicantName} has results for ${known.join(', ')}; they can only be corrected`,
        { years: known },
      );
    }
    const { stars: given, rank } = results.find((one) => one.titleId === title?.titleId)!;
    const wrong = wrongStars(subjectOf(target), given, evaluationYear, set.state);
    if (wrong) return wrong;
    const result = { year: evaluationYear, covers, stars: given };
    // In a publication of several titles, the title named first claims the first result of the year. A year recorded as not held keeps
    // that record if a merged evaluation covers it, and is not claimed.
    const firstForYears =
      titles[0] === title?.titleId ? covers.filter((one) => !first[`year/${one}`]?.held && !years.state.notHeld.includes(one)) : [];
    return accept(
      [
        newEvent(evaluationEvents.EvaluationResultPublished, {
          caseId,
          titleId: title!.titleId,
          applicant,
          applicantName,
          evaluationYear,
          coversYears: covers,
          stars: given,
          rank: rank ?? null,
          documentNumber: number,
          ...(firstForYears.length ? { firstForYears } : {}),
        }),
        ...afterResult(target.state, [...(evaluation?.results ?? []), result], evaluationYear, at),
      ],
      [
        // Published results take back the record that none was held (decisions 28).
        ...(years.state.notHeld.includes(evaluationYear)
          ? [
              warn(
                'was-recorded-as-not-held',
                'measure-2022/24',
                `${evaluationYear} 年度曾登记为未开展评估，该登记不再作数`,
                `the evaluation of ${evaluationYear} was recorded as not held: that record no longer counts`,
              ),
            ]
          : []),
        ...(submissionOf(evaluation, evaluationYear)?.approved
          ? []
          : [
              warn(
                'materials-not-approved',
                'notice-2023-277/2.2',
                `${applicantName} 的评估材料未经省级主管部门审核同意`,
                `the evaluation materials of ${applicantName} were not approved by the province`,
              ),
            ]),
      ],
    );
  },
});
