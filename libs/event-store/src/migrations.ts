import { readFileSync } from 'node:fs';
import type { Migration } from './migrate.js';

/**
 * A migration from `migrations/<title>.sql`. The file must never change: databases have recorded its checksum, comments
 * included. The line break before the text belongs to the recorded text.
 */
const fromFile = (title: string): Migration => ({
  name: `event-store/${title}`,
  sql: `\n${readFileSync(new URL(`./migrations/${title}.sql`, import.meta.url), 'utf8')}`,
});

/** The schema of the event log, for {@link migrate}. */
export const eventStoreMigrations: readonly Migration[] = [
  /** Tables. Text that is only compared for identity sorts by bytes (`COLLATE "C"`): cheaper, and the same on every server. */
  fromFile('0001-log'),
  /**
   * `append_events` appends a batch of commands in one transaction, each whole or not at all, and returns one outcome per
   * command.
   *
   * Parameters are parallel arrays, one group per kind of row. `x_command` is the 1-based index of the command in the
   * batch, and each group is ordered by it. `last_events[i]` is the index of the last event of command i among all events
   * of the batch. For a command without events it is that of the command before. `event_follows[i]` is the id of the
   * event that event i must come right after in its stream, or '' if only its version counts.
   *
   * 0014 replaces this first version and keeps its promises.
   *
   * The batch is appended in runs. A run starts at the command `first` and ends before the first command that meets an
   * obstacle. Obstacles are looked up for all commands of the run at once, in the tables as they are. A run is inserted
   * by one statement, so a batch without obstacles costs as many statements as a single command. For the first command
   * of a run the obstacle is final and becomes its outcome. For a later command it only ends the run; it is looked up
   * again when all commands before it are in the tables. Two claims of one id in a batch end the run, and so does a check on
   * a stream that the batch writes. Only the order of the commands counts.
   *
   * Within one command: first expected versions and checks, then releases, then claims.
   */
  fromFile('0002-append'),
  /**
   * Rights. The roles are groups without login; the user of a service is a member of its group. Roles belong to the whole
   * server, so the migration of another database may create them at the same time.
   *
   * Only `append_events` may INSERT into `events`, because it keeps positions dense. No role may UPDATE, DELETE or
   * TRUNCATE `events`, and neither may the owner.
   */
  fromFile('0003-immutable'),
  /** The audit service finds the stream of a title, a notice or a proceeding by its claim. */
  { name: 'event-store/0004-audit-claims', sql: 'GRANT SELECT ON claims TO minglu_audit;' },
  /** Public events are read by an index of their own, so the time of a read does not reveal how many other events were recorded. */
  {
    name: 'event-store/0005-public',
    sql: 'CREATE UNIQUE INDEX events_public ON events (position) WHERE public_version IS NOT NULL;',
  },
  /** Readers compare the identity, and the epoch of their position, with their own before they go on. */
  fromFile('0006-identity'),
  /**
   * `append_events` refuses (`ML001`) a caller that has seen an event which the log no longer has. For a command without an instant
   * it takes the clock of the server. After an event of `clock/log` (`CLOCK_STREAM`) the instants recorded before it do not count.
   */
  fromFile('0007-place-and-time'),
  /** Adds log, epoch and hash to a checkpoint. The query service may read positions and hashes of the log, and no content. */
  fromFile('0008-places'),
  /** A page that the health of a service inserts and rolls back: see `appendProbe`. */
  fromFile('0009-append-probe'),
  /** The proof of the keys, and the key of each row of the vault. */
  fromFile('0010-key-checks'),
  /** `append_events` takes a lock that no login can take. */
  fromFile('0011-append-lock'),
  /** Epochs that operators begin, and those that begin by themselves: see `open_log`. */
  fromFile('0012-epochs'),
  /** One key of the vault for each person. `append_events` destroys it together with the event that says so. */
  fromFile('0013-persons'),
  /**
   * `append_events` writes a run of commands first, the whole batch where it can. The unique keys refuse a repeated command id, a stream
   * version or a claim that is taken. Everything else is asked afterwards, in the same subtransaction. A run that meets something is
   * undone and halved. A single command is asked before it is written: its obstacle is its outcome. New are claims that were never held.
   */
  fromFile('0014-append-at-once'),
];
