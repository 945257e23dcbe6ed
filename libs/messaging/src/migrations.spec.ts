import { hash } from 'node:crypto';
import { authenticInbox, comparedInbox, inboxMigration, publisherMigrations } from './migrations.js';

describe('the migrations of messaging', () => {
  it('keep the names, the order and the checksums that databases have recorded', () => {
    const all = [
      ...publisherMigrations,
      inboxMigration('query', 'minglu_query'),
      authenticInbox('query'),
      comparedInbox('query', 'minglu_audit'),
    ];
    expect(all.map(({ name, sql }) => [name, hash('sha256', sql)])).toEqual([
      ['messaging/0001-publisher', '24debfee4250d50fc01b0be2e50bce18f3000d0d6435d06438fa556bcf3e5d0a'],
      ['messaging/0003-set-aside', '65f2294f859c5e9b8625922a8bac546cd73b16b1847745baf4398374ce0b28d0'],
      ['messaging/0003-topics', '217a506f4bfbbeaa90cfa4bd6893e5d73316ae9dcb4ea7972d5209b6d29a7942'],
      ['messaging/0005-watermarks', '68062551d9160dcc2943d6866bf0ecd148e286462f2d0a761026cdf78f3dcc74'],
      ['messaging/0006-reconciliation', 'ea4f55c7d5e77f8e7f3bda87dd4ac22c6487a57410006a727b7dc387df403e52'],
      ['messaging/0007-epoch-records', 'dd53ab87214e36cd58bb6223032d8f6e914d76e855b4621e7137018f5c03910c'],
      ['messaging/0009-checkpoints', '262e68f3af707ff89645308751bb7888ff57d890c05bdfa85b902cecbc058112'],
      ['messaging/0002-inbox-query', '48fdf90b74d60e1b02fbd72dc15715363fd44c72d36fbd360a6326ffd2ea352a'],
      ['messaging/0004-authentic-query', 'c580f3eb30d35ce6223d05d7e73222810aa3a6a1f6dc9a97014ef7bf2f1feb2a'],
      ['messaging/0008-compared-query', '6f059f187fe35e866080c5ae467c14b45631050949960285f24c666adf1ef5f5'],
    ]);
  });
});
