import { instant, record, text, type EventOf } from '@minglu/kernel';
import { deadline } from '@minglu/regulation';
import { dossierEvent, setsDeadline } from '../case/define-event.js';
import { caseId } from '../case/fragments.js';

export const deadlineEvents = {
  DeadlineRecomputed: dossierEvent({
    type: 'DeadlineRecomputed',
    version: 1,
    title: { zh: '期限已按放假安排重新计算', en: 'Deadline recomputed' },
    leadsTo: null,
    deadlines: setsDeadline,
    freeText: { document: ['cause'] },
    // 公示期面向社会，其变更亦须公开；其余期限只关系当事人。
    classification: (data) => (data.deadline.kind === 'publicity-window' ? 'PUBLIC' : 'INTERNAL'),
    // 公开的只有公示期的变更。
    refersTo: { types: ['PublicityStarted'], by: 'deadline.of', its: 'publicityId' },
    payload: record({ ...caseId, oldEndsAt: instant(), newEndsAt: instant(), deadline, cause: text(200) }),
  }),
};
export type DeadlineEvent = EventOf<typeof deadlineEvents>;
