import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admin as ministry, auditor } from '@minglu/dossier/testing';
import { clusterOf, discardCluster, findProgram, makeCluster, setPasswords, type Cluster } from '@minglu/embedded/kafka';
import type { ServiceName } from '@minglu/embedded/fleet';
import { waitUntil } from '@minglu/embedded/wait';
import { eventually } from '@minglu/event-store/testing';
import {
  ensureAccess,
  ensureTopics,
  kafkaCause,
  kafkaClient,
  readAccess,
  readTopics,
  topicNames,
  type KafkaAccess,
} from '@minglu/messaging';
import { describeOnKafka } from '@minglu/messaging/testing';
import { ROOT, startTestFleet, type TestFleet } from './support.js';

const ACCESS = join(ROOT, 'infra', 'kafka', 'access.yaml');
const TOPICS = readTopics(join(ROOT, 'infra', 'kafka', 'topics.yaml'), 1);

/** The end of an action. `login` and `certificate`: it is not even asked for. */
type Outcome = 'may' | 'may not' | 'login' | 'certificate';
const CAUSES: readonly (readonly [RegExp, Outcome])[] = [
  [/lacks a right/, 'may not'],
  [/refuses the login/, 'login'],
  [/is not trusted/, 'certificate'],
];
const outcomeOf = (work: Promise<unknown>): Promise<Outcome> =>
  work.then(
    () => 'may',
    (error: unknown) => {
      const cause = kafkaCause(error);
      const [, outcome] = CAUSES.find(([pattern]) => pattern.test(cause)) ?? [];
      if (outcome === undefined) throw error;
      return outcome;
    },
  );

const produce = async (access: KafkaAccess, topic: string): Promise<void> => {
  const producer = kafkaClient(access, 'tests').producer({ retry: { retries: 0 }, allowAutoTopicCreation: false });
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ key: 'forged', value: '{}' }] });
  } finally {
    await producer.disconnect();
  }
};

/** Reads from a topic as a member of a group. */
const consume = async (access: KafkaAccess, topic: string, groupId: string): Promise<void> => {
  const consumer = kafkaClient(access, 'tests').consumer({
    groupId,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { retries: 3, restartOnFailure: async () => false },
  });
  const fetched = new Promise<void>((resolve, reject) => {
    consumer.on('consumer.fetch', () => resolve());
    consumer.on('consumer.crash', ({ payload: { error } }) => reject(error));
  });
  fetched.catch(() => undefined);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
    await fetched;
  } finally {
    await consumer.disconnect();
  }
};

const administer = async (access: KafkaAccess, use: (admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>) => Promise<unknown>) => {
  const admin = kafkaClient(access, 'tests').admin({ retry: { retries: 2 } });
  try {
    await admin.connect();
    await use(admin);
  } finally {
    await admin.disconnect();
  }
};
const createTopic = (access: KafkaAccess, topic: string): Promise<void> =>
  administer(access, (admin) => admin.createTopics({ validateOnly: true, topics: [{ topic }] }));

/** The answer of a broker to a request without a login. */
const withoutLogin = (port: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const answer: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from('0000000c0000000300000001ffff0000', 'hex')));
    socket.on('data', (chunk: Buffer) => answer.push(chunk)).on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(answer)));
  });

/** A key with a certificate for 127.0.0.1, and the certificate of the authority that signed it. */
const makeCertificates = (folder: string, name: string) => {
  mkdirSync(folder, { recursive: true });
  const file = (kind: string): string => join(folder, `${name}-${kind}.pem`);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-noenc'];
  openssl('req', '-x509', ...key, '-days', '2', '-subj', `/CN=${name}`, '-keyout', file('ca-key'), '-out', file('ca'));
  openssl('req', ...key, '-subj', '/CN=broker', '-keyout', file('key'), '-out', file('request'));
  writeFileSync(file('extensions'), 'subjectAltName=IP:127.0.0.1\n');
  const signed = ['-CA', file('ca'), '-CAkey', file('ca-key'), '-CAcreateserial', '-days', '2', '-extfile', file('extensions')];
  openssl('x509', '-req', '-in', file('request'), ...signed, '-out', file('signed'));
  writeFileSync(file('certificate'), readFileSync(file('key'), 'utf8') + readFileSync(file('signed'), 'utf8'), { mode: 0o600 });
  return { certificate: file('certificate'), ca: file('ca') };
};

