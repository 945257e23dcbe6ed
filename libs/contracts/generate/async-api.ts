import { classify, type Bilingual, type Classification, type EventDefinition, type Reference, type TSchema } from '@minglu/kernel';
import { CLOUD_EVENT_SOURCE, cloudEventHeader, type CloudEventAttributes } from '@minglu/event-store';
import { stringify } from 'yaml';
import type { Generator } from './generator.js';
import { samplesOf } from './samples.js';

type Definition = EventDefinition<string, TSchema>;

/** The classes that events of this type can have, depending on the payload. */
export const possibleClasses = (definition: Definition): readonly Classification[] => {
  if (typeof definition.classification !== 'function') return [definition.classification];
  const classes = [...new Set(samplesOf(definition.payload).map((data) => classify(definition, data)))];
  if (classes.length < 2)
    throw new Error(`${definition.type} is classified by its payload, and no sample shows how: all are ${classes.join()}`);
  return classes;
};

/** Whether events of this type can occur on the public topic. */
export const isPublic = (definition: Definition): boolean => possibleClasses(definition).includes('PUBLIC');

const text = (description: Bilingual, more: object = {}) => ({
  type: 'string',
  description: `${description.zh} / ${description.en}`,
  ...more,
});
const ATTRIBUTES: Readonly<Record<keyof CloudEventAttributes, object>> = {
  specversion: { type: 'string', const: '1.0' },
  id: text({ zh: '事件标识', en: 'id of the event; the same when it is sent again' }, { format: 'uuid' }),
  type: text({ zh: '事件类型', en: 'type of the event' }),
  source: { type: 'string', const: CLOUD_EVENT_SOURCE },
  subject: text({ zh: '流，亦即消息的键', en: 'the stream, which is also the key' }, { examples: ['dossier/a'] }),
  time: text({ zh: '生效时点（UTC）', en: 'when it took effect, UTC' }, { format: 'date-time' }),
  dataschema: text(
    { zh: '载荷的结构和版本', en: 'schema of the payload and its version' },
    { examples: ['urn:minglu:event:TitleConferred:v1'] },
  ),
  datacontenttype: { type: 'string', const: 'application/json' },
};
const COMMON = Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, schema]) => [cloudEventHeader(name), schema]));
const number = (description: Bilingual) => text(description, { pattern: '^[1-9][0-9]*$' });
const AUTHENTIC = {
  ce_logid: text({ zh: '日志的标识', en: 'id of the log' }, { format: 'uuid' }),
  ce_epoch: number({ zh: '日志的分支', en: 'branch of the log to which the event belongs' }),
  ce_predecessor: text({ zh: '同键前一事件的散列；首个没有', en: 'hash of the event before it with the same key; the first has none' }),
  ce_publicversion: number({ zh: '同 publicversion', en: 'the same as publicversion, as an attribute of CloudEvents' }),
  signature: text({ zh: 'Ed25519 签名', en: 'Ed25519 signature, base64url' }),
  signaturekey: text({ zh: '签名公钥的标识', en: 'id of the public key of the signature' }),
  signaturepath: text({ zh: '至签名之树根的路径；单独签名的没有', en: 'path to the signed root; absent if the record was signed alone' }),
};
/** The headers of each kind of topic. `libs/messaging/src/record.ts` writes exactly these. */
export const HEADERS = {
  public: {
    ...COMMON,
    ...AUTHENTIC,
    publicversion: number({
      zh: '该流公开事件的序号，逐一递增；不连续即有缺漏',
      en: 'counts the public events of the stream without a gap',
    }),
  },
  internal: {
    ...COMMON,
    ...AUTHENTIC,
    contenthash: text({ zh: '内容的散列', en: 'content hash of the event, hexadecimal' }),
    position: number({ zh: '在日志中的位次', en: 'place in the log' }),
    streamversion: number({ zh: '在流中的位次', en: 'place in the stream' }),
    publicversion: number({ zh: '公开事件的序号', en: 'of public events alone' }),
    correlationid: text({ zh: '关联标识', en: 'correlation id' }),
    causationid: text({ zh: '起因事件', en: 'the event that caused it' }),
    traceparent: text({ zh: '跟踪标识', en: 'W3C trace context' }),
    recordedat: text({ zh: '记录时点（UTC）', en: 'when it was recorded, UTC' }, { format: 'date-time' }),
    metadata: text({ zh: '随载荷记录的其他内容（JSON）', en: 'what is recorded beside the payload, as JSON' }),
  },
};
const OPTIONAL = ['publicversion', 'ce_publicversion', 'causationid', 'traceparent'];
/** Absent from some records of each kind. */
const SOMETIMES = ['ce_predecessor', 'signaturepath'];

