import { parseScenario } from './parse.js';
import { runScenario } from './run.js';
import { fakeSystems } from './testing/fake-system.js';
import { temporaryFolder } from './testing/files.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const BY = 'by: { role: public, org: "-", person: someone }';
const OPEN = `- { do: Open, ${BY}, with: { caseId: a } }`;
/** Starts a window that closes on 3 January at 00:00 in Shanghai. */
const START = `- { do: StartWindow, ${BY}, with: { caseId: a, publicityId: p1, endsAt: "2025-01-02T16:00:00.000Z", days: [2025-01-02] } }`;
const CONFER = `do: Confer, ${BY}, with: { caseId: a, titleId: t }`;

const run = async (steps: readonly string[], include = '') => {
  const { systems, made } = fakeSystems();
  const text = `title: 一\nclock: 2025-01-01T09:00:00+08:00\n${include}steps:\n${steps.map((step) => `  ${step}`).join('\n')}\n`;
  const result = await runScenario(parseScenario(folder.file('case.yaml', text)), systems);
  return { result, system: made[0]!, last: result.steps.at(-1)! };
};
const failuresOf = async (steps: readonly string[]) => {
  const { result, last } = await run(steps);
  expect(result.passed).toBe(last.failures.length === 0);
  return last.failures;
};
const check = (expectation: string) => `- { check: true, expect: { ${expectation} } }`;

describe('the clock of a scenario', () => {
  it('fires timers due before a step first, and does not count their events', async () => {
    const { result, last } = await run([
      OPEN,
      START,
      `- { at: 2025-01-03T10:00:00+08:00, ${CONFER}, expect: { events: [Conferred, Announced] } }`,
    ]);
    expect(result.passed).toBe(true);
    expect(last.statuses).toEqual([
      { id: 'a', from: 'WINDOW', to: 'TITLED' },
      { id: 't', from: undefined, to: 'TITLED' },
    ]);
  });
  it('counts the events of timers that an advanceTo passes, and none a millisecond earlier', async () => {
    const { result } = await run([
      OPEN,
      START,
      '- { advanceTo: 2025-01-02T23:59:59.999+08:00, expect: { events: [], status: { a: WINDOW } } }',
      '- { advanceTo: 2025-01-05T00:00:00+08:00, expect: { events: [WindowClosed], status: { a: CLEARED } } }',
    ]);
    expect(result.passed).toBe(true);
  });
  it('fires timers due at the instant of a step before its command, and counts their events', async () => {
    const { result } = await run([
      OPEN,
      START,
      `- { at: 2025-01-03T00:00:00+08:00, ${CONFER}, expect: { events: [WindowClosed, Conferred, Announced] } }`,
    ]);
    expect(result.passed).toBe(true);
    const looking = await run([
      OPEN,
      START,
      '- { at: 2025-01-03T00:00:00+08:00, check: true, expect: { events: [WindowClosed] } }',
      check('events: []'),
    ]);
    expect(looking.result.passed).toBe(true);
  });
  it('does not attribute events due at the instant to a refused command', async () => {
    const { result } = await run([
      OPEN,
      START,
      `- { at: 2025-01-03T00:00:00+08:00, do: Nonsense, ${BY}, expect: { refused: true, events: [WindowClosed] } }`,
    ]);
    expect(result.passed).toBe(true);
  });
  it('does not move for a step without an instant', async () => {
    const { system } = await run([OPEN, START, check('events: []')]);
    expect(system.now()).toBe('2025-01-01T01:00:00.000Z');
  });
});

