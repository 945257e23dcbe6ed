import { createPublicKey, verify } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { verifierOf } from './keys.js';
import { isSigned, sm2Secret, sm2Signer } from './sm2.js';
import { testSm2Signer } from './testing/index.js';

/** GB/T 32918.5, A.2: the curve recommended by the standard, id 1234567812345678, message "message digest". */
const D = '3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8'.toLowerCase();
const K = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
const E = 'F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640'.toLowerCase();
const R = 'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3';
const S = 'B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA';
const MESSAGE = Buffer.from('message digest');
/** Both numbers begin with a bit that is set, so each has a zero byte before it. */
const DER = Buffer.from(`3046022100${R}022100${S}`, 'hex');
const PUBLIC = sm2.getPublicKeyFromPrivateKey(D);

describe('SM2 with SM3', () => {
  it('agrees with the vector of GB/T 32918.5', () => {
    expect(isSigned(MESSAGE, DER, PUBLIC)).toBe(true);
    expect(isSigned(Buffer.from('message digesT'), DER, PUBLIC)).toBe(false);
    expect(sm2.getHash(new Uint8Array(MESSAGE), PUBLIC, '1234567812345678')).toBe(E);
  });

  it('signs the vector as the standard does, with its number k', () => {
    const x1 = 0x04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73n;
    const signature = sm2.doSignature(new Uint8Array(MESSAGE), D, {
      hash: true,
      der: true,
      publicKey: PUBLIC,
      userId: '1234567812345678',
      pointPool: [{ ...sm2.getPoint(), k: K, x1 }],
    });
    expect(signature).toBe(DER.toString('hex'));
  });

  it('is opened by its vkey and by no other', async () => {
    const [one, two] = [testSm2Signer('log', 2), testSm2Signer('log', 3)];
    const signature = await one.sign('text\n');
    expect(verifierOf(one.vkey).verify('text\n', signature)).toBe(true);
    expect(verifierOf(one.vkey).verify('texts\n', signature)).toBe(false);
    expect(verifierOf(two.vkey).verify('text\n', signature)).toBe(false);
  });

  it('takes one spelling of a signature', () => {
    const signer = sm2Signer('log', 0xff, sm2Secret(Buffer.from(D, 'hex')));
    const { verify: isGood } = verifierOf(signer.vkey);
    expect(isGood('message digest', DER)).toBe(true);
    const spelled = (hex: string) => isGood('message digest', Buffer.from(hex, 'hex'));
    const zeros = '00'.repeat(32);
    expect([
      spelled(`${DER.toString('hex')}00`),
      spelled(`30820046022100${R}022100${S}`),
      spelled(`304702220000${R}022100${S}`),
      spelled(`30440220${R}0220${S}`),
      spelled(`3026022100${R}020100`),
      spelled(`3046022100${zeros}022100${S}`),
      spelled(''),
      spelled('30'),
    ]).toEqual(Array(8).fill(false));
  });

  it('is not what node:crypto verifies: that is plain ECDSA', async () => {
    const signer = sm2Signer('log', 0xff, sm2Secret(Buffer.from(D, 'hex')));
    const spki = Buffer.concat([Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex'), Buffer.from(PUBLIC, 'hex')]);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify('sm3', MESSAGE, key, await signer.sign('message digest'))).toBe(false);
  });
});
