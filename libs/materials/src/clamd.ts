import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Scanned, Scanner } from './scanner.js';

export interface ClamdAddress {
  readonly host: string;
  readonly port: number;
}

const MOST_ANSWER = 4096;

/**
 * A scanner of ClamAV over the protocol of clamd: INSTREAM, with chunks that begin with their length.
 *
 * @param patienceMs without any traffic
 */
export const clamd = ({ host, port }: ClamdAddress, patienceMs = 120_000): Scanner => {
  const ask = async (command: string, send: (socket: Socket) => Promise<void>): Promise<string> => {
    const socket = connect(port, host);
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('clamd does not answer')));
    const answer = answerOf(socket);
    // A failure to send shows in the answer: clamd ends the connection when a stream is too long.
    socket.write(`z${command}\0`);
    await Promise.race([send(socket), answer.catch(() => undefined)]).catch((error: Error) => void socket.destroy(error));
    return answer;
  };
  const scanOnce = async (open: () => Readable): Promise<Scanned> => {
    const source = open();
    try {
      return verdictOf(await ask('INSTREAM', (socket) => stream(source, socket)));
    } finally {
      source.destroy();
    }
  };
  const check = async (): Promise<void> => {
    const answer = await ask('PING', async () => undefined);
    if (answer !== 'PONG') throw new Error(`clamd answers ${JSON.stringify(answer)} to PING`);
  };
  return {
    // A stream that is too long is ended with its rest unread. The reset of the connection may then overtake the answer (RFC 9293, 3.10.4).
    // So a second reset by a daemon that is well says the same.
    scan: async (open) => {
      try {
        return await scanOnce(open).catch((error: unknown) => (isReset(error) ? scanOnce(open) : Promise.reject(error)));
      } catch (error) {
        if (!isReset(error)) throw error;
        await check();
        return { verdict: 'too-large' };
      }
    },
    check,
  };
};

const isReset = (error: unknown): boolean => ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');

const answerOf = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.includes('\0') || answer.length > MOST_ANSWER) socket.end();
    });
    socket.once('error', (error) => (answer.includes('\0') ? resolve(ended(answer)) : reject(error)));
    socket.once('close', () => (answer.includes('\0') ? resolve(ended(answer)) : reject(new Error('clamd ended without an answer'))));
  });
const ended = (answer: string): string => answer.slice(0, answer.indexOf('\0'));

const stream = async (source: Readable, socket: Socket): Promise<void> => {
  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      socket.once('drain', resolve);
      socket.once('close', resolve);
    });
  for await (const chunk of source) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE((chunk as Buffer).length);
    socket.write(length);
    if (socket.destroyed || socket.writableEnded) return;
    if (!socket.write(chunk as Buffer)) await drained();
  }
  socket.write(Buffer.alloc(4));
};

const verdictOf = (answer: string): Scanned => {
  if (answer === 'stream: OK') return { verdict: 'clean' };
  if (/INSTREAM size limit exceeded/i.test(answer)) return { verdict: 'too-large' };
  const name = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (name === undefined) throw new Error(`clamd answers ${JSON.stringify(answer.slice(0, 200))}`);
  return { verdict: 'infected', name };
};
