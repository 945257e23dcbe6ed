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
type DossierAct = (typeof acts)[number];

const inTableOrder = <A extends DossierAct>(some: readonly A[]): readonly A[] =>
  [...some].sort((one, other) => COMMANDS.indexOf(one.command) - COMMANDS.indexOf(other.command));

/** Every act on a dossier, in the order of the table. */
export const dossierActs: readonly DossierAct[] = inTableOrder(acts);

/** The acts of each chapter, in the order of the table. */
export const actsByChapter: Readonly<Record<string, readonly DossierAct[]>> = Object.fromEntries(
  Object.entries({ application, creation, review, publicity, title, evaluation, accountability, deadlines }).map(([chapter, own]) => [
    chapter,
    inTableOrder(Object.values(own)),
  ]),
);
