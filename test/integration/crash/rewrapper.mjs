/**
 * A process to be killed. `node rewrapper.mjs <database url> <new key> <previous key> <request key>` rewraps the vault key by key, and prints a
 * point for each.
 */
import { writeSync } from 'node:fs';
import { rewrapVault } from '../../../dist/libs/system/src/index.js';

const [databaseUrl, ...hex] = process.argv.slice(2);
const [vault, vaultPrevious, requests] = hex.map((one) => Buffer.from(one, 'hex'));
const { left } = await rewrapVault(databaseUrl, { vault, vaultPrevious, requests }, () => writeSync(1, '.'), 1);
process.exit(left === 0 ? 0 : 1);
