import { authorities, type Authority } from './authority.js';
import { colleaguesOf } from './colleagues.js';

const ROLE = 'ministry-approver';
const SELF = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' } as const;
const granted = (over: Partial<Authority['grants'][number]> = {}, revoked: Authority['revoked'] = []): Authority => ({
  ...authorities.initial,
  grants: [{ grantId: 'g', role: ROLE, org: 'MIIT', from: '2026-01-01', until: null, ...over }],
  revoked,
});
const found = (authority: Authority, person = 'officer-2') =>
  colleaguesOf(SELF, ROLE, [[person, authority]], '2026-03-02').map((one) => one.person);

describe('the colleagues who may act in a role', () => {
  it('are those to whom it is granted today, with the last day of the grant', () => {
    expect(colleaguesOf(SELF, ROLE, [['officer-2', granted({ until: '2026-03-02' })]], '2026-03-02')).toEqual([
      { person: 'officer-2', until: '2026-03-02' },
    ]);
  });
  it('are none whose grant has not begun, has ended, or is of another role or organisation', () => {
    for (const over of [{ from: '2026-03-03' }, { until: '2026-03-01' }, { role: 'auditor' }, { org: '120000' }])
      expect(found(granted(over))).toEqual([]);
  });
  it('are none whose role was revoked', () => {
    expect(found(granted({}, [{ role: ROLE, org: 'MIIT' }]))).toEqual([]);
  });
  it('are neither the caller nor the person for whom he acts', () => {
    expect(found(granted(), 'officer-1')).toEqual([]);
    expect(colleaguesOf({ ...SELF, onBehalfOf: 'officer-2' }, ROLE, [['officer-2', granted()]], '2026-03-02')).toEqual([]);
  });
});
