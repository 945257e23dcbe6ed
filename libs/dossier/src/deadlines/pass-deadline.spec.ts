import {
  command,
  dossierOf,
  filing,
  imported,
  inPublicity,
  officer,
  on,
  passing,
  PUBLICITY_ENDS,
  statusOf,
  supplementRequested,
} from '../testing/index.js';

describe('PassDeadline', () => {
  it('closes the window at its end, even if the command comes later', () => {
    const it = inPublicity();
    const [event] = it.when(passing(it, 'publicity-window', 'a', on('2025-10-20'))).then('PublicityClosed').events;
    expect(event).toMatchObject({
      occurredAt: PUBLICITY_ENDS,
      legalBasis: ['measure-2022/18', 'civil-code/201', 'civil-code/203'],
      data: { result: 'clear' },
    });
    expect(dossierOf(it)).toMatchObject({ status: 'CLEARED', deadlines: [] });
  });
  it('closes the notice as contested if an objection is open', () => {
    const it = inPublicity().given(filing());
    expect(it.when(passing(it, 'publicity-window')).then('PublicityClosed').events[0]?.data).toMatchObject({ result: 'contested' });
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
  it('takes the provisions of its events from the deadline', () => {
    const it = imported('a', '330100', '2023-01-05');
    expect(it.when(passing(it, 'creation-cycle')).events[0]).toMatchObject({
      type: 'CreationCycleEnded',
      occurredAt: '2025-01-10T16:00:00.000Z',
      legalBasis: ['measure-2022/15', 'civil-code/202', 'civil-code/203'],
    });
    expect(it.when(passing(it, 'review-request')).events[0]).toMatchObject({
      type: 'CreationCycleOverdue',
      legalBasis: ['policy/review-request-months', 'civil-code/202'],
    });
    const asked = supplementRequested('2023-11-20');
    expect(asked.when(passing(asked, 'supplement')).events[0]).toMatchObject({
      type: 'SupplementOverdue',
      legalBasis: ['measure-2022/11'],
    });
  });
  it('refuses a deadline that is not reached, has moved, or belongs to another subject', () => {
    const it = inPublicity();
    const due = passing(it, 'publicity-window');
    it.when({ ...due, at: on('2025-10-10', '23:59:59') }).thenRefused('deadline-not-standing', 'civil-code/203');
    it.when({ ...due, with: { ...due.with, endsAt: '2025-10-09T16:00:00.000Z' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, of: 'p2' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, kind: 'rectification' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, endsAt: '2025-10-11T00:00:00+08:00' } }).then('PublicityClosed');
  });
  it('refuses the old deadline after a correction has moved the window', () => {
    const it = inPublicity();
    const due = passing(it, 'publicity-window');
    it.given(
      command(officer, on('2025-09-28'), 'CorrectPublicity', {
        publicityId: 'p1',
        newPublicityId: 'p2',
        reason: '错字',
        portalUrl: 'https://www.miit.gov.cn/p2',
      }),
    );
    it.when(due).thenRefused('deadline-not-standing', 'civil-code/203');
  });
  it('allows only the system to send it', () => {
    const it = inPublicity();
    it.when({ ...passing(it, 'publicity-window'), by: officer }).thenRefused('not-authorised', 'measure-2022/18');
  });
});
