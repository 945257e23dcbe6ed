// A register of current titles, kept from the public topic alone. KAFKA_BROKERS, TOPIC (minglu.public.v1), STATE (a file).
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const { KAFKA_BROKERS, TOPIC = 'minglu.public.v1', STATE = 'register.json' } = process.env;
/** Where it stands (partition → next offset) is kept with what it knows: without the file it begins the topic anew. */
const state = existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : { offsets: {}, titles: {}, versions: {}, gaps: [] };
/** Whole or not at all: on the disk first, then under its name. */
const save = () => {
  writeFileSync(`${STATE}.new`, JSON.stringify(state), { flush: true });
  renameSync(`${STATE}.new`, STATE);
};
const take = ({ key, value, headers }) => {
  if (headers?.ce_source?.toString() !== 'urn:minglu:log') return;
  const [stream, version] = [key.toString(), Number(headers.publicversion)];
  const last = state.versions[stream] ?? 0;
  if (version <= last) return; // delivered again
  if (version > last + 1) state.gaps.push({ stream, missing: [last + 1, version - 1] });
  state.versions[stream] = version;
  const [type, data] = [headers.ce_type.toString(), JSON.parse(value.toString())];
  if (type === 'TitleConferred' || type === 'LegacyTitleImported')
    state.titles[data.titleId] = { name: data.applicantName, since: data.effectiveDate ?? data.conferredOn };
  else if (type === 'ExitAnnounced') delete state.titles[data.titleId];
};
// A group of its own at each start, which commits nothing: the file alone says where to go on.
const kafka = new kafkajs.Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: 1 });
const consumer = kafka.consumer({ groupId: `title-register-${randomUUID()}` });
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
await consumer.run({ autoCommit: false, eachBatch }); // may be ended at any instant, by any signal
