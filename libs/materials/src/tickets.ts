import { hash } from 'node:crypto';
import type { Depositor } from './port.js';

/**
 * The depositor of an upload without a token. The public is no organisation: its uploads belong to whoever has the ticket, which the sender
 * alone is told. Only the digest of the ticket is kept.
 */
export const depositorOf = (ticket: string): Depositor => ({ person: 'anonymous', org: `ticket-${hash('sha256', ticket).slice(0, 32)}` });
