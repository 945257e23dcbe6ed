import { bodyOf, madeByServer, routesOf, type AnyAct, type RouteOfAct } from '@minglu/kernel';
import { descriptionOfField } from '@minglu/projections';
import { isInLink } from '@minglu/reference';
import { statusOfProblem } from '@minglu/system';
import { examplesOf, type Exemplary } from './examples.js';
import { CALLERS } from './routes.js';
import { CALLER_HEADERS, SECURITY_SCHEMES, SESSION_PATHS } from './sessions.js';

type Json = Readonly<Record<string, unknown>>;

/** A refusal of the catalogue `refusals.json`. */
export interface CatalogueEntry {
  readonly command: string;
  readonly code: string;
  readonly legalBasis: readonly string[];
  readonly zh: string;
  readonly en: string;
  /** Absent for a warning. */
  readonly details?: object;
}

interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/** The description of the whole API in OpenAPI 3.1: that of the read routes, and one route for each act. */
export const openApiOf = (base: Document, acts: readonly AnyAct[], catalogue: readonly CatalogueEntry[]): Json => {
  const routes = routesOf(acts);
  const named = namedFields(acts);
  const { paths, components, ...rest } = modern(base) as Document & Json;
  const read = namedByPath(paths);
  return {
    ...rest,
    openapi: '3.1.0',
    paths: Object.fromEntries(
      [
        ...Object.entries(withProblems(read)),
        ...Object.entries(withProblems(SESSION_PATHS)),
        ...routes.map((route) => [route.path, pathItem(route, routes, catalogue)] as const),
      ].reduce(
        // A path may have a read and an act.
        (items, [path, item]) => items.set(path, { ...items.get(path), ...(item as Json) }),
        new Map<string, Json>(),
      ),
    ),
    components: {
      ...components,
      schemas: {
        ...(described(components?.schemas) as Json),
        ...SHARED_SCHEMAS,
        ...named,
        ...Object.fromEntries(routes.map((route) => [schemaName(route, routes), bodySchema(route, routes, named)])),
      },
      responses: Object.fromEntries(
        Object.entries(COMMON).map(([status, description]) => [
          status,
          { ...problem(description), ...(COME_AGAIN.includes(status) ? RETRY_AFTER : {}) },
        ]),
      ),
      parameters: Object.fromEntries(PARAMETERS.map((one) => [one.name, one])),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
};

/** Fields of many acts, and the names of their schemas. */
const NAMED_FIELDS: Readonly<Record<string, string>> = {
  document: 'OfficialDocument',
  service: 'Service',
  remediesTold: 'RemediesTold',
  figures: 'Figures',
  materials: 'Materials',
};
/** The schemas of those fields. Where acts differ in such a field, the commonest schema has the name. */
const namedFields = (acts: readonly AnyAct[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(NAMED_FIELDS).map(([field, name]) => {
      const all = acts
        .map(({ payload }) => (payload as unknown as { readonly properties: Readonly<Record<string, Json | undefined>> }).properties[field])
        .filter((one) => one !== undefined);
      const count = (one: Json) => all.filter((other) => JSON.stringify(other) === JSON.stringify(one)).length;
      const [commonest] = [...all].sort((a, b) => count(b) - count(a));
      return [name, fieldOf(field, commonest!)];
    }),
  );

/** `SubmitSupplement`; an act with several routes has one body for each: `ReturnMaterialsByTitleId`. */
const schemaName = ({ act, fields }: RouteOfAct, all: readonly RouteOfAct[]): string =>
  all.filter((one) => one.act === act).length === 1
    ? act.command
    : `${act.command}By${fields.map((field) => field.charAt(0).toUpperCase() + field.slice(1)).join('')}`;

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const bodySchema = (route: RouteOfAct, all: readonly RouteOfAct[], named: Readonly<Record<string, Json>>): Json => {
  const { act, fields } = route;
  const { required, ...schema } = described(bodyOf(act, fields)) as Json & { readonly required: readonly string[] };
  const properties = Object.entries(schema['properties'] as Readonly<Record<string, Json>>).map(([name, field]) => [
    name,
    {
      ...nameOf(name, field, named),
      ...((act.sealed ?? []).includes(name as never) ? SEALED : {}),
      ...(madeByServer(act).includes(name) ? MADE_BY_SERVER : {}),
      ...(isInLink(act, name) ? IN_LINK : {}),
    },
  ]);
  return {
    ...schema,
    // Generated clients name a class by the title.
    title: schemaName(route, all),
    description: `${act.title.zh} / ${act.title.en}`,
    'x-title': act.title,
    properties: Object.fromEntries(properties) as Json,
    ...(required.length > 0 ? { required } : {}),
  };
};
const nameOf = (field: string, schema: Json, named: Readonly<Record<string, Json>>): Json => {
  const name = NAMED_FIELDS[field];
  return name !== undefined && JSON.stringify(named[name]) === JSON.stringify(schema) ? reference(name) : schema;
};
const SEALED = { writeOnly: true, 'x-sealed': true };
const MADE_BY_SERVER = { 'x-made-by-server': true };
/** A link and a hand-over may carry the value. */
const IN_LINK = { 'x-in-link': true };

/** A schema in which each field has a description. */
const described = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(described);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, member]) => [
      keyword,
      keyword === 'properties'
        ? Object.fromEntries(Object.entries(member as Readonly<Record<string, Json>>).map(([name, field]) => [name, fieldOf(name, field)]))
        : keyword === 'enum' || keyword === 'required' || keyword === 'const'
          ? (member as unknown)
          : described(member),
    ]),
  );
};
const fieldOf = (name: string, field: Json): Json => {
  const description = descriptionOfField(name);
  return { ...(description === undefined ? {} : { description }), ...(described(field) as Json) };
};

