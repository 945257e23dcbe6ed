import { accept, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { dossierAct } from '../act.js';
import { applicant } from '../jurisdiction.js';
import { dossierRef } from '../refs.js';
import { applicationEvents } from './events.js';

/** 变更工作机构（第九条）：the working body is named when the application is opened; a change is a fact of its own. */
export const changeWorkingBody = dossierAct({
  command: 'ChangeWorkingBody',
  title: { zh: '变更工作机构', en: 'Change the working body' },
  legalBasis: ['measure-2022/9'],
  payload: record({ caseId: id(), workingBody: text(200), reasons: text() }),
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }, { state }) =>
    state.application?.workingBody === data.workingBody
      ? refuse('working-body-unchanged', 'measure-2022/9', '工作机构没有变更', 'this is the working body already', {
          workingBody: data.workingBody,
        })
      : accept([newEvent(applicationEvents.WorkingBodyChanged, data)]),
});
