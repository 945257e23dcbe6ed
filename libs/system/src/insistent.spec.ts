import { OutcomeUnknown } from '@minglu/event-store';
import type { Command, CommandAnswer } from '@minglu/casework';
import { insistent } from './insistent.js';

const ANSWER: CommandAnswer = { outcome: 'accepted', commandId: 'c1', position: 1, events: [], warnings: [], created: {}, repeated: true };
const COMMAND: Command = {
  commandId: 'c1',
  type: 'A',
  data: {},
  actor: { person: 'p', role: 'system', org: 'MIIT' },
  at: '2025-01-01T00:00:00.000Z',
};

describe('a handler that insists', () => {
  /** Fails with each of these errors, then answers. */
  const failing = (...errors: Error[]) => {
    const given: Command[] = [];
    const execute = async (command: Command): Promise<CommandAnswer> => {
      given.push(command);
      const error = errors.shift();
      if (error) throw error;
      return ANSWER;
    };
    return { given, execute };
  };
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  it('gives the same command again while the database is away or the outcome is not known', async () => {
    const { given, execute } = failing(refused, new OutcomeUnknown(refused));
    expect(await insistent({ execute }).execute(COMMAND)).toBe(ANSWER);
    expect(given).toEqual([COMMAND, COMMAND, COMMAND]);
  });
  it('fails at once for any other error', async () => {
    const { given, execute } = failing(new Error('the act is broken'));
    await expect(insistent({ execute }).execute(COMMAND)).rejects.toThrow('the act is broken');
    expect(given).toHaveLength(1);
  });
  it('fails with the last error when its patience is spent', async () => {
    const { execute } = failing(...Array.from({ length: 99 }, () => refused));
    await expect(insistent({ execute }, 100).execute(COMMAND)).rejects.toBe(refused);
  });
});
