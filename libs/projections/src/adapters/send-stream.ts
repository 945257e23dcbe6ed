import type { Writable } from 'node:stream';
import type { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemException } from '@minglu/http';

export const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };

/** True if the caller asks for server-sent events instead of a page. */
export const wantsStream = (accept: string): boolean => accept.toLowerCase().includes('text/event-stream');

/**
 * Answers with a stream until its reader leaves. Throws 503 `service-away` if there is no free place.
 *
 * @param follow writes the events
 */
export const sendStream = async (
  reply: FastifyReply,
  isFull: boolean,
  follow: (to: Writable) => Promise<void>,
  logger: Logger,
): Promise<void> => {
  if (isFull) throw new ProblemException('service-away', '订阅已满，请稍后再试或逐页读取', 'too many streams: try again, or read by pages');
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...STREAM_HEADERS });
  try {
    await follow(raw);
    raw.end();
  } catch (error) {
    // The status is already sent. The broken connection makes the reader come back and resume after its last event.
    logger.warn(`a stream was broken off: ${(error as Error).message}`);
    raw.destroy();
  }
};
