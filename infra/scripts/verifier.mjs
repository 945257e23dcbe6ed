// `npm run verifier`: writes the offline verifier, one file to hand over.
import { statSync } from 'node:fs';
import { VERIFIER, bundleVerifier } from '../build/verifier.mjs';
import { bootstrap } from './bootstrap.mjs';
import { ROOT, inProject } from './lib/project.mjs';

await bootstrap({ build: false });
await bundleVerifier(ROOT);
process.stdout.write(`${VERIFIER} (${Math.round(statSync(inProject(VERIFIER)).size / 1024)} KB)\n`);