const pathItem = (route: RouteOfAct, all: readonly RouteOfAct[], catalogue: readonly CatalogueEntry[]): Json => {
  const { act, path, fields, roles } = route;
  const name = schemaName(route, all);
  const { properties } = described(act.payload) as { readonly properties: Readonly<Record<string, Json>> };
  const { required } = bodyOf(act, fields);
  const given = examplesOf(act as AnyAct & Exemplary) as readonly Readonly<Record<string, unknown>>[];
  // An example of another route of the act names the ids of that route.
  const examples = given.filter((one) => fields.every((field) => Object.hasOwn(one, field)));
  return {
    post: {
      operationId: name.charAt(0).toLowerCase() + name.slice(1),
      tags: [path.split('/')[1]],
      summary: `${act.title.zh} / ${act.title.en}`,
      description: `依据 / rests on: ${act.legalBasis.join(', ')}。可办理者 / who may call it: ${roles.join(', ')}`,
      'x-command': act.command,
      'x-legalBasis': act.legalBasis,
      'x-service': 'casework',
      ...callersOf(roles),
      parameters: [
        ...fields.map((field) => {
          const { description, ...schema } = properties[field]!;
          const example = examples[0]?.[field];
          return { name: field, in: 'path', required: true, description, schema, ...(example === undefined ? {} : { example }) };
        }),
        ...PARAMETERS.map(({ name: parameter }) => ({ $ref: `#/components/parameters/${parameter}` })),
      ],
      requestBody: {
        required: required.length > 0,
        content: {
          'application/json': {
            schema: reference(name),
            ...(examples.length === 0
              ? {}
              : { examples: Object.fromEntries(examples.map((one, index) => [`example-${index + 1}`, { value: without(one, fields) }])) }),
          },
        },
      },
      responses: responsesOf({ act, roles, fields }, catalogue),
    },
  };
};
const without = (value: Readonly<Record<string, unknown>>, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));

