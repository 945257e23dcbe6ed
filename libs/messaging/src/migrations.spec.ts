import { hash } from 'node:crypto';
import { inboxMigrations, publisherMigrations } from './migrations.js';

describe('the migrations of messaging', () => {
  it('keep the names, the order and the checksums that databases have recorded', () => {
    const all = [...publisherMigrations, ...inboxMigrations('query', 'minglu_query')];
    expect(all.map(({ name, sql }) => [name, hash('sha256', sql)])).toEqual([
      ['messaging/0001-publisher', '24debfee4250d50fc01b0be2e50bce18f3000d0d6435d06438fa556bcf3e5d0a'],
      ['messaging/0002-inbox-query', '48fdf90b74d60e1b02fbd72dc15715363fd44c72d36fbd360a6326ffd2ea352a'],
      ['messaging/0003-authentic-query', 'd262f04e880fe9c55bc3ea08d45b286e40c27f6143fca941b9bfce593cc2d0e2'],
    ]);
  });
});
