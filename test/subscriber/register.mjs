// A register of current titles, built from the public topic. Settings: KAFKA_BROKERS, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, KAFKA_TLS_CA
// (a file), TOPIC (minglu.public.v1), STATE (a file), KEYS (the public keys of the publisher, with commas between them).
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { hashOf, verifier } from './verify.mjs';

const { KAFKA_BROKERS, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, KAFKA_TLS_CA } = process.env;
const { KEYS, TOPIC = 'minglu.public.v1', STATE = 'register.json' } = process.env;
const isGenuine = verifier(KEYS);
/** The offsets (partition → next offset) are stored with the titles. Without the file it reads the topic from the beginning. */
const state = existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : { offsets: {}, titles: {}, versions: {}, gaps: [] };
/** By the corrected event. A correction has a stream of its own, so it may come before the title. */
state.corrections ??= {};
/** The hash of the last event of each case, and the refused records with the reasons. */
state.hashes ??= {};
state.refused ??= [];
const SHOWN = { applicantName: 'name', effectiveDate: 'since', conferredOn: 'since' };
/** Atomic: the new file is flushed to disk and then renamed. */
const save = () => {
  writeFileSync(`${STATE}.new`, JSON.stringify(state), { flush: true });
  renameSync(`${STATE}.new`, STATE);
};
const take = (record) => {
  const { key, value, headers, offset } = record;
  const refuse = (why) => void state.refused.push({ key: String(key), offset, why });
  if (!isGenuine(record)) return refuse('not signed by the publisher');
  const [stream, version, hash] = [key.toString(), Number(headers.ce_publicversion), hashOf(record)];
  const last = state.versions[stream] ?? 0;
  if (version === last && hash !== state.hashes[stream]) return refuse('another event than the one that was taken');
  if (version <= last) return; // a duplicate
  if (version === last + 1 && headers.ce_predecessor?.toString() !== state.hashes[stream]) return refuse('follows another event');
  if (version > last + 1) state.gaps.push({ stream, missing: [last + 1, version - 1] });
  [state.versions[stream], state.hashes[stream]] = [version, hash];
  const [id, type, data] = [headers.ce_id.toString(), headers.ce_type.toString(), JSON.parse(value.toString())];
  if (type === 'TitleConferred' || type === 'LegacyTitleImported')
    state.titles[data.titleId] = { name: data.applicantName, since: data.effectiveDate ?? data.conferredOn, id, ...state.corrections[id] };
  else if (type === 'ExitAnnounced') delete state.titles[data.titleId];
  else if (type === 'CorrectionPublished' && data.field in SHOWN && 'value' in data) {
    const of = data.targetEventId.toLowerCase();
    state.corrections[of] = { ...state.corrections[of], [SHOWN[data.field]]: data.value };
    for (const title of Object.values(state.titles)) if (title.id === of) Object.assign(title, state.corrections[of]);
  }
};
// Each start uses a new consumer group and commits no offsets: only the file has the next offsets.
const sasl = { mechanism: 'scram-sha-256', username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD };
const ssl = KAFKA_TLS_CA ? { ca: readFileSync(KAFKA_TLS_CA, 'utf8') } : false;
const kafka = new kafkajs.Kafka({ brokers: KAFKA_BROKERS.split(','), sasl, ssl, logLevel: 1 });
const consumer = kafka.consumer({ groupId: `subscriber-title-register-${randomUUID()}` });
consumer.on('consumer.group_join', ({ payload: { memberAssignment } }) => {
  for (const part of memberAssignment[TOPIC] ?? []) consumer.seek({ topic: TOPIC, partition: part, offset: state.offsets[part] ?? '0' });
});
await consumer.connect();
await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
const eachBatch = async ({ batch }) => {
  batch.messages.forEach(take);
  state.offsets[batch.partition] = String(BigInt(batch.lastOffset()) + 1n);
  save();
};
await consumer.run({ autoCommit: false, eachBatch }); // may be killed at any time
