// A register of current titles, built from the public topic. Settings: KAFKA_BROKERS, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, KAFKA_TLS_CA
// (a file), TOPIC (minglu.public.v1), STATE (a file), KEYS (the public keys of the publisher, with commas between them).
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { hashOf, verifier } from './verify.mjs';

const { KAFKA_BROKERS, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, KAFKA_TLS_CA } = process.env;
const { KEYS, TOPIC = 'minglu.public.v1', STATE = 'register.json' } = process.env;
const isGenuine = verifier(KEYS);
/** Per case: the last version with its hash, the events that matter here, and the epoch records. The refused records with the reasons. */
const empty = { offsets: {}, titles: {}, versions: {}, hashes: {}, events: {}, forks: {}, gaps: [], refused: [] };
/** The offsets (partition → next offset) are stored with the titles. Without the file, or with an older one, it reads the topic from the beginning. */
const stored = existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : empty;
const state = stored.events ? stored : empty;
const SHOWN = { applicantName: 'name', effectiveDate: 'since', conferredOn: 'since' };
const RELEVANT = ['TitleConferred', 'LegacyTitleImported', 'ExitAnnounced', 'CorrectionPublished'];
/** The titles that follow from the events. A correction has a stream of its own, so it may come before the title. */
const titles = () => {
  const [all, corrections, current] = [Object.values(state.events).flat(), {}, {}];
  for (const { type, data } of all)
    if (type === 'CorrectionPublished' && data.field in SHOWN && 'value' in data)
      (corrections[data.targetEventId.toLowerCase()] ??= {})[SHOWN[data.field]] = data.value;
  for (const { type, id, data } of all)
    if (type === 'ExitAnnounced') delete current[data.titleId];
    else if (data.titleId)
      current[data.titleId] = { name: data.applicantName, since: data.effectiveDate ?? data.conferredOn, id, ...corrections[id] };
  return current;
};
/** Atomic: the new file is flushed to disk and then renamed. */
const save = () => {
  writeFileSync(`${STATE}.new`, JSON.stringify({ ...state, titles: titles() }), { flush: true });
  renameSync(`${STATE}.new`, STATE);
};
/** The log was restored from an older copy: the events of the case after this version are no more. Others follow. */
const goBack = (stream, epoch, version, predecessor) => {
  const forks = (state.forks[stream] ??= []);
  if (forks.some((fork) => fork.epoch >= epoch)) return; // a duplicate
  forks.push({ epoch, version });
  if (!(state.versions[stream] > version)) return;
  process.stdout.write(`${stream}: versions ${version + 1} to ${state.versions[stream]} are no more, since epoch ${epoch} of the log\n`);
  [state.versions[stream], state.hashes[stream]] = [version, predecessor];
  state.events[stream] = state.events[stream]?.filter((event) => event.version <= version);
  state.gaps = state.gaps.filter((gap) => gap.stream !== stream || gap.missing[0] <= version);
};
const take = (record) => {
  const { key, value, headers, offset } = record;
  const refuse = (why) => void state.refused.push({ key: String(key), offset, why });
  if (!isGenuine(record)) return refuse('not signed by the publisher');
  const [stream, version, epoch] = [key.toString(), Number(headers.ce_publicversion), Number(headers.ce_epoch)];
  const [id, type, predecessor] = ['ce_id', 'ce_type', 'ce_predecessor'].map((name) => headers[name]?.toString());
  if (type === 'EpochBegan') return goBack(stream, epoch, version, predecessor);
  if (state.forks[stream]?.some((fork) => epoch < fork.epoch && version > fork.version)) return; // of a branch that is no more
  const [last, hash] = [state.versions[stream] ?? 0, hashOf(record)];
  if (version === last && hash !== state.hashes[stream]) return refuse('another event than the one that was taken');
  if (version <= last) return; // a duplicate
  if (version === last + 1 && predecessor !== state.hashes[stream]) return refuse('follows another event');
  if (version > last + 1) state.gaps.push({ stream, missing: [last + 1, version - 1] });
  [state.versions[stream], state.hashes[stream]] = [version, hash];
  const data = JSON.parse(value.toString());
  if (RELEVANT.includes(type)) (state.events[stream] ??= []).push({ version, id, type, data });
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
