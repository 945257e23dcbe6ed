import type { Follows } from './act.js';
import { dossierActs } from './acts.js';
import { dossierEvents, type DossierEvent } from './events.js';
import { CLOSED_STATUSES, STATUSES, type Status } from './status.js';
import { mayHappen, statusesOf, type DossierCommand } from './table.js';

/** The events that may follow a command in a status; empty if the command is refused there. */
export const mayFollow = (command: DossierCommand, status: Status): readonly DossierEvent['type'][] => {
  const act = dossierActs.find((one) => one.command === command);
  if (!act || !mayHappen(command, status)) return [];
  const follows: Follows = act.follows;
  return isList(follows) ? follows : (follows[status] ?? follows.elsewhere);
};
const isList = (follows: Follows): follows is readonly DossierEvent['type'][] => Array.isArray(follows);

/** The statuses in which a next step is owed: a title stands, and a closed case is over. */
export const UNFINISHED: readonly Status[] = STATUSES.filter(
  (status) => status !== 'NONE' && status !== 'TITLED' && !CLOSED_STATUSES.includes(status),
);

/** By role, the commands that may lead out of a status (decisions 23). `system` is the clock. */
export const waysOn = (status: Status): ReadonlyMap<string, readonly DossierCommand[]> => {
  const ways = new Map<string, DossierCommand[]>();
  for (const { command, by } of dossierActs)
    if (mayFollow(command, status).some((type) => mayLeave(type, status)))
      for (const role of Object.keys(by)) ways.set(role, [...(ways.get(role) ?? []), command]);
  return ways;
};
const mayLeave = (type: DossierEvent['type'], status: Status): boolean => {
  const { leadsTo } = dossierEvents[type];
  return typeof leadsTo === 'function' || (leadsTo !== null && leadsTo !== status);
};

/**
 * The table of statuses (案卷状态表) as Markdown: each command with its statuses, the events that may follow, and the provisions of its refusal
 * elsewhere.
 */
export const stateMatrix = (): string =>
  [
    '# What may happen in which state',
    '',
    '<!-- Generated from libs/dossier. Do not edit. -->',
    '',
    'A command that may not happen in a state is refused there with `not-in-this-state` and the provisions of its act;',
    'before there is a dossier (`NONE`) with `unknown-id`; one that opens a dossier, under an id in use, with `id-taken`.',
    '',
    '## At a glance',
    '',
    row('', ...STATUSES),
    row('---', ...STATUSES.map(() => ':-:')),
    ...dossierActs.map(({ command }) => row(command, ...STATUSES.map((status) => (statusesOf(command).includes(status) ? '●' : '')))),
    '',
    '## What follows',
    '',
    row('command', '办理', 'by', 'in', 'may be followed by', 'elsewhere refused by'),
    row('---', '---', '---', '---', '---', '---'),
    ...dossierActs.flatMap(({ command, title, by, legalBasis }) =>
      grouped(command).map(({ states, events }, index) =>
        index === 0
          ? row(command, title.zh, Object.keys(by).join(', '), states.join(', '), events, legalBasis.join(', '))
          : row('', '', '', states.join(', '), events, ''),
      ),
    ),
    '',
    '## Ways on',
    '',
    'The commands that may lead out of each status that is not final, by the role that gives them. `system` is the clock.',
    '',
    row('in', 'by', 'commands'),
    row('---', '---', '---'),
    ...UNFINISHED.flatMap((status) =>
      [...waysOn(status)].map(([role, commands], index) => row(index === 0 ? status : '', role, commands.join(', '))),
    ),
    '',
  ].join('\n');

export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The statuses of a command, grouped by the events that may follow. */
const grouped = (command: DossierCommand): readonly { readonly states: readonly Status[]; readonly events: string }[] => {
  const groups = new Map<string, Status[]>();
  for (const status of statusesOf(command)) {
    const events = mayFollow(command, status).join(', ') || '(nothing)';
    groups.set(events, [...(groups.get(events) ?? []), status]);
  }
  return [...groups].map(([events, states]) => ({ states, events }));
};
