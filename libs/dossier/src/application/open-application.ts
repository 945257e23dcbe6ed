import { accept, dayOf, newEvent, id, isRefused, record, refuse, text, Type } from '@minglu/kernel';
import { admissionsOf, campaign, isOpen, park, policies, workCalendar, type Succession } from '@minglu/reference';
import { programme } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { outsideWindow } from '../case/guards.js';
import { dossierRef } from '../case/refs.js';
import { applicantOrg } from '../case/standing.js';
import type { Subject } from '../case/state.js';
import { applyingSubject, dossiersUnder, lastOf, refuseOpening, openingIds, succeeding } from './subject.js';
import { applicationEvents } from './events.js';

/**
 * Opens an application (articles 7 and 9; notice 278 section 4). A city or park opens its dossier inside the window of a campaign and
 * names its working body. A direct municipality (直辖市) needs no consent; other cities need the consent of their provincial government. A
 * prefecture (州、地区、盟) applies only if a ruling admits it (decision 17).
 */
export const openApplication = dossierAct({
  command: 'OpenApplication',
  route: 'POST /dossiers',
  newId: 'caseId',
  title: { zh: '建立申请', en: 'Open an application' },
  legalBasis: ['measure-2022/7', 'measure-2022/9', 'notice-2023-278/4'],
  payload: record({
    caseId: id(),
    programme: programme(),
    applicant: Type.String({ minLength: 1, maxLength: 64 }),
    campaignId: id(),
    workingBody: text(200),
    previousCaseId: Type.Optional(id()),
  }),
  example: ({ caseId, cityCode }) => ({
    caseId,
    programme: 'city',
    applicant: cityCode,
    campaignId: 'city-creation-2023',
    workingBody: '市工信局',
  }),
  follows: ['ApplicationOpened', 'ConsentNotApplicable'],
  by: {
    applicant: (actor, _, data: Pick<Subject, 'programme' | 'applicant'>, register: Succession, at) =>
      actor.org === applicantOrg(data, register, dayOf(at)),
  },
  opens: true,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: ({ campaignId, applicant, programme }, _, at, register) => ({
    campaign: campaign(campaignId),
    policies,
    calendar: workCalendar,
    holders: dossiersUnder(openingIds(programme, applicant, register, dayOf(at))),
    park: programme === 'park' ? park(applicant) : undefined,
    rulings: programme === 'city' ? admissionsOf(applicant, register, dayOf(at)) : [],
  }),
  decide: ({ data, at, register }, _, reads) => {
    const subject = applyingSubject(
      data.caseId,
      data.programme,
      data.applicant,
      reads.park?.state ?? null,
      register,
      dayOf(at),
      reads.rulings.some(({ streamId }) => streamId !== null),
    );
    if (isRefused(subject)) return subject;
    const window = reads.campaign.state;
    if (!window)
      return refuse('unknown-id', [], `没有年度工作 ${data.campaignId}`, `there is no campaign ${data.campaignId}`, {
        campaignId: data.campaignId,
      });
    if (window.programme !== data.programme || window.track !== 'creation-application') {
      return refuse(
        'wrong-campaign',
        ['notice-2023-278/1', 'notice-2023-278/4'],
        '该年度工作不受理此类申请',
        'this campaign does not take such applications',
        {
          programme: window.programme,
          track: window.track,
        },
      );
    }
    const already = refuseOpening(reads.holders, { policies: reads.policies.state, calendar: reads.calendar.state }, data.programme, at);
    if (already) return already;
    if (!isOpen(window, at)) return outsideWindow(window, at);
    const previous = lastOf(reads.holders)?.state.subject?.caseId ?? null;
    if (data.previousCaseId !== undefined && data.previousCaseId !== previous) {
      return refuse(
        'not-the-previous-case',
        'notice-2023-278/3.3',
        `所填前案有误，前案应为 ${previous ?? '无'}`,
        `the previous case is ${previous ?? 'none'}`,
        { previousCaseId: previous },
      );
    }
    const opened = newEvent(applicationEvents.ApplicationOpened, {
      ...subject,
      ...succeeding(openingIds(data.programme, data.applicant, register, dayOf(at))),
      campaignId: data.campaignId,
      workingBody: data.workingBody,
      previousCaseId: previous,
    });
    return accept(
      subject.cityClass === 'direct-municipality' && data.programme === 'city'
        ? [
            opened,
            newEvent(applicationEvents.ConsentNotApplicable, {
              caseId: data.caseId,
              purpose: 'application',
              reason: 'direct-municipality',
            }),
          ]
        : [opened],
    );
  },
});
