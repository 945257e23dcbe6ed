import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { ProblemException, requestProblem } from './problem.js';
import { sendProblem } from './send-problem.js';
import { MAX_BODY } from './server.js';

/** Bytes of an uploaded table. */
const MAX_TABLE = 5 * 1024 * 1024;
const IS_JSON = /^application\/json\b/i;
const IS_MULTIPART = /^multipart\//i;

/** The configuration of a route whose body is no JSON. */
interface TakesFiles {
  /** A form with a small file. */
  readonly takesFiles?: boolean;
  /** A file by itself, or in a form. Its handler reads it. */
  readonly takesBytes?: boolean;
}

/** Takes files on the routes whose configuration says so ({@link TakesFiles}); other routes take JSON alone. */
export const acceptMultipart = async (server: FastifyInstance): Promise<void> => {
  await server.register(multipart, {
    throwFileSizeLimit: true,
    limits: { fileSize: MAX_TABLE, files: 1, fields: 2, fieldSize: MAX_BODY, fieldNameSize: 20, parts: 3, headerPairs: 20 },
  });
  server.addContentTypeParser('*', ({ routeOptions }, _, done) =>
    (routeOptions.config as TakesFiles).takesBytes ? done(null, undefined) : done(requestProblem(415)),
  );
  server.addHook('onRequest', ({ headers, routeOptions }, reply, done) => {
    const { takesFiles = false, takesBytes = false } = routeOptions.config as TakesFiles;
    const type = headers['content-type'] ?? '';
    if (takesBytes ? IS_JSON.test(type) : IS_MULTIPART.test(type) !== takesFiles)
      sendProblem(reply, takesBytes ? noFile() : takesFiles ? noFormData() : requestProblem(415));
    else done();
  });
};

const noFormData = (): ProblemException =>
  new ProblemException('unsupported-media-type', '请求内容须为 multipart/form-data', 'the body must be multipart/form-data');

const noFile = (): ProblemException => new ProblemException('unsupported-media-type', '请求内容须为文件', 'the body must be a file');
