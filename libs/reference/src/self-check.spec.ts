import { fresh } from './testing/fresh.js';

const system = { role: 'system', org: 'MIIT', person: 'system' };
const found = (more: object = {}, by = system) => ({
  by,
  at: '2026-03-02T01:05:00Z',
  do: 'RecordSelfCheckFinding',
  with: { findingId: '0'.repeat(16), kind: 'read-model', position: 12, subject: 'query.dossiers', ...more },
});

describe('a finding of the self-check (decisions 46)', () => {
  it('is one event, however often the check finds it', () => {
    const it = fresh();
    it.when(found()).then('SelfCheckFailed');
    it.when(found()).thenRefused('finding-recorded');
    it.when(found({ findingId: '1'.repeat(16), kind: 'permissions', position: null, subject: 'table vault' })).then('SelfCheckFailed');
  });
  it('is told by the system alone', () => {
    for (const role of ['system-admin', 'audit-admin', 'auditor', 'ministry-admin'])
      fresh()
        .when(found({}, { ...system, role }))
        .thenRefused('not-authorised');
  });
});
