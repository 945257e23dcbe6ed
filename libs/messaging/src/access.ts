import { readFileSync } from 'node:fs';
import { retry } from '@minglu/event-store';
import kafkajs, { type AclEntry, type Admin, type Kafka } from 'kafkajs';
import { parse } from 'yaml';
import type { TopicFault } from './topics.js';

const {
  AclOperationTypes: Operations,
  AclPermissionTypes: Permissions,
  AclResourceTypes: Resources,
  ResourcePatternTypes: Patterns,
} = kafkajs;

type Operation = 'READ' | 'WRITE' | 'CREATE' | 'ALTER' | 'DELETE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS' | 'ALTER_CONFIGS';

/** Operations that a login may use on topics, on groups or on the cluster. */
interface Row {
  readonly topics?: readonly string[];
  readonly groups?: readonly string[];
  readonly cluster?: true;
  readonly may: readonly Operation[];
}

/** Rights of the logins on the topics of an installation, as Kafka's ACLs. */
export type Access = readonly AclEntry[];

/** The rights of `infra/kafka/access.yaml`. */
export const readAccess = (file: string, prefix = ''): Access => {
  const table = parse(readFileSync(file, 'utf8').replaceAll('{prefix}', prefix)) as Readonly<Record<string, readonly Row[]>>;
  return Object.entries(table).flatMap(([login, rows]) =>
    rows.flatMap(({ topics = [], groups = [], cluster, may }) =>
      [
        ...topics.map((name) => [Resources.TOPIC, name] as const),
        ...groups.map((name) => [Resources.GROUP, name] as const),
        ...(cluster ? [[Resources.CLUSTER, CLUSTER] as const] : []),
      ].flatMap(([resourceType, name]) =>
        may.map((operation) => ({
          principal: `User:${login}`,
          host: '*',
          operation: Operations[operation],
          permissionType: Permissions.ALLOW,
          resourceType,
          ...named(name),
        })),
      ),
    ),
  );
};

/** The name that Kafka gives to the cluster as a resource. */
const CLUSTER = 'kafka-cluster';
/** A star alone is Kafka's wildcard; at the end of a name it makes a prefix. */
const named = (name: string): Pick<AclEntry, 'resourceName' | 'resourcePatternType'> =>
  name.length > 1 && name.endsWith('*')
    ? { resourceName: name.slice(0, -1), resourcePatternType: Patterns.PREFIXED }
    : { resourceName: name, resourcePatternType: Patterns.LITERAL };

const EVERY_ACL = {
  resourceType: Resources.ANY,
  resourcePatternType: Patterns.ANY,
  operation: Operations.ANY,
  permissionType: Permissions.ANY,
} as const;

const resourceOf = (acl: AclEntry): string => [acl.resourceType, acl.resourcePatternType, acl.resourceName].join(' ');
const keyOf = (acl: AclEntry): string => [acl.principal, acl.host, acl.operation, acl.permissionType, resourceOf(acl)].join(' ');

const existingAcls = async (admin: Admin): Promise<readonly AclEntry[]> => {
  const { resources } = await admin.describeAcls(EVERY_ACL);
  return resources.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })));
};

/**
 * Gives the logins the rights of the table, and takes other rights on its topics and groups from them. Resolves to the rights to write on its
 * topics that others have: those are not changed.
 */
export const ensureAccess = async (kafka: Kafka, access: Access): Promise<readonly TopicFault[]> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = await existingAcls(admin);
    const [wanted, found] = [new Set(access.map(keyOf)), new Set(existing.map(keyOf))];
    const [logins, resources] = [new Set(access.map(({ principal }) => principal)), new Set(access.map(resourceOf))];
    const missing = access.filter((acl) => !found.has(keyOf(acl)));
    const isOurs = (acl: AclEntry): boolean => resources.has(resourceOf(acl)) || covers(access, acl);
    const surplus = existing.filter((acl) => logins.has(acl.principal) && isOurs(acl) && !wanted.has(keyOf(acl)));
    if (missing.length > 0) await admin.createAcls({ acl: missing });
    if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
    if (missing.length > 0) await waitForRights(admin, missing);
    return existing
      .filter((acl) => !logins.has(acl.principal) && writes(acl) && covers(access, acl))
      .map(({ resourceName: topic, principal }) => ({ topic, setting: 'WRITE', expected: '—', found: principal }));
  } finally {
    await admin.disconnect();
  }
};

/** A broker learns of new rights a moment after they were granted. */
const waitForRights = (admin: Admin, granted: Access): Promise<void> =>
  retry(
    async () => {
      const known = new Set((await existingAcls(admin)).map(keyOf));
      if (!granted.every((acl) => known.has(keyOf(acl)))) throw new Error('the brokers do not know the rights of the logins yet');
    },
    { patienceMs: 30_000, longestPauseMs: 500 },
  );

const writes = ({ operation, permissionType }: AclEntry): boolean =>
  permissionType === Permissions.ALLOW && (operation === Operations.WRITE || operation === Operations.ALL);

/** Whether an ACL holds for a topic of the table. */
const covers = (access: Access, { resourceType, resourcePatternType, resourceName }: AclEntry): boolean =>
  resourceType === Resources.TOPIC &&
  access.some(
    (one) =>
      one.resourceType === Resources.TOPIC &&
      (resourceName === '*' ||
        (resourcePatternType === Patterns.PREFIXED ? one.resourceName.startsWith(resourceName) : one.resourceName === resourceName)),
  );