const PARAMETERS = [
  {
    name: 'dry-run',
    in: 'query',
    required: false,
    description: '只试办，不作记录 / only says what would be recorded or refused',
    schema: { type: 'boolean', default: false },
  },
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: '命令标识；重复提交得到第一次的答复 / the command id; a repeat gets the first answer',
    schema: { type: 'string', pattern: '^[A-Za-z0-9._:-]{8,128}$' },
  },
  {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: '所见案卷的 ETag；已有变化则 412 / the ETag of GET /dossiers/{id}; 412 when the case has changed',
    schema: { type: 'string', pattern: '^"[0-9]{1,9}"$' },
  },
  {
    name: 'Minglu-Hand-Over',
    in: 'header',
    required: false,
    description: '同事转来的事项的标识；办理即办结该事项 / the id of a hand-over to the caller, which ends with this act',
    schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
  },
  { name: 'traceparent', in: 'header', required: false, description: 'W3C Trace Context', schema: { type: 'string' } },
  {
    name: 'Minglu-Material-Tickets',
    in: 'header',
    required: false,
    description: '未登录者上传文件所得的凭证，逗号分隔 / the tickets of files that were uploaded without a token, with commas',
    schema: { type: 'string', pattern: '^[0-9a-fA-F-]{36}(, ?[0-9a-fA-F-]{36}){0,99}$' },
  },
  ...CALLER_HEADERS,
];

const problem = (description: string) => ({ description, content: PROBLEM_CONTENT });
const PROBLEM_CONTENT = { 'application/problem+json': { schema: reference('Problem') } };
/** Faults that a request for any act may have, by status. */
const COMMON: Readonly<Record<string, string>> = {
  '400': '请求不符合要求 / the request is not well-formed',
  '401': '没有有效的访问令牌 / there is no valid token',
  '403': '无权办理 / this role or organisation may not',
  '404': '没有所指的事项 / there is no such thing',
  '408': '请求没有及时到齐 / the request did not arrive in time',
  '409': '状态不符，或者标识已被使用 / not in this state, or the id is taken',
  '412': '所见版本已旧 / the case has changed since it was seen',
  '413': '请求内容过大 / the body is too large',
  '414': '地址中的标识过长 / an id in the address is too long',
  '415': '请求内容须为 UTF-8 编码的 JSON / the body must be JSON in UTF-8',
  '422': '依规定不予办理 / refused by a provision',
  '428': '须附工作量证明 / a proof of work is needed',
  '429': '请求过于频繁 / too many requests',
  '500': '系统内部错误 / internal error',
  '503': '暂时无法办理，或者结果不明 / not available, or the outcome is not known',
};

/** Faults of callers without a token alone. */
const OF_THE_PUBLIC = ['428'];
/** Faults of an address that names a thing. */
const OF_AN_ID = ['414'];
/** Faults after which a caller may come again, as the answer says. */
const COME_AGAIN = ['429', '503'];
const RETRY_AFTER = {
  headers: { 'Retry-After': { description: '多少秒后可以再试 / seconds after which to try again', schema: { type: 'integer' } } },
};

const responsesOf = ({ act, roles, fields }: Pick<RouteOfAct, 'act' | 'roles' | 'fields'>, catalogue: readonly CatalogueEntry[]): Json => {
  const shown = Object.entries(COMMON).filter(
    ([status]) => (roles.includes('public') || !OF_THE_PUBLIC.includes(status)) && (fields.length > 0 || !OF_AN_ID.includes(status)),
  );
  const refusals = catalogue.filter((one) => one.command === act.command && one.details !== undefined);
  const own = (status: string) => {
    const some = refusals.filter(({ code }) => String(statusOfProblem(code)) === status);
    const byCode = [...new Map(some.map((one) => [one.code, one])).values()];
    return byCode.map(({ code, legalBasis, zh, en }) => ({ code, legalBasis, zh, en }));
  };
  return {
    '200': {
      description: '试办的结果，未作记录 / the outcome of a dry run: nothing was recorded',
      content: { 'application/json': { schema: reference('CommandTrial') } },
    },
    '201': {
      description: '已记录 / recorded',
      headers: {
        Location: {
          description: '新事项的地址；没有可查询的地址时不给出 / where the new thing can be read; absent if no route shows it',
          schema: { type: 'string', format: 'uri-reference' },
        },
      },
      content: { 'application/json': { schema: reference('CommandReceipt') } },
    },
    ...Object.fromEntries(
      shown.map(([status, description]) => {
        const some = own(status);
        if (some.length === 0) return [status, { $ref: `#/components/responses/${status}` }];
        return [status, { ...problem(`${description}: ${some.map(({ code }) => code).join(', ')}`), 'x-refusals': some }];
      }),
    ),
  };
};

