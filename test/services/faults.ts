import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How a network fails. `reset`: connections break, and new ones break at once. The other two accept connections and deliver nothing. After
 * healing, `late` delivers everything, also bytes that the sender has given up on. `dead` never does: only new connections work.
 */
export type Cut = 'reset' | 'late' | 'dead';

/** A proxy on the loopback that can be cut: a connection to `port` is forwarded to the target. */
export interface NetworkLink {
  readonly port: number;
  readonly leadTo: (port: number) => void;
  /** Number of open connections. */
  readonly connections: () => number;
  readonly cut: (how: Cut) => void;
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

interface Connection {
  readonly flow: () => void;
  readonly halt: () => void;
  readonly reset: () => void;
}

const connection = (near: Socket, target: () => number, onEnd: () => void): Connection => {
  let far: Socket | undefined;
  const reset = (): void => {
    near.resetAndDestroy();
    far?.resetAndDestroy();
  };
  const closed = (other: () => Socket | undefined) => () => {
    other()?.destroySoon();
    onEnd();
  };
  near.on('error', reset).on(
    'close',
    closed(() => far),
  );
  return {
    reset,
    flow: () => {
      if (near.destroyed) return;
      far ??= connect({ port: target(), host: '127.0.0.1', noDelay: true })
        .on('error', reset)
        .on(
          'close',
          closed(() => near),
        );
      near.pipe(far).pipe(near);
    },
    halt: () => {
      near.unpipe().pause();
      far?.unpipe().pause();
    },
  };
};

export const makeNetworkLink = async (): Promise<NetworkLink> => {
  let target = 0;
  let cut: Cut | null = null;
  let living = new Set<Connection>();
  const dead = new Set<Connection>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
    const one = connection(
      near,
      () => target,
      () => living.delete(one),
    );
    living.add(one);
    if (cut === 'reset') one.reset();
    else if (cut === null) one.flow();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => void (target = port),
    connections: () => living.size,
    cut: (how) => {
      cut = how;
      for (const one of living)
        if (how === 'reset') one.reset();
        else one.halt();
    },
    heal: () => {
      if (cut === 'dead') {
        for (const one of living) dead.add(one);
        living = new Set();
      }
      cut = null;
      for (const one of living) one.flow();
    },
    close: async () => {
      for (const one of [...living, ...dead]) one.reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A separate disk for a folder, small enough to be filled. */
export interface Disk {
  /** Fills it to the last byte. */
  readonly fill: () => void;
  readonly free: () => void;
  readonly unmount: () => void;
}

const mounted = (folder: string, megabytes: number): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'minglu-faults', folder]).status === 0;
const unmount = (folder: string): void => void spawnSync('umount', [folder]);

/** Whether the process may mount a disk: root may, unless a container forbids it. */
export const mayMount = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-mount-'));
  const may = process.getuid?.() === 0 && mounted(folder, 1);
  if (may) unmount(folder);
  rmdirSync(folder);
  return may;
};

export const mountDisk = (folder: string, megabytes: number): Disk => {
  mkdirSync(folder, { recursive: true });
  if (!mounted(folder, megabytes)) throw new Error(`no disk could be mounted at ${folder}`);
  const ballast = join(folder, 'ballast');
  return {
    fill: () => {
      const file = openSync(ballast, 'a');
      try {
        for (let size = 1 << 20; size >= 1;)
          try {
            writeSync(file, Buffer.alloc(size));
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            size >>= 1;
          }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => unmount(folder),
  };
};
