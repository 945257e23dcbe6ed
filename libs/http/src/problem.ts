import { provisionPath, type Refusal } from '@minglu/kernel';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Problem details (RFC 9457) with the stable code, the provisions and the message in both languages. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly legalBasis: readonly string[];
  /** The paths at which those provisions can be read. */
  readonly provisions: readonly string[];
  readonly message: { readonly zh: string; readonly en: string };
  readonly details: Readonly<Record<string, unknown>>;
}

/** HTTP status by code. Other codes are 422: a refusal of a well-formed command. */
const STATUS: Readonly<Record<string, number>> = {
  'invalid-payload': 400,
  'invalid-request': 400,
  'other-id': 400,
  'id-not-own': 400,
  'invalid-utf-8': 400,
  'duplicate-key': 400,
  'too-deep': 400,
  'forbidden-key': 400,
  'forbidden-character': 400,
  'not-authenticated': 401,
  'not-authorised': 403,
  'no-role': 403,
  'role-revoked': 403,
  'role-not-granted': 403,
  'roles-incompatible': 403,
  'not-delegated': 403,
  'role-not-chosen': 403,
  'role-not-held': 403,
  'csrf-check-failed': 403,
  'login-failed': 400,
  'ground-needed': 400,
  'unknown-id': 404,
  'unknown-command': 404,
  'unknown-route': 404,
  'id-taken': 409,
  'not-in-this-state': 409,
  'hand-over-ended': 409,
  'dossier-already-open': 409,
  'other-branch': 409,
  'other-version': 409,
  'too-many-feeds': 409,
  'upload-incomplete': 409,
  'request-timeout': 408,
  'stale-version': 412,
  'body-too-large': 413,
  'url-too-long': 414,
  'unsupported-media-type': 415,
  'range-not-satisfiable': 416,
  'command-id-reused': 422,
  'proof-of-work-needed': 428,
  'too-many-requests': 429,
  'too-many-streams': 429,
  'header-too-large': 431,
  'not-caught-up': 504,
  'service-away': 503,
  'material-unavailable': 503,
  'clock-wrong': 503,
  'outcome-unknown': 503,
  'internal-error': 500,
  'record-unreadable': 500,
};

/** Seconds after which a request may be sent again, by status. */
export const RETRY_AFTER: Readonly<Record<number, number>> = { 503: 2, 504: 1 };

/** The HTTP status of a problem, by its code. */
export const statusOfProblem = (code: string): number => STATUS[code] ?? 422;

const problemOf = ({ code, legalBasis, message, details }: Refusal): Problem => ({
  type: `urn:minglu:problem:${code}`,
  title: code,
  status: statusOfProblem(code),
  detail: message.zh,
  code,
  legalBasis,
  provisions: legalBasis.map(provisionPath),
  message,
  details,
});

/** Thrown by guards and controllers; `ProblemFilter` writes it as a problem document. */
export class ProblemException extends Error {
  readonly problem: Problem;
  constructor(code: string, zh: string, en: string, details: Readonly<Record<string, unknown>> = {}) {
    super(en);
    this.problem = problemOf({ code, legalBasis: [], message: { zh, en }, details });
  }
  static of(refusal: Refusal): ProblemException {
    const exception = new ProblemException(refusal.code, refusal.message.zh, refusal.message.en);
    return Object.assign(exception, { problem: problemOf(refusal) });
  }
}

/** The problems that the HTTP server itself finds, by their status. */
const BY_STATUS: Readonly<Record<number, readonly [code: string, zh: string, en: string]>> = {
  404: ['unknown-route', '没有这个地址', 'there is no such route'],
  408: ['request-timeout', '请求没有在限定时间内到齐', 'the request did not arrive in time'],
  413: ['body-too-large', '请求内容过大', 'the body is too large'],
  414: ['url-too-long', '地址过长', 'the address is too long'],
  415: ['unsupported-media-type', '请求内容须为 UTF-8 编码的 application/json', 'the body must be application/json in UTF-8'],
  431: ['header-too-large', '请求头过大', 'the headers are too large'],
};

/** The problem with a request, by the status that the HTTP server gives it. Others than those above are `invalid-request`. */
export const requestProblem = (status: number, details: Readonly<Record<string, unknown>> = {}): ProblemException => {
  const [code, zh, en] = BY_STATUS[status] ?? ['invalid-request', '请求不符合要求', 'the request is not valid'];
  return new ProblemException(code, zh, en, details);
};

/** The purpose of a request. Only a command has a key under which it may be repeated. */
export type Purpose = 'reading' | 'writing' | 'command';
/** The configuration of a route that takes a command with its `Idempotency-Key`. */
export const TAKES_COMMAND = { takesCommand: true } as const;

interface Routed {
  readonly method: string;
  readonly routeOptions?: { readonly config?: unknown };
}
export const purposeOf = ({ method, routeOptions }: Routed): Purpose => {
  if (method !== 'POST' && method !== 'PUT') return 'reading';
  return (routeOptions?.config as Partial<typeof TAKES_COMMAND> | undefined)?.takesCommand === true ? 'command' : 'writing';
};

/** The database, or another part, gave no answer in time. */
export const away = (purpose: Purpose): ProblemException =>
  purpose === 'reading'
    ? new ProblemException('service-away', '暂时无法答复，请稍后再试', 'no answer in time: try again later')
    : new ProblemException(
        'service-away',
        '暂时无法办理，本次提交未作记录，请稍后再试',
        'no answer in time: nothing was recorded, try again later',
      );

const OUTCOME = {
  command: {
    zh: '办理结果不明，请以同一 Idempotency-Key 重新提交',
    en: 'the outcome is not known: repeat it with the same Idempotency-Key',
  },
  writing: { zh: '结果不明，请查看后再试', en: 'the outcome is not known: look whether it was done, then try again' },
} as const;

/** A command, or another change, may have been recorded, or may still be. */
export const outcomeUnknown = (purpose: keyof typeof OUTCOME): ProblemException => {
  const { zh, en } = OUTCOME[purpose];
  return new ProblemException('outcome-unknown', zh, en);
};

/** An error of the program. Only after a change is the outcome in question. */
export const internalError = (purpose: Purpose): ProblemException => {
  if (purpose === 'reading') return new ProblemException('internal-error', '系统内部错误', 'internal error');
  const { zh, en } = OUTCOME[purpose];
  return new ProblemException('internal-error', `系统内部错误，${zh}`, `internal error; ${en}`);
};
