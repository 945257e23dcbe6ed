import {
  authority,
  checking,
  command,
  municipality,
  municipalCheck,
  officer,
  on,
  openedPark,
  parkSubmission,
  titled,
  evaluationCampaign,
  plausible,
} from '../testing/index.js';

const both = ['notice-2023-277/2.2', 'notice-2023-277/2.3'];
const checkingWhat = (name: string, what: Record<string, unknown>, by = municipality('441900')) =>
  command(by, on('2023-11-08'), name, { reasons: '完整、真实、合规', ...what });
const submittedPark = () => openedPark().given(parkSubmission());

describe.each([
  ['ApproveMaterials', 'MaterialsApproved', 'EvaluationMaterialsApproved'],
  ['ReturnMaterials', 'MaterialsReturned', 'EvaluationMaterialsReturned'],
])('%s (277 号通知二（二）（三）、278 号通知三（一）（二）)', (name, ofCase, ofEvaluation) => {
  const ofYear = (more: Record<string, unknown> = {}, by = authority('330000')) =>
    command(by, on('2025-10-23'), name, { titleId: 't-a', evaluationYear: 2025, reasons: '完整', ...more });
  const submitted = () => {
    const it = titled().given(evaluationCampaign);
    return it.given({ ...plausible(it).SubmitEvaluation, at: on('2025-10-22') });
  };

  it('finds the campaign by the case', () => {
    const [event] = submittedPark()
      .when(checkingWhat(name, { caseId: 'a' }))
      .then(ofCase)
      .thenWarns().events;
    expect(event?.data).toMatchObject({ caseId: 'a', level: 'municipal', purpose: 'application', approver: '441900' });
    const [review] = municipalCheck()
      .when(checking('municipal', '2023-10-25', name))
      .then(ofCase).events;
    expect(review?.data).toMatchObject({ purpose: 'review' });
  });
  it('finds the campaign by the title and the evaluation year', () => {
    const [event] = submitted().when(ofYear()).then(ofEvaluation).events;
    expect(event?.data).toMatchObject({ caseId: 'a', titleId: 't-a', evaluationYear: 2025, approver: '330000' });
  });
  it('must name either one completely', () => {
    for (const what of [{ titleId: undefined }, { evaluationYear: undefined }, {}])
      submitted()
        .when(ofYear({ caseId: 'a', ...what }))
        .thenRefused('case-or-evaluation', ...both);
    submitted()
      .when(ofYear({ evaluationYear: undefined }))
      .thenRefused('case-or-evaluation', ...both);
    submitted()
      .when(ofYear({ titleId: undefined }))
      .thenRefused('unknown-id');
  });
  it('is refused if the case waits for no check, or for another year', () => {
    titled()
      .when(command(authority('330000'), on('2025-10-23'), name, { caseId: 'a', reasons: '完整' }))
      .thenRefused('no-materials-to-check', 'notice-2023-277/2.3');
    submitted()
      .when(ofYear({ evaluationYear: 2024 }))
      .thenRefused('no-materials-to-check', 'notice-2023-277/2.2');
    submitted()
      .when(ofYear({ titleId: 'none' }))
      .thenRefused('not-authorised', ...both);
  });
  it('is the turn of one authority', () => {
    submittedPark()
      .when(checkingWhat(name, { caseId: 'a' }, authority('440000')))
      .thenRefused('not-the-approver', 'notice-2023-278/3.2');
    submittedPark()
      .given(checking('municipal', '2023-11-08'))
      .when(checkingWhat(name, { caseId: 'a' }))
      .thenRefused('not-the-approver', 'notice-2023-278/3.1');
    submitted()
      .when(ofYear({}, municipality('330100')))
      .thenRefused('not-the-approver', 'notice-2023-277/2.2');
  });
  it('is possible only for a checking authority of the place, in a status with a check', () => {
    for (const by of [officer, municipality('440100'), authority('330000')])
      submittedPark()
        .when(checkingWhat(name, { caseId: 'a' }, by))
        .thenRefused('not-authorised', ...both, 'notice-2023-278/3.1', 'notice-2023-278/3.2');
    openedPark()
      .when(checkingWhat(name, { caseId: 'a' }))
      .thenRefused('not-in-this-state', ...both, 'notice-2023-278/3.1', 'notice-2023-278/3.2');
  });
});
