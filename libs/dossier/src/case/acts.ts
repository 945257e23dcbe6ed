import * as accountability from '../accountability/index.js';
import * as application from '../application/index.js';
import * as creation from '../creation/index.js';
import * as deadlines from '../deadlines/index.js';
import * as evaluation from '../evaluation/index.js';
import * as publicity from '../publicity/index.js';
import * as review from '../review/index.js';
import * as title from '../title/index.js';
import { COMMANDS } from './table.js';

const acts = Object.values({
  ...application,
  ...creation,
  ...review,
  ...publicity,
  ...title,
  ...evaluation,
  ...accountability,
  ...deadlines,
});

/** Every act on a dossier, in the order of the table. */
export const dossierActs: readonly (typeof acts)[number][] = acts.sort(
  (one, other) => COMMANDS.indexOf(one.command) - COMMANDS.indexOf(other.command),
);
