import type { ProblemException } from '@minglu/http';
import { findings } from '../findings.js';
import { formOf } from '../inspection/kinds.js';
import { atMost } from './incoming.js';
import { materialRefused } from './problems.js';

/** Bytes of a file of the public. */
const MOST_OF_PUBLIC = 10 * 1024 * 1024;
const FORMS: readonly (string | null)[] = ['pdf', 'jpeg', 'png'];
/** The first bytes that show the form. */
const HEAD = 8;

/**
 * A file that a caller without a token sends, for an objection or a report: small, and PDF, JPEG or PNG by its first bytes.
 *
 * @throws ProblemException `body-too-large`, `material-refused`
 */
export async function* publicFile(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of atMost(MOST_OF_PUBLIC, source)) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < HEAD) continue;
    if (!FORMS.includes(formOf(head))) throw notForPublic();
    yield head;
    head = null;
  }
  // A file of a few bytes is none of these; an empty one gets the finding of its own.
  if (head && head.length > 0) throw notForPublic();
}

const notForPublic = (): ProblemException => materialRefused([findings.notForPublic()]);
