const LONGEST = 12;

/**
 * The lines between the common beginning and the common end of two texts: `-` as it is, `+` as it should be, with the
 * number of the first, and no more of them than a reader needs to see what happened.
 */
export const difference = (is: string, should: string): string => {
  if (is === should) return '';
  const [old, next] = [is.split('\n'), should.split('\n')];
  let start = 0;
  while (start < Math.min(old.length, next.length) && old[start] === next[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, next.length) - start && old.at(-1 - end) === next.at(-1 - end)) end += 1;
  const between = (lines: readonly string[], sign: string) =>
    cut(lines.slice(start, lines.length - end).map((line) => `${sign} ${visible(line)}`));
  return [`@@ line ${start + 1}`, ...between(old, '-'), ...between(next, '+')].join('\n');
};

/** A carriage return would not be seen. */
const visible = (line: string): string => line.replaceAll('\r', '\\r');

const cut = (lines: readonly string[]): readonly string[] =>
  lines.length > LONGEST ? [...lines.slice(0, LONGEST), `  … ${lines.length - LONGEST} more`] : lines;
