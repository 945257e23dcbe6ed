import { fresh } from './testing/fresh.js';

const system = { role: 'system', org: 'MIIT', person: 'system' };
const minute = (from: string, by = system) => ({
  by,
  at: '2026-03-02T01:05:00Z',
  do: 'RecordRefusedSignIns',
  with: { from, refusals: 7, sources: [{ source: '0123456789abcdef', refusals: 5 }] },
});

describe('the refused sign-ins of a minute (decisions 46)', () => {
  it('are one event, however many there were', () => {
    const it = fresh();
    it.when(minute('2026-03-02T01:00:00.000Z')).then('SignInsRefused');
    it.when(minute('2026-03-02T01:00:00.000Z')).thenRefused('minute-recorded');
    it.when(minute('2026-03-02T01:01:00.000Z')).then('SignInsRefused');
  });
  it('begin with a minute, and are told by the system alone', () => {
    fresh().when(minute('2026-03-02T01:00:30.000Z')).thenRefused('not-a-minute');
    fresh()
      .when(minute('2026-03-02T01:00:00.000Z', { ...system, role: 'security-admin' }))
      .thenRefused('not-authorised');
  });
});
