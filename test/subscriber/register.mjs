// A register of current titles, kept from the public topic alone. KAFKA_BROKERS, TOPIC (minglu.public.v1), GROUP, STATE (a file).
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const { KAFKA_BROKERS, TOPIC = 'minglu.public.v1', GROUP = 'title-register', STATE = 'register.json' } = process.env;
const state = existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : { titles: {}, versions: {}, gaps: [] };
/** Whole or not at all: what a crash leaves is the state before or the state after. */
const save = () => {
  writeFileSync(`${STATE}.new`, JSON.stringify(state));
  renameSync(`${STATE}.new`, STATE);
};
const take = ({ key, value, headers }) => {
  const [stream, version] = [key.toString(), Number(headers.publicversion)];
  const last = state.versions[stream] ?? 0;
  if (version <= last) return; // delivered again
  if (version > last + 1) state.gaps.push({ stream, missing: [last + 1, version - 1] });
  state.versions[stream] = version;
  const data = JSON.parse(value.toString());
  switch (headers.ce_type.toString()) {
    case 'TitleConferred':
    case 'LegacyTitleImported':
      state.titles[data.titleId] = { name: data.applicantName, since: data.effectiveDate ?? data.conferredOn };
      break;
    case 'ExitAnnounced':
      delete state.titles[data.titleId];
  }
};
const consumer = new kafkajs.Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: 1 }).consumer({ groupId: GROUP, sessionTimeout: 6_000 });
await consumer.connect();
await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
const eachBatch = async ({ batch }) => {
  batch.messages.forEach(take);
  save(); // before the offsets are committed: what is lost in between comes again, and is known
  process.send?.(state);
};
await consumer.run({ eachBatch });
process.on('SIGTERM', () => consumer.disconnect().then(() => process.exit(0)));