/** Its headers are those of an event, without a place in the log. `libs/messaging/src/epoch-record.ts` writes it. */
const epochMessage = (kind: keyof typeof HEADERS) => {
  const counter = kind === 'public' ? 'publicversion' : 'streamversion';
  const more = kind === 'public' ? {} : { after: { type: 'integer', minimum: 0 }, hash: { type: 'string' } };
  return {
    name: 'EpochBegan',
    title: '此键退回',
    summary: 'The key goes back: the log was restored from an older copy',
    description:
      `键、ce_subject 为该流；ce_epoch 为新的分支。此键序号大于 ${counter} 而分支号较小的事件不复存在；其后的事件以新分支号续发。\n` +
      `The log was restored from an older copy. Events of the key with a ${counter} above this one and a lower ce_epoch are no more; those of the log follow. A record whose epoch is not above the last one of the key is a repetition.`,
    contentType: 'application/json',
    bindings: { kafka: { key: { type: 'string' } } },
    headers: { $ref: `#/components/schemas/${kind}EpochHeaders` },
    payload: {
      type: 'object',
      required: ['epoch', 'predecessor', counter, ...Object.keys(more)],
      properties: {
        epoch: { type: 'integer', minimum: 2, description: '新的分支 / the new branch of the log' },
        [counter]: {
          type: 'integer',
          minimum: 0,
          description: '仍然有效的末一序号；0 为全部失效 / the last one that holds; 0 if none does',
        },
        predecessor: {
          type: ['string', 'null'],
          description: '该事件的散列，下一事件以之为 ce_predecessor / the hash of that event, which the next one names as ce_predecessor',
        },
        ...more,
      },
    },
  };
};
const epochHeaders = (kind: keyof typeof HEADERS) => {
  const versions = kind === 'public' ? ['publicversion', 'ce_publicversion'] : ['streamversion'];
  const names = [
    ...Object.keys(COMMON),
    'ce_logid',
    'ce_epoch',
    'ce_predecessor',
    ...versions,
    'signature',
    'signaturekey',
    'signaturepath',
  ];
  const properties = Object.fromEntries(Object.entries(HEADERS[kind]).filter(([name]) => names.includes(name)));
  return {
    type: 'object',
    required: names.filter((name) => !SOMETIMES.includes(name)),
    properties: {
      ...properties,
      ce_type: { type: 'string', const: 'EpochBegan' },
      ce_dataschema: { type: 'string', const: 'urn:minglu:record:EpochBegan:v1' },
      ...Object.fromEntries(
        versions.map((name) => [name, text({ zh: '仍然有效的末一序号', en: 'the last one that holds; 0 if none does' })]),
      ),
    },
  };
};

const headersOf = (kind: keyof typeof HEADERS) => ({
  type: 'object',
  required: Object.keys(HEADERS[kind]).filter((name) => !SOMETIMES.includes(name) && (kind === 'public' || !OPTIONAL.includes(name))),
  properties: HEADERS[kind],
});

const referenceText = ({ types, by, its }: Reference): string =>
  `所指为同一案卷在先的 ${types.join(' 或 ')}：其 ${its} 即本事件的 ${by} / refers to the earlier ${types.join(' or ')} of the same case whose ${its} is the ${by} of this event`;