describe('an expectation that is met', () => {
  it.each([
    ['events', [OPEN.replace(' }', ' }').replace(/ }$/, ', expect: { events: [Opened] } }')]],
    [
      'event',
      [OPEN, START.replace(/ }$/, ', expect: { event: { type: WindowStarted, openedAt: 2025-01-01T09:00:00+08:00, caseId: a } } }')],
    ],
    ['refused', [OPEN, `- { ${CONFER}, expect: { refused: true, events: [] } }`]],
    ['refused, by basis and code', [OPEN, `- { ${CONFER}, expect: { refused: { basis: measure-2022/19, code: window-open } } }`]],
    ['status', [OPEN, check('status: { a: OPEN }')]],
    ['flags and notFlags', [OPEN, START, check('flags: { a: [RUNNING] }, notFlags: { a: [OVERDUE] }')]],
    [
      'deadline',
      [
        OPEN,
        START,
        check(
          'deadline: { of: p1, kind: publicity-window, endsAt: 2025-01-03T00:00:00+08:00, workingDays: [2025-01-02], provisional: false }',
        ),
      ],
    ],
    [
      'deadline, the last of several',
      [
        OPEN,
        START,
        START.replace('01-02T16', '01-03T16'),
        check('deadline: { of: p1, kind: publicity-window, endsAt: 2025-01-04T00:00:00+08:00 }'),
      ],
    ],
    ['warnings', [OPEN, `- { do: File, ${BY}, with: { caseId: a }, expect: { warnings: [thin] } }`]],
    ['public', [OPEN, START, check('public: { WindowStarted: 1, Opened: 0, Never: 0 }')]],
    [
      'asOf',
      [
        OPEN,
        '- advanceTo: 2025-01-02T09:00:00+08:00',
        START,
        check('asOf: { at: 2025-01-01T12:00:00+08:00, status: { a: OPEN }, notFlags: { a: [RUNNING] } }'),
        check('status: { a: WINDOW }, asOf: { at: 2025-01-02T12:00:00+08:00, knownAt: 2025-01-01T12:00:00+08:00, status: { a: OPEN } }'),
        check('asOf: { at: 2025-01-02T12:00:00+08:00, flags: { a: [RUNNING] }, deadline: { of: p1, kind: publicity-window } }'),
      ],
    ],
  ])('passes: %s', async (_, steps) => {
    expect(await failuresOf(steps)).toEqual([]);
  });
});

