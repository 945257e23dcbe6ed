// The project's root, the Node that it needs, and where the user stands.
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeIsTooOld } from './decide.mjs';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
export const inProject = (...parts) => join(ROOT, ...parts);

/** The scripts' exit codes; `npm start` adds its own (see apps/standalone/src/supervisor-options.ts). */
export const EXIT = { passed: 0, failed: 1, usage: 2, setUp: 6, interrupted: 130 };

/**
 * Events are parsed by the hundred thousand and few are kept. With a young generation of 64 MB most are free before a collection.
 * Options of the caller stay.
 */
export const NODE_OPTIONS = ['--max-semi-space-size=64', process.env.NODE_OPTIONS].filter(Boolean).join(' ');

/** npm runs scripts in the project's root and keeps the folder that the user called it from. */
export function userFolder() {
  const here = process.cwd();
  return here === ROOT ? process.env.INIT_CWD || here : here;
}

/** TMPDIR may name a folder that is not there, or not ours. */
export function temporaryFolder() {
  return [tmpdir(), '/tmp', '/var/tmp'].find(isWritable) ?? ROOT;
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function requireNode() {
  if (!nodeIsTooOld(process.versions.node)) return;
  process.stderr.write(`minglu: Node ${process.versions.node} is too old, 20.19 or later is needed.\n`);
  process.exit(EXIT.usage);
}