/** Who may call an operation: without a token where the public may. */
const callersOf = (roles: readonly string[]): Json => ({
  'x-roles': roles,
  security: [{ bearer: [] }, { session: [] }, ...(roles.includes('public') ? [{}] : [])],
});
const everyone = (roles: readonly string[]): readonly string[] => (roles.includes('*') ? CALLERS : roles);

/** Operations that read, named by method and path: `getDossiersByIdEvents`. Names of classes and methods in our source are no contract. */
const namedByPath = (paths: Document['paths']): Document['paths'] =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Readonly<Record<string, Json>>).map(([method, operation]) => [
          method,
          {
            ...withForm(served(operation, `${method.toUpperCase()} ${path}`)),
            operationId: operationName(method, path),
            parameters: parametersOf(operation),
          },
        ]),
      ),
    ]),
  );
/** @throws if no decorator says which service answers: the gateway would not route it */
const served = (operation: Json, route: string): Json => {
  if (!('x-service' in operation)) throw new Error(`${route} has no @ServedBy`);
  return operation;
};
/** A file that comes by itself or in a form: Nest describes both bodies by one schema. */
const withForm = (operation: Json): Json => {
  const body = operation['requestBody'] as { readonly content: Readonly<Record<string, { readonly schema: Json }>> } | undefined;
  const [form, file] = [body?.content['multipart/form-data'], body?.content['application/octet-stream']];
  if (!form || !file) return operation;
  const schema = { type: 'object', required: ['file'], properties: { file: { ...file.schema, description: '文件 / the file' } } };
  return { ...operation, requestBody: { ...body, content: { ...body!.content, 'multipart/form-data': { schema } } } };
};
const parametersOf = (operation: Json) =>
  ((operation['parameters'] ?? []) as readonly (Json & { readonly name: string })[]).map((one) => ({
    ...one,
    description: one['description'] ?? descriptionOfField(one.name),
  }));
const operationName = (method: string, path: string): string =>
  path
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[/.-]/)
    .filter((word) => word !== '')
    .reduce((name, word) => name + word.charAt(0).toUpperCase() + word.slice(1), method);

/** Every other operation may answer with a problem document, too. An answer of its own for a fault is one as well. */
const withProblems = (paths: Document['paths']): Json =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Readonly<Record<string, Json & { readonly responses: Json }>>).map(([method, operation]) => [
          method,
          {
            ...operation,
            ...('x-roles' in operation ? callersOf(everyone(operation['x-roles'] as readonly string[])) : {}),
            responses: {
              ...Object.fromEntries(
                Object.entries(operation.responses).map(([status, answer]) => [
                  status,
                  Number(status) >= 400 ? { ...(answer as Json), content: PROBLEM_CONTENT } : answer,
                ]),
              ),
              default: problem('问题说明 / a problem document'),
            },
          },
        ]),
      ),
    ]),
  );

const textOf = (description: string, more: Json = {}) => ({ type: 'string', description, ...more });
const bilingual = {
  type: 'object',
  description: '中文为准，英文供参考 / the Chinese text is authoritative',
  required: ['zh', 'en'],
  properties: { zh: textOf('中文 / in Chinese'), en: textOf('英文 / in English') },
};
const provisions = { type: 'array', description: '所依据的条文 / the provisions', items: { type: 'string' } };
const warnings = {
  type: 'array',
  description: '提示，不影响办理 / advice that stops nothing',
  items: {
    type: 'object',
    required: ['code', 'legalBasis', 'message'],
    properties: { code: textOf('稳定的代码 / stable code'), legalBasis: provisions, message: bilingual },
  },
};
const created = {
  type: 'object',
  description: '新事项的标识，按字段 / the id of the new thing, by its field',
  additionalProperties: { type: 'string' },
};
const eventType = textOf('事件类型 / type of the event');

