import {
  admin,
  authority,
  checking,
  command,
  freshWorld,
  municipality,
  municipalCheck,
  on,
  openedPark,
  opening,
  parkRequest,
  parkSubmission,
  pilot,
  provincialCheck,
  statusOf,
} from '../testing/index.js';

const submitted = () => openedPark().given(parkSubmission());
/** A park in Shenzhen, a separately planned city (计划单列市): the city and the province check. */
const inShenzhen = (more: readonly ReturnType<typeof command>[] = [], campaignId = 'park-creation-2023', at = on('2023-11-01')) =>
  freshWorld().given(
    command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '440300' }),
    ...more,
    opening({ programme: 'park', campaignId }, at, 'park-1'),
    parkSubmission(at.slice(0, 10)),
  );

describe('ApproveMaterials of a park’s application (notice 278 section 3(1) and (2))', () => {
  it('is the turn of the city first, then of the province', () => {
    const it = submitted();
    expect(statusOf(it)).toBe('MUNICIPAL_CHECK');
    const [first] = it.when(checking('municipal', '2023-11-08')).then('MaterialsApproved').thenWarns().events;
    expect(first?.data).toEqual({
      caseId: 'a',
      level: 'municipal',
      purpose: 'application',
      approver: '441900',
      selfApproval: false,
      afterWindow: false,
      reasons: '完整、真实、合规',
    });
    expect(statusOf(it)).toBe('PROVINCIAL_CHECK');
    const [second] = it.when(checking('provincial', '2023-11-09')).then('MaterialsApproved').events;
    expect(second?.data).toMatchObject({ level: 'provincial', approver: '440000' });
    expect(statusOf(it)).toBe('PROVINCIAL_APPROVED');
  });
  it('is refused to another authority, and out of turn', () => {
    const { refusal } = submitted().when(checking('provincial', '2023-11-08')).thenRefused('not-the-approver', 'notice-2023-278/3.2');
    expect(refusal?.details).toEqual({ level: 'municipal', approver: '441900' });
    submitted()
      .when({ ...checking('municipal', '2023-11-08'), by: municipality('440100') })
      .thenRefused('not-authorised');
    submitted()
      .given(checking('municipal', '2023-11-08'))
      .when(checking('municipal', '2023-11-09'))
      .thenRefused('not-the-approver', 'notice-2023-278/3.1');
    submitted()
      .when({ ...checking('municipal', '2023-11-08'), by: { ...municipality('441900'), role: 'provincial-authority' } })
      .thenRefused('not-the-approver', 'notice-2023-278/3.2');
  });
  it('is valid after the window, with a warning', () => {
    const it = submitted().given(checking('municipal', '2023-11-15'));
    const [event] = it.when(checking('provincial', '2023-11-16')).then('MaterialsApproved').thenWarns('approved-after-window').events;
    expect(event?.data).toMatchObject({ afterWindow: true });
    const basisOf = (level: 'municipal' | 'provincial', world: ReturnType<typeof submitted>, day: string) =>
      world.when(checking(level, day)).then('MaterialsApproved').thenWarns('approved-after-window').warnings[0]?.legalBasis;
    expect(basisOf('municipal', submitted(), '2023-11-16')).toEqual(['notice-2023-278/3.2']);
    expect(basisOf('provincial', submitted().given(checking('municipal', '2023-11-15')), '2023-11-16')).toEqual(['notice-2023-278/3.1']);
    expect(basisOf('municipal', municipalCheck(), '2023-11-11')).toEqual(['notice-2023-277/2.3']);
    expect(basisOf('provincial', provincialCheck(), '2023-11-11')).toEqual(['notice-2023-277/2.3']);
    const inTime = submitted().given(checking('municipal', '2023-11-15'));
    inTime.when(checking('provincial', '2023-11-15')).then('MaterialsApproved').thenWarns();
  });
  it('tells another authority nothing of a case, also where the command names a title beside it', () => {
    const refusalOn = (caseId: string) =>
      submitted().when(command(municipality('330100'), on('2023-11-08'), 'ApproveMaterials', { caseId, titleId: 't', reasons: '完整' }))
        .refusal;
    expect(refusalOn('a')?.code).toBe('not-authorised');
    expect(refusalOn('none')).toEqual(refusalOn('a'));
  });
  it('must name a case, or a title with a year', () => {
    for (const what of [{}, { caseId: 'a', titleId: 't' }, { titleId: 't-a' }, { caseId: 'a', titleId: 't-a', evaluationYear: 2025 }]) {
      const it = submitted();
      const outcome = it.when(command(municipality('441900'), on('2023-11-08'), 'ApproveMaterials', { ...what, reasons: '完整' }));
      expect(outcome.refusal?.code).toBe('caseId' in what ? 'case-or-evaluation' : 'unknown-id');
    }
  });
});

