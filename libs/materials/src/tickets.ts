import { hash } from 'node:crypto';
import type { Depositor } from './port.js';

/** The person of each deposit with a ticket. */
export const ANONYMOUS = 'anonymous';

/**
 * The depositor of an upload without a token. The public is no organisation: an upload belongs to the holder of its ticket, which only the
 * sender gets. Only the digest of the ticket is kept.
 */
export const depositorOf = (ticket: string): Depositor => ({ person: ANONYMOUS, org: `ticket-${hash('sha256', ticket).slice(0, 32)}` });