const SHARED_SCHEMAS = {
  CommandReceipt: {
    type: 'object',
    description: '命令已记录 / the receipt of a recorded command',
    required: ['commandId', 'after', 'events', 'warnings', 'created', 'repeated'],
    properties: {
      commandId: textOf('命令标识 / id of the command: the Idempotency-Key, or one made by the server'),
      after: textOf('一致性标记：查询时以 after 带上，即能看到本次记录 / consistency token for the parameter `after` of a query'),
      events: {
        type: 'array',
        description: '所记录的事件 / the recorded events',
        items: {
          type: 'object',
          required: ['eventId', 'type'],
          properties: { eventId: textOf('事件标识 / id of the event', { format: 'uuid' }), type: eventType },
        },
      },
      warnings,
      created,
      receipt: textOf(
        '异议、举报的回执号，凭以查询办理 / of an objection or report: the number by which GET /receipts/{number} tells its state',
      ),
      promise: textOf(
        '写入透明日志的承诺，已签名并加封；交检查者核对 / the signed and sealed promise to include the events in the transparency log, for a checker to redeem',
      ),
      repeated: { type: 'boolean', description: '重复提交，此为第一次的答复 / a repeated command: this is its first answer' },
    },
  },
  CommandTrial: {
    type: 'object',
    description: '试办的结果，未作记录 / the outcome of a dry run',
    required: ['dryRun', 'events', 'warnings', 'created'],
    properties: {
      dryRun: { const: true, description: '未作记录 / nothing was recorded' },
      events: {
        type: 'array',
        description: '将记录的事件 / the events that would be recorded',
        items: {
          type: 'object',
          required: ['type'],
          properties: {
            type: eventType,
            data: {
              type: 'object',
              additionalProperties: true,
              description: '内容，不含密封字段；无权查看则不给出 / without sealed fields; absent if the caller may not see it',
            },
          },
        },
      },
      warnings,
      created,
    },
  },
  Problem: {
    type: 'object',
    description: '问题说明（RFC 9457） / problem details (RFC 9457)',
    required: ['type', 'title', 'status', 'detail', 'code', 'legalBasis', 'provisions', 'message', 'details'],
    properties: {
      type: textOf('urn:minglu:problem: 加代码 / with the code', { format: 'uri' }),
      title: textOf('代码 / the code'),
      status: { type: 'integer', description: 'HTTP 状态 / HTTP status' },
      detail: textOf('中文说明 / the sentence in Chinese'),
      code: textOf('稳定的代码 / stable code'),
      legalBasis: provisions,
      provisions: {
        type: 'array',
        description: '各条文的地址 / the paths of those provisions',
        items: { type: 'string', format: 'uri-reference' },
      },
      message: bilingual,
      details: {
        type: 'object',
        additionalProperties: true,
        description: '细节；issues 指出各字段的问题 / details; `issues` points to each field',
      },
    },
  },
};

/** The words of OpenAPI 3.0 that the reflection writes, in those of 3.1. An object of no stated fields takes any. */
const modern = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(modern);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = open(
    withExamples(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, modern(member)])) as Json),
  );
  // A field may be named so, too.
  if (nullable !== true) return nullable === undefined ? rest : { ...rest, nullable };
  if ('allOf' in rest) {
    // The reflection writes a type beside the reference. It would hold for null, too, and the reference for no null.
    const { type: _, allOf, ...described } = rest;
    return { ...described, anyOf: [...(allOf as readonly Json[]), { type: 'null' }] };
  }
  return typeof rest['type'] === 'string' ? { ...rest, type: [rest['type'], 'null'] } : { anyOf: [rest, { type: 'null' }] };
};
/** Examples of a parameter are named; those of its schema are a list. */
const withExamples = (value: Json): Json => {
  const { examples, schema, ...rest } = value;
  return 'in' in value && Array.isArray(examples) ? { ...rest, schema: { ...(schema as Json), examples: examples as unknown } } : value;
};
const open = (value: Json): Json =>
  value['type'] === 'object' && !['properties', 'additionalProperties', 'allOf', 'oneOf', 'anyOf'].some((keyword) => keyword in value)
    ? { ...value, additionalProperties: true }
    : value;