describe('an expectation that is not met', () => {
  it.each([
    [
      'events',
      [OPEN.replace(/ }$/, ', expect: { events: [Opened, Opened, Other] } }')],
      [{ expectation: 'events', expected: ['Opened', 'Opened', 'Other'], actual: ['Opened'], note: { en: 'missing Opened, Other' } }],
    ],
    ['unexpected events', [OPEN.replace(/ }$/, ', expect: { events: [] } }')], [{ actual: ['Opened'], note: { zh: '多出 Opened' } }]],
    [
      'the order of events',
      [OPEN, START, `- { at: 2025-01-03T10:00:00+08:00, ${CONFER}, expect: { events: [Announced, Conferred] } }`],
      [{ expectation: 'events', note: { en: 'the order differs' } }],
    ],
    [
      'the type of an event',
      [OPEN.replace(/ }$/, ', expect: { event: { type: Closed } } }')],
      [{ expectation: 'event', expected: { type: 'Closed' }, actual: ['Opened'] }],
    ],
    [
      'a field of an event',
      [OPEN.replace(/ }$/, ', expect: { event: { type: Opened, caseId: b } } }')],
      [{ expectation: 'event Opened.caseId', expected: 'b', actual: 'a' }],
    ],
    [
      'one of several events',
      [OPEN.replace(/ }$/, ', expect: { event: [{ type: Opened }, { type: Opened, x: { y: 1 } }] } }')],
      [{ expectation: 'event Opened.x', expected: { y: 1 }, actual: undefined }],
    ],
    [
      'a missing refusal',
      [OPEN.replace(/ }$/, ', expect: { refused: { code: x } } }')],
      [{ expectation: 'refused', expected: { code: 'x' }, actual: ['Opened'] }],
    ],
    [
      'the basis of a refusal',
      [OPEN, `- { ${CONFER}, expect: { refused: { basis: measure-2022/17 } } }`],
      [{ expectation: 'refused.basis', expected: 'measure-2022/17', actual: ['measure-2022/18', 'measure-2022/19'] }],
    ],
    [
      'the code of a refusal',
      [OPEN, `- { ${CONFER}, expect: { refused: { code: x } } }`],
      [{ expectation: 'refused.code', expected: 'x', actual: 'window-open' }],
    ],
    [
      'a refusal that appends an event',
      [OPEN, `- { do: Spill, ${BY}, with: { caseId: a }, expect: { refused: true } }`],
      [{ expectation: 'refused', expected: [], actual: ['Spilt'] }],
    ],
    [
      'an unexpected refusal',
      [OPEN, `- { ${CONFER} }`],
      [{ expectation: 'accepted', actual: { code: 'window-open' }, note: { zh: '不可以：window-open' } }],
    ],
    [
      'status',
      [OPEN, check('status: { a: CLEARED, b: OPEN }')],
      [
        { expectation: 'status.a', expected: 'CLEARED', actual: 'OPEN' },
        { expectation: 'status.b', actual: undefined, note: { en: 'no case or title has the id b' } },
      ],
    ],
    [
      'flags',
      [OPEN, START, check('flags: { a: [RUNNING, OVERDUE], b: [X] }')],
      [
        { expectation: 'flags.a', expected: ['RUNNING', 'OVERDUE'], actual: ['RUNNING', 'VISIBLE'] },
        { expectation: 'flags.b', actual: undefined },
      ],
    ],
    [
      'notFlags',
      [OPEN, START, check('notFlags: { a: [VISIBLE], b: [X] }')],
      [
        { expectation: 'notFlags.a', actual: ['RUNNING', 'VISIBLE'] },
        { expectation: 'notFlags.b', actual: undefined },
      ],
    ],
    [
      'deadline',
      [
        OPEN,
        START,
        check(
          'deadline: { of: p1, kind: publicity-window, endsAt: 2025-01-04T00:00:00+08:00, workingDays: [2025-01-02, 2025-01-03], provisional: true }',
        ),
      ],
      [
        { expectation: 'deadline p1 publicity-window.endsAt', expected: '2025-01-03T16:00:00.000Z', actual: '2025-01-02T16:00:00.000Z' },
        { expectation: 'deadline p1 publicity-window.workingDays', actual: ['2025-01-02'] },
        { expectation: 'deadline p1 publicity-window.provisional', expected: true, actual: false },
      ],
    ],
    [
      'a missing deadline',
      [OPEN, check('deadline: { of: p1, kind: supplement }')],
      [{ expectation: 'deadline', expected: { of: 'p1', kind: 'supplement' }, actual: [] }],
    ],
    [
      'warnings',
      [OPEN, `- { do: File, ${BY}, with: { caseId: a }, expect: { warnings: [late, early] } }`],
      [{ expectation: 'warnings', expected: ['late', 'early'], actual: ['late', 'thin'] }],
    ],
    ['public', [OPEN, START, check('public: { WindowStarted: 2 }')], [{ expectation: 'public.WindowStarted', expected: 2, actual: 1 }]],
    [
      'asOf',
      [OPEN, check('asOf: { at: 2025-01-01T08:00:00+08:00, status: { a: OPEN }, flags: { a: [] } }')],
      [{ expectation: 'asOf.status.a', expected: 'OPEN', actual: undefined }, { expectation: 'asOf.flags.a' }],
    ],
  ])('fails with the expected and the actual value: %s', async (_, steps, failures) => {
    const actual = await failuresOf(steps);
    expect(actual).toHaveLength(failures.length);
    expect(actual).toMatchObject(failures);
  });
});

