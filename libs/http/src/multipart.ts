import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { ProblemException, requestProblem } from './problem.js';
import { sendProblem } from './send-problem.js';
import { MAX_BODY } from './server.js';

/** Bytes of an uploaded table. */
const MAX_TABLE = 5 * 1024 * 1024;
const IS_MULTIPART = /^multipart\//i;

/** Takes `multipart/form-data` on the routes with `takesFiles` in their configuration; other routes take JSON alone, as before. */
export const acceptMultipart = async (server: FastifyInstance): Promise<void> => {
  await server.register(multipart, {
    throwFileSizeLimit: true,
    limits: { fileSize: MAX_TABLE, files: 1, fields: 2, fieldSize: MAX_BODY, fieldNameSize: 20, parts: 3, headerPairs: 20 },
  });
  server.addHook('onRequest', async ({ headers, routeOptions }, reply) => {
    const { takesFiles = false } = routeOptions.config as { readonly takesFiles?: boolean };
    if (IS_MULTIPART.test(headers['content-type'] ?? '') !== takesFiles) {
      if (takesFiles) return sendProblem(reply, noFormData());
      return sendProblem(reply, requestProblem(415));
    }
    return undefined;
  });
};

const noFormData = (): ProblemException =>
  new ProblemException('unsupported-media-type', '请求内容须为 multipart/form-data', 'the body must be multipart/form-data');