describeOnKafka('the Kafka of a data folder that was made before there were logins', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'minglu-access-')), 'kafka');
  const data = join(folder, 'broker-1');
  let program: Awaited<ReturnType<typeof findProgram>>;
  let cluster: Cluster;
  let metadata: string;

  /** A broker as the former release formatted and started it. */
  const startFormer = async (): Promise<void> => {
    const [{ port, controllerPort }] = (await cluster.status()) as [Awaited<ReturnType<Cluster['status']>>[number]];
    mkdirSync(data, { recursive: true });
    const [properties, log] = [join(data, 'server.properties'), join(data, 'log')];
    writeFileSync(
      properties,
      `process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}\nadvertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER\nlistener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\nlog.dirs=${log}\n`,
    );
    const { clusterId } = JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')) as { clusterId: string };
    const java = ['-Xmx384m', `-Dlog4j2.configurationFile=${program.logging}`, '-cp', join(program.jars, '*')];
    execFileSync(program.java, [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties], { stdio: 'pipe' });
    const broker = spawn(program.java, [...java, 'kafka.Kafka', properties], { detached: true, stdio: 'ignore' });
    broker.unref();
    writeFileSync(join(data, 'pid'), `${broker.pid}\n`);
    const answers = async (): Promise<boolean> => (await cluster.status())[0]!.answers;
    expect(await waitUntil(answers, { withinMs: 120_000, everyMs: 100 })).toBe(true);
    metadata = readFileSync(join(log, 'meta.properties'), 'utf8');
  };

  beforeAll(async () => {
    program = await findProgram(ROOT);
    cluster = await makeCluster(folder, program, 1);
    await startFormer();
    rmSync(join(folder, 'logins.json'), { force: true });
    await cluster.start();
    const kafka = kafkaClient(cluster.access(), 'tests');
    await ensureAccess(kafka, readAccess(ACCESS));
    await ensureTopics(kafka, [...TOPICS, { ...TOPICS[0]!, name: 'other' }]);
    // A broker makes its topic of groups at the first request. Kafka's answers say nothing about rights until then.
    for (const group of GROUPS)
      await eventually(
        `the coordinator of ${group} answers`,
        () =>
          consume(cluster.access(), 'other', group).then(
            () => true,
            () => false,
          ),
        60_000,
      );
  }, 240_000);
  afterAll(async () => {
    if (cluster) await discardCluster(folder, cluster);
  }, 60_000);

  it('keeps its data, and has a password for each login in a file that only its owner can read', () => {
    expect(readFileSync(join(data, 'log', 'meta.properties'), 'utf8')).toBe(metadata);
    expect(Object.keys(cluster.passwords()).sort()).toEqual([
      'minglu-broker',
      'minglu-operator',
      'minglu-publisher',
      'minglu-query',
      'minglu-subscriber',
      'minglu-witness',
    ]);
    expect(new Set(Object.values(cluster.passwords())).size).toBe(6);
    for (const file of [join(folder, 'logins.json'), join(data, 'server.properties')]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  /** Per login: the topics that it may write and read, its groups, and the actions of an administrator. */
  const { dossier, reference, public: published, checkpoints, fullCheckpoints } = topicNames();
  const topics = [dossier, reference, published, checkpoints, fullCheckpoints];
  const TABLE: Readonly<
    Record<string, { writes: readonly string[]; reads: readonly string[]; groups: readonly string[]; administers: boolean }>
  > = {
    'minglu-publisher': { writes: topics, reads: topics, groups: ['minglu-reading-1'], administers: false },
    'minglu-query': { writes: [], reads: [dossier, reference], groups: ['read-model-1'], administers: false },
    'minglu-subscriber': { writes: [], reads: [published, checkpoints], groups: ['subscriber-1'], administers: false },
    'minglu-witness': { writes: [], reads: [checkpoints, fullCheckpoints], groups: ['witness-1'], administers: false },
    'minglu-operator': { writes: [], reads: topics, groups: ['minglu-reading-1'], administers: true },
  };
  const GROUPS = ['minglu-reading-1', 'read-model-1', 'subscriber-1', 'witness-1', 'other'];
  const per = async (names: readonly string[], ask: (name: string) => Promise<unknown>): Promise<Record<string, Outcome>> => {
    const found: Record<string, Outcome> = {};
    for (const name of names) found[name] = await outcomeOf(ask(name));
    return found;
  };
  const expected = (names: readonly string[], may: readonly string[]): Record<string, Outcome> =>
    Object.fromEntries(names.map((name) => [name, may.includes(name) ? 'may' : 'may not']));

  it.each(Object.entries(TABLE))(
    'lets %s do what the table says, and nothing else',
    async (login, { writes, reads, groups, administers }) => {
      const access = cluster.access(login);
      const all = [...topics, 'other'];
      expect(await per(all, (topic) => produce(access, topic))).toEqual(expected(all, writes));
      expect(await per(all, (topic) => consume(access, topic, groups[0]!))).toEqual(expected(all, reads));
      expect(await per(GROUPS, (group) => consume(access, reads[0]!, group))).toEqual(expected(GROUPS, groups));
      expect(await per(['stranger'], (topic) => createTopic(access, topic))).toEqual(expected(['stranger'], []));
      expect(
        await per(all, (topic) =>
          administer(access, (admin) =>
            admin.alterConfigs({
              validateOnly: true,
              resources: [{ type: 2, name: topic, configEntries: [{ name: 'retention.ms', value: '-1' }] }],
            }),
          ),
        ),
      ).toEqual(expected(all, administers ? topics : []));
      expect(await outcomeOf(ensureAccess(kafkaClient(access, 'tests'), readAccess(ACCESS, 'x.')))).toBe(administers ? 'may' : 'may not');
      const mayDelete = await outcomeOf(administer(access, (admin) => admin.deleteTopics({ topics: [checkpoints] })));
      expect(mayDelete).toBe(administers ? 'may' : 'may not');
      if (administers) expect((await ensureTopics(kafkaClient(access, 'tests'), TOPICS)).created).toEqual([checkpoints]);
    },
    180_000,
  );

  it('lets nobody in without a login, or with a wrong one', async () => {
    const [{ port, controllerPort }] = (await cluster.status()) as [Awaited<ReturnType<Cluster['status']>>[number]];
    expect([await withoutLogin(port), await withoutLogin(controllerPort)]).toEqual([Buffer.alloc(0), Buffer.alloc(0)]);
    const stranger = { ...cluster.access(), login: { username: 'stranger', password: 'x' } };
    const wrong = { ...cluster.access(), login: { username: 'minglu-publisher', password: cluster.passwords()['minglu-query']! } };
    for (const access of [stranger, wrong]) expect(await outcomeOf(produce(access, published))).toBe('login');
  }, 60_000);

  it('takes rights from the logins that the table does not have, and reports others who may write', async () => {
    const kafka = kafkaClient(cluster.access(), 'tests');
    const access = readAccess(ACCESS);
    const write = access.find(
      ({ principal, operation, resourceName }) => principal === 'User:minglu-publisher' && operation === 4 && resourceName === published,
    )!;
    await ensureAccess(kafka, [...access, { ...write, principal: 'User:minglu-query' }, { ...write, principal: 'User:stranger' }]);
    expect(await ensureAccess(kafka, access)).toEqual([{ topic: published, setting: 'WRITE', expected: '—', found: 'User:stranger' }]);
    expect(await outcomeOf(produce(cluster.access('minglu-query'), published))).toBe('may not');
  }, 60_000);

  it('gives a login a new password when the old one is deleted', async () => {
    const file = join(folder, 'logins.json');
    const { 'minglu-query': _, ...others } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
    const before = cluster.access('minglu-query');
    writeFileSync(file, JSON.stringify(others));
    await cluster.start();
    expect(await outcomeOf(consume(before, dossier, 'read-model-1'))).toBe('login');
    expect(await outcomeOf(consume(cluster.access('minglu-query'), dossier, 'read-model-1'))).toBe('may');
  }, 60_000);

  describe('with TLS', () => {
    let one: TestFleet;
    const certificates = makeCertificates(join(folder, '..', 'certificates'), 'authority');
    const others = makeCertificates(join(folder, '..', 'certificates'), 'other');
    beforeAll(async () => {
      const file = join(folder, 'cluster.json');
      writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), tls: certificates }));
      cluster = clusterOf(folder, program)!;
      await cluster.start();
      one = await startTestFleet(cluster.access);
    }, 360_000);
    afterAll(() => one?.close(), 120_000);

    const health = async (service: ServiceName): Promise<{ readonly ok: boolean; readonly text: string }> => {
      const response = await fetch(new URL('/health', one.fleet.urlOf(service)), { signal: AbortSignal.timeout(5_000) });
      return { ok: response.ok, text: await response.text() };
    };
    const turns = (service: ServiceName, ok: boolean, cause = '') =>
      eventually(
        `the health of ${service} is ${ok ? 'green' : `red: ${cause}`}`,
        () =>
          health(service).then(
            (found) => found.ok === ok && found.text.includes(cause),
            () => false,
          ),
        60_000,
      );
    const register = async (park: string): Promise<void> => {
      const data = { parkId: park, name: `园区${park}`, cityCode: '441900' };
      expect(await one.ask('/commands', ministry, { type: 'RegisterPark', data })).toMatchObject({ status: 201 });
    };

    it('is reached only by a client that trusts its authority', async () => {
      const access = cluster.access('minglu-query');
      const read = (ca: string | null) => outcomeOf(consume({ ...access, ca }, dossier, 'read-model-1'));
      expect(await read(certificates.ca)).toBe('may');
      expect(await read(others.ca)).toBe('certificate');
      expect(await read('system')).toBe('certificate');
      await expect(read(null)).rejects.toThrow();
    }, 120_000);

    it('carries the events of a fleet', async () => {
      await register('p1');
      await Promise.all((['publisher', 'query'] as const).map((service) => turns(service, true)));
      const { body } = await one.ask('/log?after=0&limit=1000', auditor);
      const events = (body['items'] as unknown as readonly object[]).length;
      await eventually('every event is read from Kafka', async () => {
        const metrics = await (await fetch(new URL('/metrics', one.fleet.urlOf('publisher')))).text();
        return Number(/^minglu_publisher_position(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1]) >= events;
      });
    }, 120_000);

    it.each<[ServiceName, string]>([
      ['publisher', 'minglu-publisher'],
      ['query', 'minglu-query'],
    ])(
      'turns the health of %s red with the cause while its login is refused',
      async (service, login) => {
        const { brokers, ca, login: administrator } = cluster.access();
        const change = (password: string) => setPasswords({ brokers, ca, login: administrator }, { [login]: password });
        await turns(service, true);
        await change('another');
        try {
          one.fleet.kill(service);
          await one.fleet.up(service);
          await turns(service, false, 'Kafka refuses the login');
        } finally {
          await change(cluster.passwords()[login]!);
        }
        await turns(service, true);
      },
      240_000,
    );

    it.each<[ServiceName, string, number, string]>([
      ['publisher', 'minglu-publisher', 4, 'topic'],
      ['query', 'minglu-query', 3, 'group'],
    ])(
      'turns the health of %s red with the cause while it lacks a right (%s, %i on its %s)',
      async (service, login, operation, resource) => {
        const kafka = kafkaClient(cluster.access(), 'tests');
        const access = readAccess(ACCESS, one.prefix);
        const type = resource === 'topic' ? 2 : 3;
        const DESCRIBE = 8;
        const less = access.map((acl) =>
          acl.principal === `User:${login}` && acl.operation === operation && acl.resourceType === type
            ? { ...acl, operation: DESCRIBE }
            : acl,
        );
        await turns(service, true);
        await ensureAccess(kafka, less);
        await register(`without-${resource}`);
        try {
          await turns(service, false, `lacks a right on Kafka (${resource})`);
        } finally {
          await ensureAccess(kafka, access);
        }
        await turns(service, true);
      },
      240_000,
    );
  });
});
