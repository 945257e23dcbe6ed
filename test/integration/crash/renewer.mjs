/** A process to be killed. `node renewer.mjs <data folder>` says that it begins, and makes a new key of the vault. */
import { writeSync } from 'node:fs';
import { renewVaultKey } from '../../../dist/libs/casework/src/index.js';

writeSync(1, '.');
renewVaultKey(process.argv[2]);
