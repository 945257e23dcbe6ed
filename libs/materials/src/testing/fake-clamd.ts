import { createServer, type AddressInfo, type Socket } from 'node:net';

/** How a clamd behaves: it scans, or breaks in one of these ways. */
export type Behaviour = 'scans' | 'ends at once' | 'ends in the middle' | 'answers nonsense' | 'never answers';

/** A stand-in for clamd: it finds EICAR by a word, and takes streams up to a limit. */
export const fakeClamd = async ({ word = 'EICAR', most = 1024 * 1024 }: { readonly word?: string; readonly most?: number } = {}) => {
  let behaviour: Behaviour = 'scans';
  const scanned: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (behaviour === 'ends at once') return socket.destroy();
    serve(socket, { word, most, behaviour: () => behaviour, onScan: (size) => scanned.push(size) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    behave: (as: Behaviour) => void (behaviour = as),
    /** The sizes of the streams that were scanned to their end. */
    scanned,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

interface Serving {
  readonly word: string;
  readonly most: number;
  readonly behaviour: () => Behaviour;
  readonly onScan: (size: number) => void;
}

const serve = (socket: Socket, { word, most, behaviour, onScan }: Serving): void => {
  let buffer = Buffer.alloc(0);
  let content: Buffer[] | null = null;
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    if (content === null) {
      const end = buffer.indexOf(0);
      if (end === -1) return;
      const command = buffer.toString('latin1', 0, end);
      buffer = buffer.subarray(end + 1);
      if (command === 'zPING') return void socket.end(behaviour() === 'answers nonsense' ? 'UNKNOWN COMMAND\0' : 'PONG\0');
      content = [];
    }
    if (behaviour() === 'ends in the middle') return void socket.destroy();
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32BE(0)) {
      const length = buffer.readUInt32BE(0);
      content.push(buffer.subarray(4, 4 + length));
      buffer = buffer.subarray(4 + length);
      const size = content.reduce((sum, each) => sum + each.length, 0);
      if (size > most) return void socket.end('INSTREAM size limit exceeded. ERROR\0');
      if (length > 0 || behaviour() === 'never answers') continue;
      onScan(size);
      if (behaviour() === 'answers nonsense') return void socket.end('stream: ??\0');
      return void socket.end(Buffer.concat(content).includes(word) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0');
    }
  });
};
