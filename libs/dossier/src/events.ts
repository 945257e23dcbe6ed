import type { EventOf } from '@minglu/kernel';
import { accountabilityEvents } from './accountability/index.js';
import { applicationEvents } from './application/index.js';
import { creationEvents } from './creation/index.js';
import { deadlineEvents } from './deadlines/index.js';
import { evaluationEvents } from './evaluation/index.js';
import { publicityEvents } from './publicity/index.js';
import { reviewEvents } from './review/index.js';
import { titleEvents } from './title/index.js';

/** Every event that a dossier (案卷) can hold. */
export const dossierEvents = {
  ...applicationEvents,
  ...creationEvents,
  ...reviewEvents,
  ...publicityEvents,
  ...titleEvents,
  ...evaluationEvents,
  ...accountabilityEvents,
  ...deadlineEvents,
};
export type DossierEvent = EventOf<typeof dossierEvents>;
