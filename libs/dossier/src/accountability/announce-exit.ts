import { accept, day, dayOf, newEvent, id, record, refuse, text, Type } from '@minglu/kernel';
import { policies, remediesToldField, tooFarAhead, workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { effectAhead, today } from '../case/date-limits.js';
import { subjectOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { effectPending, takesEffect } from '../case/takes-effect.js';
import { usesEndedByExit } from '../title/consequences.js';
import { refuseByAll, refuseDecision } from './decision.js';
import { articleOf, proposalsOf } from '../title/state.js';
import { accountabilityEvents } from './events.js';
import { proceedingOf } from './state.js';

/** Announces an exit (公告退出, articles 24 and 25). Only this announcement ends the title; authorised uses end with it (article 26). */
export const announceExit = dossierAct({
  command: 'AnnounceExit',
  route: 'POST /titles/{titleId}/exits',
  title: { zh: '公告退出', en: 'Announce the exit' },
  effect: 'adverse',
  legalBasis: ['measure-2022/24', 'measure-2022/25'],
  payload: record({
    titleId: id(),
    announcementNumber: text(200),
    effectiveDate: day(),
    proceedingId: id(),
    ...remediesToldField,
    /** The findings that it relies on; by default those that its notice named. */
    investigationIds: Type.Optional(Type.Array(id(), { minItems: 1 })),
  }),
  example: ({ titleId, day }) => ({ titleId, announcementNumber: '公告2026年第1号', effectiveDate: day, proceedingId: 'pr1' }),
  follows: ['ExitAnnounced', 'TitleUseEnded'],
  dates: {
    effectiveDate: {
      notBefore: [today('effective-before-announced')],
      notAfter: [effectAhead],
      effect: 'the title and its uses end on the day; today: at once',
    },
  },
  gate: (state, about) => {
    const basis = proposalsOf(state.title).map(({ reason }) => articleOf(reason));
    return (
      effectPending(state, basis[0] ?? 'measure-2022/25') ?? refuseByAll(state, 'exit', about, basis.length ? basis : ['measure-2022/25'])
    );
  },
  by: ministryApprover,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: (
    { data: { titleId, announcementNumber, effectiveDate, proceedingId, remediesTold, investigationIds }, actor, at },
    target,
    { calendar, policies: set },
  ) => {
    const subject = subjectOf(target);
    const { title } = target.state;
    const standing = proposalsOf(title);
    const told = proceedingOf(target.state, proceedingId)?.grounds ?? [];
    // The announcement covers only proposals that the prior notice (事先告知) named. Faults of the procedure are refused below.
    const announced = standing.filter(({ reason }) => told.includes(reason));
    const basis = (announced.length ? announced : standing).map(({ reason }) => articleOf(reason));
    const refused =
      effectPending(target.state, basis[0] ?? 'measure-2022/25') ??
      refuseDecision(target.state, proceedingId, 'exit', { actor, at }, basis, investigationIds);
    if (refused) return refused;
    if (effectiveDate < dayOf(at)) {
      return refuse(
        'effective-before-announced',
        basis,
        '退出自公告起生效，不得早于公告之日',
        'an exit takes effect by its announcement, not before',
        { effectiveDate, announcedOn: dayOf(at) },
      );
    }
    const far = tooFarAhead(effectiveDate, at, basis[0]!, set.state);
    if (far) return far;
    const deadline = takesEffect(titleId, effectiveDate, at, basis[0]!, calendar.state);
    return accept([
      newEvent(
        accountabilityEvents.ExitAnnounced,
        {
          ...subject,
          titleId,
          proceedingId,
          reason: announced.some(({ reason }) => reason === 'fraud') ? 'fraud' : 'two-consecutive-one-star',
          evaluationYears: announced.flatMap(({ evaluationYears }) => [...evaluationYears]),
          announcementNumber,
          effectiveDate,
          remediesTold: remediesTold ?? null,
          closedOn: dayOf(at),
          ...(deadline ? { deadline } : {}),
        },
        { legalBasis: basis },
      ),
      ...(deadline ? [] : usesEndedByExit(target.state, dayOf(at))),
    ]);
  },
});
