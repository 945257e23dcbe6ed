import { accept, day, happened, id, nullable, record, refuse, text, Type } from '@minglu/kernel';
import { dossierAct } from '../act.js';
import { reasons } from '../fragments.js';
import { idTaken, subjectOf } from '../guards.js';
import { ministryOfficer } from '../jurisdiction.js';
import { dossierHolding } from '../refs.js';
import { titleEvents } from './events.js';

/** 同意使用称号、制作使用标志物及宣传品（第二十六条）。 */
export const authoriseTitleUse = dossierAct({
  command: 'AuthoriseTitleUse',
  title: { zh: '同意使用称号', en: 'Authorise the use of the title' },
  legalBasis: ['measure-2022/26'],
  payload: record({ authorisationId: id(), titleId: id(), scope: text(), from: day(), until: Type.Optional(nullable(day())) }),
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: ({ authorisationId }) => ({ taken: dossierHolding('title-use', authorisationId) }),
  decide: ({ data: { authorisationId, titleId, scope, from, until = null } }, target, { taken }) => {
    const used = idTaken(
      { zh: '授权', en: 'an authorisation' },
      authorisationId,
      taken,
      target.state.title!.uses.some((one) => one.id === authorisationId),
    );
    if (used) return used;
    if (until !== null && until < from)
      return refuse('ends-before-it-begins', 'measure-2022/26', '使用期限的截止日早于起始日', 'the use ends before it begins', {
        from,
        until,
      });
    return accept([
      happened(titleEvents.TitleUseAuthorised, { caseId: subjectOf(target).caseId, titleId, authorisationId, scope, from, until }),
    ]);
  },
});

/** 终止一项使用（第二十六条）。 */
export const endTitleUse = dossierAct({
  command: 'EndTitleUse',
  title: { zh: '终止使用称号', en: 'End a use of the title' },
  legalBasis: ['measure-2022/26'],
  payload: record({ authorisationId: id(), ...reasons }),
  by: ministryOfficer,
  on: ({ authorisationId }) => [dossierHolding('title-use', authorisationId)],
  decide: ({ data: { authorisationId, reasons: why } }, target) => {
    const { title } = target.state;
    if (!title?.uses.some((one) => one.id === authorisationId))
      return refuse(
        'use-not-in-force',
        'measure-2022/26',
        `授权 ${authorisationId} 已终止`,
        `the authorisation ${authorisationId} is ended`,
        {
          authorisationId,
        },
      );
    return accept([
      happened(titleEvents.TitleUseEnded, {
        caseId: subjectOf(target).caseId,
        titleId: title.titleId,
        authorisationId,
        cause: 'ended',
        reasons: why,
      }),
    ]);
  },
});
