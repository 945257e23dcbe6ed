import { hash } from 'node:crypto';
import { eventStoreMigrations } from './migrations.js';

describe('the migrations of the event log', () => {
  it('keep the names, the order and the checksums that databases have recorded', () => {
    expect(eventStoreMigrations.map(({ name, sql }) => [name, hash('sha256', sql)])).toEqual([
      ['event-store/0001-log', '27c93fbba6cd43449f31dc73b061b66308f5d4d2bf9fd46891976394d976978f'],
      ['event-store/0002-append', '066c33c30687ad04277fff69ca9c0f23c775c0e3d0c8011fccb3d0e8d86ef888'],
      ['event-store/0003-immutable', 'a8c167279406071354a40716a82055aa0f1451bb2ab294a22a242faaa9746889'],
      ['event-store/0004-audit-claims', 'd58f7e709b000339b695dbd7907e426f15b3a37c1385a677ca9e8098e2f1caf8'],
      ['event-store/0005-public', '0bd7190fd0ec89aaab91f5144592297535603eec77c31a88c6a7c738c66aa673'],
      ['event-store/0006-identity', 'e8854b179889d2c491781d82a7f6f49c70a38e574611efc253884a5f50395ee6'],
      ['event-store/0007-place-and-time', 'fb3ed6be05615a452d740e9fe1a8410ed831783b0cc65620377e7f4988d52323'],
      ['event-store/0008-places', '3b32f8d9f0b6cb5f595ff1c908ba13156d011c770c4ca5e94c4fc21275736222'],
      ['event-store/0009-append-probe', '60ecf8e1d554549d2c6f2d1aeeaa43b6cc8049b5ebda9647625d27ac1673041e'],
      ['event-store/0010-key-checks', '58816e6e1332d6964b94903fa7ec20a8f47ec435a03213268b4e951fd09faeb8'],
      ['event-store/0011-append-lock', '0599c9c7b1c194aa2a0ce71c06ef12a00489d114cedf7f8b226c6b9ccfa6ef33'],
      ['event-store/0012-epochs', 'e12c8449b5c35a872e93623bddc485fd9cd1521bb5933d6d2ba2e9be8ef80ccc'],
      ['event-store/0013-persons', '9a36f924d509ce2a68bd5be106e332c1adc6a884dd56af92849eb1b656ef692e'],
      ['event-store/0014-append-at-once', '45ebb79042010e8a81f3e553db9b56e4c61cb94a16c39115052898aad09da93b'],
    ]);
  });
});
