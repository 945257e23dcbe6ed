import { accept, newEvent, id, record, refuse, text, Type } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents } from './events.js';

/**
 * Changes the working body (变更工作机构, article 9). The application names it when it opens; a change is an event of its own. A reform of the
 * organs (机构改革) is named by its document (decisions 38).
 */
export const changeWorkingBody = dossierAct({
  command: 'ChangeWorkingBody',
  route: 'POST /dossiers/{caseId}/working-bodies',
  title: { zh: '变更工作机构', en: 'Change the working body' },
  legalBasis: ['measure-2022/9'],
  payload: record({ caseId: id(), workingBody: text(200), reasons: text(), documentNumber: Type.Optional(text(200)) }),
  example: ({ caseId }) => ({ caseId, workingBody: '市数据局', reasons: '机构改革' }),
  follows: ['WorkingBodyChanged'],
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }, { state }) =>
    state.application?.workingBody === data.workingBody
      ? refuse('working-body-unchanged', 'measure-2022/9', '工作机构没有变更', 'this is the working body already', {
          workingBody: data.workingBody,
        })
      : accept([newEvent(applicationEvents.WorkingBodyChanged, data)]),
});
