import { accept, day, dayOf, newEvent, id, nullable, record, refuse, text, Type } from '@minglu/kernel';
import { evidence } from '@minglu/reference';
import { codesOf, divisionCode, divisionOn } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { fieldOf, today } from '../case/date-limits.js';
import { exampleMaterials } from '../case/example.js';
import { reasons } from '../case/fragments.js';
import { idTaken, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, misusesIn } from '../case/refs.js';
import { titleEvents } from './events.js';
import { isInForce } from './state.js';

/** Authorises the use of the title and of emblems and publicity material (使用标志物及宣传品, article 26). */
export const authoriseTitleUse = dossierAct({
  command: 'AuthoriseTitleUse',
  route: 'POST /titles/{titleId}/authorised-uses',
  newId: 'authorisationId',
  title: { zh: '同意使用称号', en: 'Authorise the use of the title' },
  effect: 'favourable',
  legalBasis: ['measure-2022/26'],
  payload: record({ authorisationId: id(), titleId: id(), scope: text(), from: day(), until: Type.Optional(nullable(day())) }),
  example: ({ titleId, day }) => ({ authorisationId: 'u9', titleId, scope: '宣传册', from: day }),
  follows: ['TitleUseAuthorised'],
  dates: {
    from: {
      notBefore: [
        {
          words: 'the day from which the title is held',
          code: 'use-before-the-title',
          of: ({ state }) => state.title?.effectiveDate ?? null,
        },
      ],
      effect: 'the first day of the use',
    },
    until: {
      notBefore: [fieldOf('from', 'ends-before-it-begins'), today('use-already-over')],
      effect: 'the last day of the use; absent: until it is ended',
    },
  },
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: ({ authorisationId }) => ({ taken: dossierHolding('title-use', authorisationId) }),
  decide: ({ data: { authorisationId, titleId, scope, from, until = null }, at }, target, { taken }) => {
    const used = idTaken(
      { zh: '授权', en: 'an authorisation' },
      authorisationId,
      taken,
      target.state.title!.uses.some((one) => one.id === authorisationId),
    );
    if (used) return used;
    const { effectiveDate } = target.state.title!;
    if (from < effectiveDate)
      return refuse(
        'use-before-the-title',
        'measure-2022/26',
        `使用期限不得早于授予称号之日 ${effectiveDate}`,
        `the use begins before the title (${effectiveDate})`,
        { from, effectiveDate },
      );
    if (until !== null && until < from)
      return refuse('ends-before-it-begins', 'measure-2022/26', '使用期限的截止日早于起始日', 'the use ends before it begins', {
        from,
        until,
      });
    if (until !== null && until < dayOf(at))
      return refuse('use-already-over', 'measure-2022/26', '使用期限的截止日已过', 'the use would be over already', { until });
    return accept([
      newEvent(titleEvents.TitleUseAuthorised, { caseId: subjectOf(target).caseId, titleId, authorisationId, scope, from, until }),
    ]);
  },
});

/** Ends an authorised use (终止使用, article 26). */
export const endTitleUse = dossierAct({
  command: 'EndTitleUse',
  route: 'POST /authorised-uses/{authorisationId}/terminations',
  title: { zh: '终止使用称号', en: 'End a use of the title' },
  effect: 'adverse',
  legalBasis: ['measure-2022/26'],
  payload: record({ authorisationId: id(), ...reasons }),
  example: () => ({ authorisationId: 'u1', reasons: '活动结束' }),
  follows: ['TitleUseEnded'],
  by: ministryOfficer,
  on: ({ authorisationId }) => [dossierHolding('title-use', authorisationId)],
  decide: ({ data: { authorisationId, reasons: why }, at }, target) => {
    const { title } = target.state;
    if (!title?.uses.some((one) => one.id === authorisationId && isInForce(one, dayOf(at))))
      return refuse(
        'use-not-in-force',
        'measure-2022/26',
        `授权 ${authorisationId} 已终止或已到期`,
        `the authorisation ${authorisationId} is no longer in force`,
        {
          authorisationId,
        },
      );
    return accept([
      newEvent(titleEvents.TitleUseEnded, {
        caseId: subjectOf(target).caseId,
        titleId: title.titleId,
        authorisationId,
        cause: 'ended',
        reasons: why,
      }),
    ]);
  },
});

/** The limit of `description` in the event, in characters. */
const LONGEST_DESCRIPTION = 2_000;

/**
 * Records a misuse of the title (擅自使用, article 26). A record only: the text sets no sanction. A city code stands for the title that the
 * city holds or last held. A city that never had a dossier can misuse the title too.
 */
export const recordTitleMisuse = dossierAct({
  command: 'RecordTitleMisuse',
  route: 'POST /title-misuses',
  title: { zh: '登记擅自使用称号', en: 'Record a misuse of the title' },
  legalBasis: ['measure-2022/26'],
  payload: record({
    titleId: Type.Optional(id()),
    cityCode: Type.Optional(divisionCode()),
    where: text(),
    evidence: Type.Union([Type.Array(evidence), Type.String({ maxLength: 2_000 })]),
  }),
  example: ({ dossier, titleId, cityCode }) => ({
    ...(dossier.subject?.programme === 'park' ? { titleId } : { cityCode }),
    where: '某展会',
    evidence: exampleMaterials('evidence'),
  }),
  follows: ['TitleMisuseRecorded'],
  by: ministryOfficer,
  on: ({ titleId, cityCode = 'none' }, { divisions }, at) => {
    if (titleId !== undefined) return [dossierHolding('title', titleId)];
    const today = dayOf(at);
    const own = divisionOn(divisions, cityCode, today)?.code ?? cityCode;
    return [...codesOf(divisions, own, today).map((code) => dossierHolding('open-dossier', code)), misusesIn(own)];
  },
  // An open dossier goes first, also one that the city inherited.
  narrow: (_, targets) => [
    targets.find(({ held, state }) => held && state.subject !== null) ?? targets.find(({ version }) => version > 0) ?? targets.at(-1)!,
  ],
  decide: ({ data: { titleId, cityCode, where, evidence: given }, at, register: { divisions } }, { state }) => {
    if (titleId === undefined && cityCode === undefined)
      return refuse('invalid-payload', 'measure-2022/26', '须写明称号或者城市', 'name a title or a city');
    const caseId = state.subject?.caseId ?? (cityCode && divisionOn(divisions, cityCode, dayOf(at))?.code);
    if (!caseId) return refuse('unknown-id', [], '没有这个称号或城市', 'there is no such title or city', { titleId, cityCode });
    const pieces = typeof given === 'string' ? [given] : given;
    const words = pieces.filter((one) => typeof one === 'string').join('\n');
    if (words.length > LONGEST_DESCRIPTION)
      return refuse('invalid-payload', 'measure-2022/26', '证据的文字说明过长', 'the evidence is described at too great a length', {
        longest: LONGEST_DESCRIPTION,
      });
    return accept([
      newEvent(titleEvents.TitleMisuseRecorded, {
        caseId,
        titleId: state.title?.titleId ?? null,
        where,
        evidence: pieces.flatMap((one) => (typeof one === 'string' ? [] : [{ kind: 'evidence' as const, ...one }])),
        description: words || null,
      }),
    ]);
  },
});
