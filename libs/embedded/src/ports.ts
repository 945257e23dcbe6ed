import { connect, createServer, type Server } from 'node:net';

/** Free ports of the loopback. All are reserved at once, so that none is returned twice. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(0)));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

const listenOn = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

/** The first of these ports of the loopback on which this process cannot listen. */
export const takenPort = async (ports: readonly number[]): Promise<number | undefined> => {
  for (const port of ports) {
    const server = await listenOn(port).catch(() => null);
    if (server === null) return port;
    await new Promise((resolve) => server.close(resolve));
  }
  return undefined;
};

/** Whether a port of the loopback accepts a connection within a second. */
export const acceptsConnection = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });
