import { accept, dayOf, newEvent, id, record, refuse, text, Type, warn } from '@minglu/kernel';
import { policies } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { reasons } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { expertMember, ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { recusalRequired, tooSmallOrEven, unknownPlaces } from './convene-panel.js';
import { expert, reviewEvents } from './events.js';

/**
 * Replaces or recuses a member (更换、回避) of a convened panel (article 17, decisions 36). Without a replacement the seat stays empty; it may be filled
 * later. An expert recuses only himself.
 */
export const replacePanelMember = dossierAct({
  command: 'ReplacePanelMember',
  route: 'POST /dossiers/{caseId}/panel-replacements',
  title: { zh: '更换或回避评审专家', en: 'Replace or recuse a panel member' },
  legalBasis: ['measure-2022/17', 'policy/recusal'],
  payload: record({
    caseId: id(),
    expertId: id(),
    replacement: Type.Optional(expert),
    ...reasons,
    documentNumber: Type.Optional(text(200)),
  }),
  example: ({ caseId }) => ({
    caseId,
    expertId: 'e1',
    replacement: { id: 'e11', employer: '第十一研究院', cityCode: '310000' },
    reasons: '与申请城市有合作',
    documentNumber: '10号',
  }),
  follows: ['PanelMemberReplaced'],
  by: { ...ministryOfficer, ...expertMember },
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ policies }),
  decide: ({ data: { caseId, expertId, replacement, reasons: why, documentNumber }, actor, at, register }, target, { policies: set }) => {
    const { members = [], vacated = [], named = [] } = target.state.review ?? {};
    const sits = members.includes(expertId);
    if (actor.role === 'expert' && (actor.person !== expertId || replacement))
      return refuse('recuses-another', 'measure-2022/17', '专家只能自行回避', 'an expert recuses only himself', { expertId });
    if (!sits && !(replacement && vacated.includes(expertId)))
      return refuse('not-a-member', 'measure-2022/17', '该专家不在评审组中', 'this expert does not sit on the panel', { expertId });
    if (replacement) {
      if ([...named, ...members].includes(replacement.id))
        return refuse(
          'expert-named-twice',
          'measure-2022/17',
          `专家重复：${replacement.id}`,
          `${replacement.id} has been named to this panel before`,
          { twice: [replacement.id] },
        );
      const conflict =
        unknownPlaces([replacement], register, dayOf(at)) ??
        recusalRequired([replacement], subjectOf(target), set.state, register, dayOf(at));
      if (conflict) return conflict;
    }
    const sitting = members.length - (sits ? 1 : 0) + (replacement ? 1 : 0);
    return accept(
      [
        newEvent(reviewEvents.PanelMemberReplaced, {
          caseId,
          expertId,
          replacement: replacement ?? null,
          reasons: why,
          documentNumber: documentNumber ?? null,
          replacedOn: dayOf(at),
        }),
      ],
      tooSmallOrEven(sitting, set.state)
        ? [
            warn(
              'panel-incomplete',
              'policy/panel-minimum',
              `评审组现为 ${sitting} 人，补足之前不能形成结论`,
              `the panel sits with ${sitting}: no conclusion until the seat is filled`,
            ),
          ]
        : [],
    );
  },
});
