import type { ReactNode } from 'react';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'plain';

/** A word on a coloured ground. The word alone says all: no colour carries a meaning by itself. */
export const Mark = ({
  tone = 'plain',
  isName = false,
  children,
}: {
  readonly tone?: Tone;
  /** It has a name in it, which may be long and breaks anywhere. */
  readonly isName?: boolean;
  readonly children: ReactNode;
}) => <span className={isName ? `mark ${tone} name` : `mark ${tone}`}>{children}</span>;

const BAD = ['CANCELLED', 'EXITED', 'REJECTED', 'DENIED', 'TERMINATED', 'exited', 'cancelled'];
const OK = ['TITLED', 'valid'];
const WARN = ['SUPPLEMENT', 'IMPROVEMENT', 'rectification', 'EXIT_PROPOSED'];
export const toneOf = (status: string): Tone =>
  BAD.includes(status) ? 'bad' : OK.includes(status) ? 'ok' : WARN.includes(status) ? 'warn' : 'info';
