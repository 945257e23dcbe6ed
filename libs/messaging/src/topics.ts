import { readFileSync } from 'node:fs';
import { categoryOf } from '@minglu/kernel';
import { retry } from '@minglu/event-store';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { parse } from 'yaml';

/** The required settings of a topic. `insync`: its `min.insync.replicas`. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly insync: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Names of the five topics. A prefix separates installations (or tests) on the same brokers. */
export interface TopicNames {
  readonly dossier: string;
  readonly reference: string;
  readonly public: string;
  /** Watermarks of the public topic, and checkpoints of the public trees. */
  readonly checkpoints: string;
  /** Checkpoints of the trees over all events: their sizes betray restricted events. */
  readonly fullCheckpoints: string;
}
export const topicNames = (prefix = ''): TopicNames => ({
  dossier: `${prefix}minglu.dossier.v1`,
  reference: `${prefix}minglu.reference.v1`,
  public: `${prefix}minglu.public.v1`,
  checkpoints: `${prefix}minglu.checkpoints.v1`,
  fullCheckpoints: `${prefix}minglu.checkpoints.full.v1`,
});

/** The internal topic of a stream. */
export const topicOf = (streamId: string, names: TopicNames): string =>
  categoryOf(streamId) === 'dossier' ? names.dossier : names.reference;

/** The topics of `infra/kafka/topics.yaml` for a number of brokers: replication never exceeds it. */
export const readTopics = (file: string, brokers: number, prefix = ''): readonly Topic[] => {
  const { defaults, topics } = parse(readFileSync(file, 'utf8')) as {
    defaults: Omit<Topic, 'name'>;
    topics: readonly (Partial<Topic> & { name: string })[];
  };
  return topics.map(({ name, ...own }) => {
    const { partitions, replication, insync, config } = { ...defaults, ...own };
    const copies = Math.min(replication, brokers);
    return {
      name: `${prefix}${name}`,
      partitions,
      replication: copies,
      insync: Math.max(1, Math.min(insync, copies)),
      config: { ...defaults.config, ...config },
    };
  });
};

/** A setting of a topic on the brokers that differs from the required one. */
export interface TopicFault {
  readonly topic: string;
  readonly setting: string;
  readonly expected: string;
  readonly found: string;
}

interface TopicsOutcome {
  readonly created: readonly string[];
  /** Existing topics are never changed; their wrong settings are reported. */
  readonly faults: readonly TopicFault[];
}

/** Creates the missing topics and checks the existing ones. */
export const ensureTopics = async (kafka: Kafka, topics: readonly Topic[]): Promise<TopicsOutcome> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = await existingTopics(
      admin,
      topics.map(({ name }) => name),
    );
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length) {
      await admin.createTopics({
        waitForLeaders: false,
        topics: missing.map(({ name, partitions, replication, insync, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: replication,
          configEntries: Object.entries({ ...config, 'min.insync.replicas': String(insync) }).map(([key, value]) => ({ name: key, value })),
        })),
      });
      await waitForLeaders(admin, missing);
    }
    const present = topics.filter(({ name }) => existing.has(name));
    return { created: missing.map(({ name }) => name), faults: await faultsOf(admin, present) };
  } finally {
    await admin.disconnect();
  }
};

/**
 * Waits until every partition has a leader that answers. A broker may not know a topic that was just created. The new leader of a
 * partition may still deny that it is one. kafkajs retries neither.
 */
const waitForLeaders = (admin: Admin, topics: readonly Topic[], patienceMs = 30_000): Promise<void> =>
  retry(
    async () => {
      const { topics: known } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
      const led = known.length === topics.length && known.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
      if (!led) throw new Error(`no leader yet of ${topics.map(({ name }) => name).join(', ')}`);
      for (const { name } of topics) await admin.fetchTopicOffsets(name);
    },
    { patienceMs, longestPauseMs: 500 },
  );

/** Deletes topics with their records: for tests and scenarios. */
export const deleteTopics = async (kafka: Kafka, topics: readonly Pick<Topic, 'name'>[]): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const present = topics.map(({ name }) => name).filter((name) => existing.has(name));
    if (present.length > 0) await admin.deleteTopics({ topics: present });
  } finally {
    await admin.disconnect();
  }
};

/**
 * Those of the topics that exist.
 * @throws TOPIC_AUTHORIZATION_FAILED if the login may not see one: the list of Kafka leaves it out, as if it did not exist
 */
export const existingTopics = async (admin: Admin, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const listed = new Set(await admin.listTopics());
  for (const name of names.filter((one) => !listed.has(one)))
    await admin.fetchTopicMetadata({ topics: [name] }).catch((error: { readonly type?: string }) => {
      if (error.type !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
    });
  return new Set(names.filter((name) => listed.has(name)));
};

/** Settings that may be larger than required: a client that lists one of three brokers still finds three replicas. */
const AT_LEAST = new Set(['replication', 'min.insync.replicas']);

/** The wrong settings of topics. Changes nothing. */
export const faultsOf = async (admin: Admin, wanted: readonly Topic[]): Promise<readonly TopicFault[]> => {
  const existing = await existingTopics(
    admin,
    wanted.map(({ name }) => name),
  );
  const topics = wanted.filter(({ name }) => existing.has(name));
  const missing = wanted
    .filter(({ name }) => !existing.has(name))
    .map(({ name, partitions }) => ({ topic: name, setting: 'partitions', expected: String(partitions), found: '0' }));
  if (topics.length === 0) return missing;
  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  });
  const different = topics.flatMap((topic) => {
    const partitions = metadata.find(({ name }) => name === topic.name)?.partitions ?? [];
    const entries = resources.find(({ resourceName }) => resourceName === topic.name)?.configEntries ?? [];
    const found: Readonly<Record<string, string>> = {
      partitions: String(partitions.length),
      replication: String(partitions[0]?.replicas.length ?? 0),
      ...Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue])),
    };
    const expected: Readonly<Record<string, string>> = {
      partitions: String(topic.partitions),
      replication: String(topic.replication),
      'min.insync.replicas': String(topic.insync),
      ...topic.config,
    };
    return Object.entries(expected)
      .filter(([setting, value]) => !(AT_LEAST.has(setting) ? Number(found[setting]) >= Number(value) : found[setting] === value))
      .map(([setting, value]) => ({ topic: topic.name, setting, expected: value, found: found[setting] ?? '' }));
  });
  return [...missing, ...different];
};

/** A fault as one line of text. */
export const faultText = ({ topic, setting, expected, found }: TopicFault): string =>
  `不符 wrong  ${topic}: ${setting} 应为 should be ${expected}，现为 is ${found || '—'}`;
