import type { Follows } from './act.js';
import { actsByChapter } from './acts.js';
import { row } from './matrix.js';

/** Every command of a dossier by chapter, with its roles and the events that may follow, as Markdown. */
export const commandTable = (): string =>
  [
    '# Commands of a dossier and their events',
    '',
    '<!-- Generated from libs/dossier. Do not edit. -->',
    '',
    'The statuses in which each command may happen stand in [the table of statuses](../contracts/state-matrix.md).',
    ...Object.entries(actsByChapter).flatMap(([chapter, acts]) => [
      '',
      `## ${chapter}`,
      '',
      row('command', '办理', 'roles', 'events'),
      row('---', '---', '---', '---'),
      ...acts.map(({ command, title, by, follows }) => row(command, title.zh, Object.keys(by).join(', '), eventsIn(follows).join(', '))),
    ]),
    '',
  ].join('\n');

const eventsIn = (follows: Follows): readonly string[] => [...new Set(Object.values(follows).flat())];
