import { admin, approver, city, command, dossierOf, freshWorld, officer, on, opening, pilot, statusOf } from '../testing/index.js';

describe('ImportPilotPark (notice 277 section 1(2); notice 278 section 3(5))', () => {
  const pilotOf = (more: Record<string, unknown> = {}) =>
    command(admin, on('2023-10-16', '11:00:00'), 'ImportPilotPark', {
      caseId: 'b',
      parkId: 'park-1',
      documentNumber: '工信厅信发函〔2020〕280号',
      startDate: '2021-01-01',
      ...more,
    });
  const registered = () =>
    freshWorld().given(command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '441900' }));
  it('opens the case of a registered park, without a cycle', () => {
    const it = registered();
    const [event] = it.when(pilotOf()).then('PilotParkImported').events;
    expect(event?.data).toMatchObject({ applicant: 'park-1', cityCode: '441900', provinceCode: '440000', startDate: '2021-01-01' });
    expect(dossierOf(it, 'b')).toMatchObject({ status: 'PILOT', origin: 'pilot', deadlines: [], creation: { cycleEnd: null } });
  });
  it('takes effect on its start date, before its entry', () => {
    expect(registered().when(pilotOf()).then('PilotParkImported').events[0]!.occurredAt).toBe('2020-12-31T16:00:00.000Z');
  });
  it('is possible once, and the park need not apply again', () => {
    const it = registered().given(pilotOf());
    it.when({
      ...opening({ programme: 'park', campaignId: 'park-creation-2023', applicant: 'park-1', caseId: 'c' }, on('2023-11-01')),
      by: city('park-1'),
    }).thenRefused('dossier-already-open', 'notice-2023-278/3.5');
    it.when(pilotOf({ caseId: 'c' })).thenRefused('dossier-already-open', 'notice-2023-278/3.5');
    expect(statusOf(pilot())).toBe('PILOT');
  });
  it('needs a registered park and a start date that has come', () => {
    registered()
      .when(pilotOf({ parkId: 'park-9' }))
      .thenRefused('unknown-id');
    registered()
      .when(pilotOf({ startDate: '2023-10-17' }))
      .thenRefused('date-in-future', 'notice-2023-277/1.2');
  });
  it('waits for the cooling-off period after an earlier pilot, if the ministry has set one', () => {
    pilot()
      .given(
        command(approver, on('2023-10-18'), 'ClosePilot', { caseId: 'a', documentNumber: '2号', reasons: '试点到期' }),
        command(admin, on('2023-10-18'), 'SetPolicy', { key: 'policy/cooling-off-months', value: 3, documentNumber: '3号' }),
      )
      .when({ ...pilotOf({ caseId: 'c' }), at: on('2023-10-20') })
      .thenRefused('cooling-off', 'policy/cooling-off-months');
  });
  it('is possible only for the ministry’s administrator, under an unused id', () => {
    registered()
      .when({ ...pilotOf(), by: officer })
      .thenRefused('not-authorised', 'notice-2023-277/1.2');
    pilot()
      .when(pilotOf({ caseId: 'a' }))
      .thenRefused('id-taken');
  });
});
