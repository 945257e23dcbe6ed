/** Command-line settings of the embedded server. Its postgresql.conf stays as initdb wrote it. */
export function serverSettings(port: number, durable: boolean): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '', // a socket path is limited to 107 bytes, and a checkout's path may be longer
    max_connections: 100,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(durable ? {} : TEMPORARY),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** A temporary server need not survive a crash of the machine. Several fleets use it at once, each with the logins of the server. */
const TEMPORARY = { max_connections: 300, fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum_naptime: '1h' };
