import type { LoggerOptions } from 'pino';

const PERIOD_MS = 60_000;
/** So many kinds are told apart; lines of further kinds count as one. */
const MOST_KINDS = 500;

interface RepeatOptions {
  readonly periodMs?: number;
  /** Calls `work` after `ms`. Specs replace it. */
  readonly later?: (work: () => void, ms: number) => void;
}

/** Writes a line. `repeated`: how many of its kind came in the last period; 0 for the first one. */
type Write = (repeated: number) => void;

/**
 * Bounds a log in an outage, when the same failure comes many times a second. The first line of a kind is written at once. Later ones are
 * counted; the last of them is written once a period, with the count.
 */
export const repeatedLines = ({ periodMs = PERIOD_MS, later = (work, ms) => void setTimeout(work, ms).unref() }: RepeatOptions = {}): ((
  kind: string,
  write: Write,
) => void) => {
  const kinds = new Map<string, { left: number; write: Write }>();
  const endOfPeriod = (kind: string) => (): void => {
    const { left, write } = kinds.get(kind)!;
    kinds.delete(kind);
    if (left === 0) return;
    write(left);
    begin(kind, write);
  };
  const begin = (kind: string, write: Write): void => {
    kinds.set(kind, { left: 0, write });
    later(endOfPeriod(kind), periodMs);
  };
  return (text, write) => {
    const kind = kinds.size < MOST_KINDS ? kindOf(text) : '';
    const known = kinds.get(kind);
    if (known) {
      known.left += 1;
      known.write = write;
    } else {
      write(0);
      begin(kind, write);
    }
  };
};

/** Lines that differ in numbers only, like times, ports and positions, are of one kind. */
const kindOf = (text: string): string => text.replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gi, '#').replace(/[0-9]+/g, '#');

/** The fields of a line that tell its kind, beside its text. */
interface Fields {
  readonly where?: unknown;
  readonly reason?: unknown;
  readonly err?: { readonly message?: unknown };
  readonly res?: { readonly statusCode?: unknown };
}

const WARN = 40;

/** Hooks of pino with which warnings and errors are bounded: `repeated` is the count. */
export const boundedLogHooks = (options?: RepeatOptions): NonNullable<LoggerOptions['hooks']> => {
  const lines = repeatedLines(options);
  return {
    logMethod(args, method, level) {
      if (level < WARN) return void method.apply(this, args);
      const [first, second] = args as unknown[];
      const isText = typeof first === 'string';
      const fields = (isText ? {} : (first ?? {})) as Fields & { readonly message?: unknown };
      const kind = [
        level,
        isText ? first : second,
        fields.where,
        fields.reason,
        fields.err?.message ?? fields.message,
        fields.res?.statusCode,
      ];
      lines(kind.join(' '), (repeated) => {
        const more = { repeated };
        if (repeated === 0) method.apply(this, args);
        else if (isText) method.apply(this, [more, ...args] as unknown as typeof args);
        else
          method.apply(this, [
            { ...(first instanceof Error ? { err: first } : fields), ...more },
            ...args.slice(1),
          ] as unknown as typeof args);
      });
    },
  };
};
