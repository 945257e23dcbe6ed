const LONGEST = 12;

/**
 * The lines between the common start and the common end of two texts, with the number of the first. `-` marks the current
 * text, `+` the generated one; at most 12 lines of each. Empty for equal texts.
 */
export const difference = (current: string, generated: string): string => {
  if (current === generated) return '';
  const [old, next] = [current.split('\n'), generated.split('\n')];
  let start = 0;
  while (start < Math.min(old.length, next.length) && old[start] === next[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, next.length) - start && old.at(-1 - end) === next.at(-1 - end)) end += 1;
  const between = (lines: readonly string[], sign: string) =>
    cut(lines.slice(start, lines.length - end).map((line) => `${sign} ${visible(line)}`));
  return [`@@ line ${start + 1}`, ...between(old, '-'), ...between(next, '+')].join('\n');
};

/** Makes carriage returns visible. */
const visible = (line: string): string => line.replaceAll('\r', '\\r');

const cut = (lines: readonly string[]): readonly string[] =>
  lines.length > LONGEST ? [...lines.slice(0, LONGEST), `  … ${lines.length - LONGEST} more`] : lines;
