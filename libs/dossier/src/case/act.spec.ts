import { city, command, dossierOf, filing, freshWorld, material, officer, on, opened, opening } from '../testing/index.js';

const confer = (by = officer) => command(by, on('2024-01-05'), 'PassFormalReview', PASSING);
const PASSING = { caseId: 'a', checklist: { conditions: [true, true, true, true], materialsComplete: true }, reasons: '齐全' };

describe('the check of the status before an act', () => {
  it('tells the ministry the status of the dossier and the statuses that allow the act', () => {
    const { refusal } = opened().when(confer());
    expect(refusal).toMatchObject({
      code: 'not-in-this-state',
      message: {
        zh: expect.stringMatching(/^案卷的状态是填报中，不能“.+”；可在下列状态办理：已报送.*$/),
        en: expect.stringMatching(/^not now \(DRAFT\); possible in SUBMITTED/),
      },
      details: { status: 'DRAFT', allowed: expect.arrayContaining(['SUBMITTED']) },
    });
  });
  it('tells a party only the statuses that allow the act, not the recorded status', () => {
    const it = opened();
    const { refusal } = it.when(
      command(city(dossierOf(it).subject!.applicant), on('2024-01-05'), 'SubmitSupplement', {
        caseId: 'a',
        materials: [material('creation-application-form')],
      }),
    );
    expect(refusal).toMatchObject({
      code: 'not-in-this-state',
      message: { zh: expect.stringMatching(/^案卷不能“.+”；可在下列状态办理：待补正$/), en: 'not now; possible in SUPPLEMENT' },
      details: { allowed: ['SUPPLEMENT'] },
    });
    expect(refusal!.details).not.toHaveProperty('status');
  });
  it('refuses an unknown dossier', () => {
    freshWorld().when(confer()).thenRefused('unknown-id');
  });
  it('refuses to open a dossier under an id in use', () => {
    const { refusal } = opened().when(opening({}, on('2023-11-02')));
    expect(refusal).toMatchObject({ code: 'id-taken', details: { id: 'a' } });
    expect(refusal!.message).toEqual({ zh: '案卷标识 a 已被使用', en: 'the dossier id a is taken' });
  });
  it('gives the public the same answer in every status', () => {
    opened()
      .when(filing('o1', on('2024-01-05'), { caseId: 'a', publicityId: 'p1' }))
      .thenRefused('not-in-this-notice', 'measure-2022/18');
  });
});
