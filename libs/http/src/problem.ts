import type { Refusal } from '@minglu/kernel';

/** Problem details (RFC 9457) with the stable code, the provisions and the message in both languages. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly legalBasis: readonly string[];
  readonly message: { readonly zh: string; readonly en: string };
  readonly details: Readonly<Record<string, unknown>>;
}

/** HTTP status by code. Other codes are 422: a refusal of a well-formed command. */
const STATUS: Readonly<Record<string, number>> = {
  'invalid-payload': 400,
  'invalid-request': 400,
  'not-authenticated': 401,
  'not-authorised': 403,
  'unknown-id': 404,
  'unknown-command': 404,
  'unknown-route': 404,
  'id-taken': 409,
  'not-in-this-state': 409,
  'dossier-already-open': 409,
  'stale-version': 412,
  'command-id-reused': 422,
  'not-caught-up': 504,
  'service-away': 503,
  'clock-wrong': 503,
  'internal-error': 500,
  'record-unreadable': 500,
};

const problemOf = ({ code, legalBasis, message, details }: Refusal): Problem => ({
  type: `urn:minglu:problem:${code}`,
  title: code,
  status: STATUS[code] ?? 422,
  detail: message.zh,
  code,
  legalBasis,
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
