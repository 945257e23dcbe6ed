import { hash } from 'node:crypto';
import type { Depositor } from './port.js';

/**
 * The depositor of an upload without a token. The public is no organisation: an upload belongs to the holder of its ticket, which only the
 * sender gets. Only the digest of the ticket is kept.
 */
export const depositorOf = (ticket: string): Depositor => ({ person: 'anonymous', org: `ticket-${hash('sha256', ticket).slice(0, 32)}` });
