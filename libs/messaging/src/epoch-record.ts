import { hash } from 'node:crypto';
import { CLOUD_EVENT_SOURCE, canonicalJson } from '@minglu/event-store';
import type { IHeaders } from 'kafkajs';
import type { Unsigned } from './record-signature.js';

/** The type of a record that says where a key parts from a branch that is no more. It is no event of the log. */
export const EPOCH_RECORD = 'EpochBegan';

/** Where a key of a topic parts: up to this version both branches have the same events. */
export interface Fork {
  readonly topic: string;
  readonly key: string;
  /** The last `publicversion` that holds on the public topic, the last `streamversion` on the others; 0 if none does. */
  readonly version: number;
  /** The hash that the next event of the key names as its predecessor; null if it is the first. */
  readonly predecessor: string | null;
}

/** An epoch of the log, with the instant at which it began. */
export interface BegunEpoch {
  readonly epoch: number;
  readonly after: number;
  /** Content hash of the event at `after` in hexadecimal. */
  readonly hash: string;
  readonly begunAt: string;
}

/**
 * The record of a key for readers of its topic. Events of lower epochs with higher versions of the key are no more.
 *
 * The public one shows neither position nor content hash: both would betray events that are not public. It counts in
 * `publicversion`, so a subscriber that does not know the type takes it for a duplicate. Its id depends on all it says.
 */
export const epochRecord = (
  { key, version, predecessor }: Fork,
  { epoch, after, hash: at, begunAt }: BegunEpoch,
  logId: string,
  audience: 'public' | 'internal',
): Unsigned => {
  const place = audience === 'public' ? { publicversion: version } : { streamversion: version, after, hash: at };
  const value = canonicalJson({ epoch, predecessor, ...place });
  const versions: Record<string, string> =
    audience === 'public' ? { ce_publicversion: String(version), publicversion: String(version) } : { streamversion: String(version) };
  return {
    key,
    value,
    headers: {
      ce_specversion: '1.0',
      ce_id: idOf(logId, audience, key, value),
      ce_type: EPOCH_RECORD,
      ce_source: CLOUD_EVENT_SOURCE,
      ce_subject: key,
      ce_time: begunAt,
      ce_dataschema: 'urn:minglu:record:EpochBegan:v1',
      'content-type': 'application/json',
      ce_logid: logId,
      ce_epoch: String(epoch),
      ...(predecessor === null ? {} : { ce_predecessor: predecessor }),
      ...versions,
    },
  };
};

/** A UUID of version 8, made of a hash. */
const idOf = (...texts: readonly string[]): string => {
  const bytes = hash('sha256', texts.join('\n'), 'buffer');
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

export const isEpochRecord = ({ headers }: { readonly headers?: IHeaders | undefined }): boolean =>
  headers?.['ce_type']?.toString() === EPOCH_RECORD;