export const asyncApi = (definitions: readonly Definition[], dossierTypes: ReadonlySet<string>) => {
  const sorted = [...definitions].sort((a, b) => (a.type < b.type ? -1 : 1));
  const messageOf = (kind: keyof typeof HEADERS) => (definition: Definition) => [
    `${definition.type}${kind === 'public' ? '' : '.internal'}`,
    {
      name: definition.type,
      title: definition.title.zh,
      summary: definition.title.en,
      ...(definition.refersTo ? { description: referenceText(definition.refersTo), 'x-refers-to': definition.refersTo } : {}),
      contentType: 'application/json',
      bindings: { kafka: { key: { type: 'string' } } },
      headers: { $ref: `#/components/schemas/${kind}Headers` },
      payload: {
        schemaFormat: 'application/schema+json;version=draft-2020-12',
        schema: { $ref: `events/${definition.type}.v${definition.version}.json` },
      },
    },
  ];
  const [open, dossier, reference] = [
    sorted.filter(isPublic),
    sorted.filter(({ type }) => dossierTypes.has(type)),
    sorted.filter(({ type }) => !dossierTypes.has(type)),
  ];
  const ofSubscriber = {
    bindings: {
      kafka: {
        groupId: {
          type: 'string',
          description: '自己的，不与其他系统共用 / of your own, shared with no other system',
          examples: ['gd-miit.register.production'],
        },
      },
    },
  };
  const channel = (address: string, description: string, of: readonly Definition[], suffix: string) => ({
    address,
    description,
    messages: Object.fromEntries(
      [...of.map(({ type }) => type), 'EpochBegan'].map((type) => [`${type}${suffix}`, { $ref: `#/components/messages/${type}${suffix}` }]),
    ),
  });
  const receive = (name: string) => ({ action: 'receive', channel: { $ref: `#/channels/${name}` } });
  return {
    asyncapi: '3.0.0',
    info: {
      title: '名录 Minglu',
      version: '1.0.0',
      description:
        '各主题保留不限期、不压缩；键为流；同键有序，至少一次。\nTopics are kept without end and never compacted; the key is the stream; in order per key, at least once. CloudEvents 1.0, binary mode.\n' +
        '同一版本的类型，其字段及字段的类型不减不改，可增字段和取值；也会有新的类型：不认识的略过。\nA version of a type keeps its fields and their types; it may gain fields and words, and new types come: pass over what you do not know.\n' +
        '载荷的结构对新增字段开放；examples 为现有的取值，x-limits 为现有的限度。\nSchemas of payloads are open for added fields; examples are the words of today, x-limits the limits of today.\n' +
        '同义字段在各事件中同名。原名不同的，新记录两名并存，原名标 deprecated。\nA field has one name in all events; where an event was given another, new records have both, and the schema marks that one deprecated.\n' +
        'publicversion 不大于该键已有的，是重复；跳过下一个的，是有缺漏，可由 GET /feed 取回。\nA publicversion not above the last of its key is a repetition; one further on than the next shows that events are missing, which GET /feed has.\n' +
        '日志恢复旧备份后，受影响的键先有一条 EpochBegan：其后序号较大而 ce_epoch 较小的事件不复存在。\nAfter a restore of the log from an older copy each affected key has a record EpochBegan: it says which of its events are no more.\n' +
        '新的订阅者用 auto.offset.reset=earliest 和自己的 group.id：默认的 latest 略过在先的事件；增加分区、重置位点后亦然。\nA new subscriber uses auto.offset.reset=earliest and a group.id of its own: latest, the common default, skips earlier events, also after a reset and on added partitions.\n' +
        '称号自 TitleConferred 或 LegacyTitleImported 起，至 ExitAnnounced（按 titleId）止；其他事件不使称号得失。\nA title is held from TitleConferred or LegacyTitleImported until ExitAnnounced (by titleId); no other event gives or ends one.\n' +
        'PublicityClosed 的 result 今后对外一律为 closed：有无异议不公开。\nFrom now on the result of PublicityClosed is always closed on the public topic: it does not say whether there was an objection.',
    },
    defaultContentType: 'application/json',
    channels: {
      public: channel('minglu.public.v1', '公开事件：对下游的约定 / PUBLIC events, the contract for downstream', open, ''),
      dossier: channel('minglu.dossier.v1', '案卷的全部事件（内部）/ every event of the dossiers, internal', dossier, '.internal'),
      reference: channel(
        'minglu.reference.v1',
        '基础数据的全部事件（内部）/ every event of the reference data, internal',
        reference,
        '.internal',
      ),
    },
    operations: {
      followPublic: { ...receive('public'), ...ofSubscriber },
      followDossiers: receive('dossier'),
      followReference: receive('reference'),
    },
    components: {
      messages: {
        ...Object.fromEntries([...open.map(messageOf('public')), ...sorted.map(messageOf('internal'))]),
        EpochBegan: epochMessage('public'),
        'EpochBegan.internal': epochMessage('internal'),
      },
      schemas: {
        publicHeaders: headersOf('public'),
        internalHeaders: headersOf('internal'),
        publicEpochHeaders: epochHeaders('public'),
        internalEpochHeaders: epochHeaders('internal'),
      },
    },
  };
};

/** `asyncapi.yaml`, the contract of the topics. */
export const asyncApiFile = (definitions: readonly Definition[], dossierTypes: ReadonlySet<string>): Generator => ({
  name: 'asyncapi',
  files: () => [
    {
      path: 'libs/contracts/asyncapi.yaml',
      content: `# Generated. Do not edit.\n${stringify(asyncApi(definitions, dossierTypes), { lineWidth: 0, aliasDuplicateObjects: false })}`,
    },
  ],
});