describe('a reference to an event', () => {
  const open = (id: string) => `- { do: Open, ${BY}, label: open-${id}, with: { caseId: ${id} } }`;
  const file = (id: string, expect = '') => `- { do: File, ${BY}, with: { caseId: a, eventId: ${id} }${expect} }`;
  const end = `- { at: 2025-01-03T10:00:00+08:00, ${CONFER}, label: end }`;
  const steps = [open('a'), START.replace('do:', 'label: window, do:'), end];

  it('is the id of the only event, of the only one of its type, or of the only one with these fields', async () => {
    const { result, system } = await run([
      ...steps,
      file('{ $event: open-a }', ', expect: { event: { type: Filed, eventId: { $event: open-a } } }'),
      file('[{ $event: end/Conferred }, { $event: end/Announced }]'),
      file('{ $event: end, caseId: a }'),
    ]);
    expect(result.steps.flatMap(({ failures }) => failures)).toEqual([]);
    expect(system.executed.slice(-3).map(({ data }) => data['eventId'])).toEqual(['e1', ['e4', 'e5'], 'e4']);
  });
  it.each([
    ['several events match', 'end', ['Conferred', 'Announced'], 'the step has several such events: name the type or a field'],
    ['no event has the type', 'end/Opened', ['Conferred', 'Announced'], 'the step has no such event'],
    ['the step was refused', 'again', [], 'the step has no such event'],
  ])('fails the step, which is not carried out, if %s', async (_, reference, actual, en) => {
    const again = `- { do: Open, ${BY}, label: again, with: { caseId: a }, expect: { refused: true } }`;
    const { last, system } = await run([...steps, again, file(`{ $event: ${reference} }`)]);
    expect(last.failures).toEqual([
      { expectation: '$event', expected: { $event: reference }, actual, note: expect.objectContaining({ en }) },
    ]);
    expect(system.executed.at(-1)!.type).toBe('Open');
  });
  it('counts the events of timers that an advanceTo passes', async () => {
    const { result, system } = await run([
      open('a'),
      START,
      '- { advanceTo: 2025-01-05T00:00:00+08:00, label: closing }',
      file('{ $event: closing/WindowClosed }'),
    ]);
    expect(result.passed).toBe(true);
    expect(system.executed.at(-1)!.data['eventId']).toBe('e3');
  });
});

describe('a run', () => {
  it('reports all failures of a step, and continues with the later steps', async () => {
    const { result } = await run([OPEN, check('status: { a: X }, events: [Y]'), check('status: { a: OPEN }')]);
    expect(result.passed).toBe(false);
    expect(result.steps.map(({ outcome, failures }) => [outcome, failures.length])).toEqual([
      ['passed', 0],
      ['failed', 2],
      ['passed', 0],
    ]);
  });
  it('ends when a step of a fixture fails', async () => {
    folder.file('fixtures/twice.yaml', `steps:\n  ${OPEN}\n  ${OPEN}\n  ${OPEN}`);
    const { result } = await run([check('status: { a: OPEN }')], 'include: [twice]\n');
    expect(result.passed).toBe(false);
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'not-run', 'not-run']);
  });
  it('ends when the system breaks down, and closes it', async () => {
    const { result, system } = await run([OPEN, `- { do: Crash, ${BY} }`, check('status: { a: OPEN }')]);
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'not-run']);
    expect(result.steps[1]!.failures).toMatchObject([{ expectation: 'system', actual: expect.stringContaining('out of order') }]);
    expect(system.closed).toBe(true);
  });
  it('reports changed statuses and new deadlines beside the events', async () => {
    const { last } = await run([OPEN, START]);
    expect(last.statuses).toEqual([{ id: 'a', from: 'OPEN', to: 'WINDOW' }]);
    expect(last.deadlines).toMatchObject([{ of: 'p1', kind: 'publicity-window' }]);
  });
  it('passes the data of a command unchanged', async () => {
    const { system } = await run([
      `- { do: Open, ${BY}, with: { caseId: a, stars: 1, day: 2025-01-01, yes: true, none: null, list: [{ x: "1.0" }] } }`,
    ]);
    expect(system.executed).toEqual([
      {
        type: 'Open',
        by: { role: 'public', org: '-', person: 'someone' },
        data: { caseId: 'a', stars: 1, day: '2025-01-01', yes: true, none: null, list: [{ x: '1.0' }] },
      },
    ]);
  });
});
