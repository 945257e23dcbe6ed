import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const record = (by = admin) => ({
  by,
  at: '2025-01-02T09:00:00+08:00',
  do: 'RecordClockFault',
  with: { reason: '服务器时钟曾快一个月' },
});

describe('RecordClockFault', () => {
  it('records why the last instants of the log were wrong, as often as that happens', () => {
    const it = fresh();
    for (let n = 0; n < 2; n += 1) it.when(record()).then('ClockFaultRecorded').thenWarns();
  });
  it('is reserved to the ministry administrator', () => {
    for (const by of [
      { ...admin, org: '440000' },
      { ...admin, role: 'ministry-officer' },
      { ...admin, role: 'system' },
    ])
      fresh().when(record(by)).thenRefused('not-authorised', 'measure-2022/4');
  });
});