describe('ReturnMaterials of a park (notice 277 section 2(3))', () => {
  it('returns an application to the draft from either check, and it may be submitted again', () => {
    const it = submitted();
    const [event] = it.when(checking('municipal', '2023-11-08', 'ReturnMaterials')).then('MaterialsReturned').events;
    expect(event?.data).toEqual({
      caseId: 'a',
      level: 'municipal',
      purpose: 'application',
      approver: '441900',
      backTo: 'draft',
      reasons: '完整、真实、合规',
    });
    expect(statusOf(it)).toBe('DRAFT');
    it.given(parkSubmission('2023-11-09'), checking('municipal', '2023-11-10'));
    it.when(checking('provincial', '2023-11-10', 'ReturnMaterials')).then('MaterialsReturned');
    expect(statusOf(it)).toBe('DRAFT');
  });
  it('returns a pilot park’s review to the pilot', () => {
    const it = municipalCheck();
    const [event] = it.when(checking('municipal', '2023-10-25', 'ReturnMaterials')).then('MaterialsReturned').events;
    expect(event?.data).toMatchObject({ purpose: 'review', backTo: 'pilot' });
    expect(statusOf(it)).toBe('PILOT');
    it.when(parkRequest('2023-10-26')).then('ReviewRequested');
    municipalCheck()
      .when(checking('provincial', '2023-10-25', 'ReturnMaterials'))
      .thenRefused('not-the-approver', 'notice-2023-277/2.3');
  });
});

describe('the authority that checks a park’s materials (decision 9)', () => {
  it('is the provincial-level authority alone in a direct municipality', () => {
    const it = freshWorld().given(
      command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '310000' }),
      opening({ programme: 'park', campaignId: 'park-creation-2023' }, on('2023-11-01'), 'park-1'),
      parkSubmission(),
    );
    expect(statusOf(it)).toBe('PROVINCIAL_CHECK');
    it.when(command(municipality('310000'), on('2023-11-08'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' })).thenRefused(
      'not-the-approver',
      'notice-2023-278/3.1',
    );
    it.when(command(authority('310000'), on('2023-11-08'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' }))
      .then('MaterialsApproved')
      .thenWarns();
    expect(statusOf(it)).toBe('PROVINCIAL_APPROVED');
  });
  it('is the city, then the province, for a separately planned city', () => {
    const it = inShenzhen();
    it.given(command(municipality('440300'), on('2023-11-08'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' }));
    it.when(command(authority('440300'), on('2023-11-09'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' })).thenRefused(
      'not-the-approver',
      'notice-2023-278/3.1',
    );
    it.when(command(authority('440000'), on('2023-11-09'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' }))
      .then('MaterialsApproved')
      .thenWarns();
  });
  it('is the city itself if the campaign says so, with a warning', () => {
    const campaign = command(admin, on('2025-03-01'), 'OpenCampaign', {
      campaignId: 'parks-2025',
      programme: 'park',
      track: 'creation-application',
      year: 2025,
      documentNumber: '1号',
      opensAt: '2025-03-01T00:00:00+08:00',
      closesAt: '2025-04-01T00:00:00+08:00',
      approvers: { '440300': '440300' },
    });
    const it = inShenzhen([campaign], 'parks-2025', on('2025-03-05'));
    it.given(command(municipality('440300'), on('2025-03-06'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' }));
    const { events, warnings } = it
      .when(command(authority('440300'), on('2025-03-07'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' }))
      .then('MaterialsApproved')
      .thenWarns('self-approval');
    expect(events[0]?.data).toMatchObject({ selfApproval: true, approver: '440300' });
    expect(warnings[0]?.legalBasis).toEqual(['notice-2023-278/3.1']);
  });
});

describe('RequestReview of a park (notice 277 sections 2(3), 3(2) and 4(2))', () => {
  it('needs the window of a review campaign and three kinds of material, and leads to the city’s check', () => {
    const it = pilot();
    const [event] = it.when(parkRequest()).then('ReviewRequested').events;
    expect(event?.data).toMatchObject({ campaignId: 'park-review-2023', indicatorVersion: null, firstCheck: 'municipal' });
    const missing = pilot()
      .when(parkRequest('2023-10-20', { materials: [] }))
      .thenRefused('materials-missing', 'notice-2023-277/3.2');
    expect(missing.refusal?.details).toEqual({
      missing: ['review-application-document', 'review-application-form', 'self-assessment-report'],
    });
    pilot().when(parkRequest('2023-11-12')).thenRefused('outside-campaign-window', 'notice-2023-277/4.2');
    pilot().when(parkRequest('2024-02-01')).thenRefused('no-review-campaign', 'notice-2023-277/4.2');
    pilot()
      .when(parkRequest('2023-10-20', { campaignId: 'park-creation-2023' }))
      .thenRefused('no-review-campaign', 'notice-2023-277/4.2');
  });
  it('waits for the province alone in the provincial check', () => {
    provincialCheck().when(checking('municipal', '2023-10-26')).thenRefused('not-the-approver', 'notice-2023-277/2.3');
  });
});
