import type { FastifyRequest } from 'fastify';
import { NotStrictJson, parseStrictJson, ProblemException } from '@minglu/http';

interface Form {
  readonly file: Buffer;
  readonly data: Readonly<Record<string, unknown>>;
  readonly system: string | undefined;
}

/**
 * Reads the form of an import.
 *
 * @throws ProblemException `invalid-request` for a form of another shape; the errors of the limits have a status
 */
export const readForm = async (request: FastifyRequest): Promise<Form> => {
  try {
    return await formIn(request);
  } catch (error) {
    // The parser of forms throws plain errors for a form that ends in the middle.
    if (error instanceof ProblemException || (error as { readonly statusCode?: number }).statusCode !== undefined) throw error;
    throw wrongForm('表单不完整', 'the form is not complete');
  }
};

const formIn = async (request: FastifyRequest): Promise<Form> => {
  let file: Buffer | undefined;
  const fields = new Map<string, string>();
  for await (const part of request.parts()) {
    if (part.type === 'file' && part.fieldname === 'file') {
      if (file) throw wrongForm('file 出现两次', 'file is there twice');
      file = await part.toBuffer();
    } else if (part.type === 'field' && ['data', 'system'].includes(part.fieldname) && !fields.has(part.fieldname)) {
      if (part.valueTruncated) throw wrongForm(`${part.fieldname} 过长`, `${part.fieldname} is too long`);
      fields.set(part.fieldname, String(part.value));
    } else {
      // An unread file would hold up the request.
      if (part.type === 'file') part.file.resume();
      throw wrongForm(`没有字段 ${part.fieldname}`, `there is no field ${part.fieldname}`);
    }
  }
  if (!file) throw wrongForm('缺少 file', 'file is missing');
  return { file, data: objectIn(fields.get('data') ?? '{}'), system: fields.get('system') };
};

const objectIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value = parseStrictJson(Buffer.from(text));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error;
  }
  throw wrongForm('data 须为 JSON 对象', 'data must be a JSON object');
};

const wrongForm = (zh: string, en: string): ProblemException => new ProblemException('invalid-request', zh, en);
