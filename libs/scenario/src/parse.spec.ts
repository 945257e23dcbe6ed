import { MalformedScenario, type CommandStep } from './format.js';
import { parseScenario } from './parse.js';
import { temporaryFolder } from './testing/files.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const HEAD = 'title: 一\nclock: 2025-01-01T09:00:00+08:00\n';
const BY = '{ role: public, org: "-", person: someone }';
const parse = (text: string) => parseScenario(folder.file('case.yaml', text));
const stepsOf = (text: string) => parse(HEAD + text).steps;
const dataOf = (text: string) => stepsOf(text).map((step) => (step as CommandStep).data);
/** The error in the steps, or in the whole file. */
const errorIn = (text: string, whole = false) => {
  try {
    parse(whole ? text : HEAD + text);
  } catch (error) {
    if (!(error instanceof MalformedScenario)) throw error;
    const { place, reason, includedFrom } = error;
    return {
      file: place.file.slice(folder.path.length + 1),
      line: place.line,
      reason: reason.en,
      zh: reason.zh,
      from: includedFrom.map(({ line }) => line),
    };
  }
  return undefined;
};

describe('a scenario file', () => {
  it('has a title, articles, a clock in UTC and steps of three forms', () => {
    const scenario = parse(
      `title: 国庆\narticles: [measure-2022/18]\nclock: 2025-09-26T09:00:00+08:00\nsteps:
  - at: 2025-09-26T10:00:00+08:00
    by: ${BY}
    do: Open
    with: { caseId: a, day: 2025-09-26, n: 2 }
  - do: Close
    by: ${BY}
  - advanceTo: 2025-09-27T00:00:00+08:00
  - { check: true }
  - { at: 2025-09-26T17:00:00Z, check: true }`,
    );
    expect(scenario).toMatchObject({ title: '国庆', articles: ['measure-2022/18'], clock: '2025-09-26T01:00:00.000Z' });
    expect(scenario.steps.map(({ kind, at }) => [kind, at])).toEqual([
      ['command', '2025-09-26T02:00:00.000Z'],
      ['command', '2025-09-26T02:00:00.000Z'],
      ['advance', '2025-09-26T16:00:00.000Z'],
      ['check', '2025-09-26T16:00:00.000Z'],
      ['check', '2025-09-26T17:00:00.000Z'],
    ]);
    expect(scenario.steps[0]).toMatchObject({
      by: { role: 'public', org: '-', person: 'someone' },
      command: 'Open',
      data: { caseId: 'a', day: '2025-09-26', n: 2 },
      place: { line: 5 },
    });
    expect(scenario.steps[1]).toMatchObject({ command: 'Close', data: {} });
  });

  it('may have every expectation of the format, one or several of each', () => {
    const [step] = stepsOf(`steps:
  - do: Open
    by: ${BY}
    expect:
      events: []
      event: [{ type: A, x: 1 }, { type: B }]
      refused: { basis: measure-2022/18, code: c }
      status: { a: OPEN }
      flags: { a: [X] }
      notFlags: { a: [Y, Z] }
      deadline: [{ of: p, kind: k, endsAt: 2025-01-02T00:00:00+08:00, workingDays: [2025-01-01], provisional: false }, { of: q, kind: k }]
      warnings: [w]
      asOf: { at: 2025-01-01T00:00:00+08:00, status: { a: OPEN }, flags: { a: [] }, notFlags: { a: [X] }, deadline: { of: p, kind: k } }
      public: { A: 0, B: 2 }`);
    expect(step!.expect).toEqual({
      events: [],
      eventPatterns: [
        { type: 'A', fields: { x: 1 } },
        { type: 'B', fields: {} },
      ],
      refused: { basis: 'measure-2022/18', code: 'c' },
      status: new Map([['a', 'OPEN']]),
      flags: new Map([['a', ['X']]]),
      notFlags: new Map([['a', ['Y', 'Z']]]),
      deadlines: [
        { of: 'p', kind: 'k', endsAt: '2025-01-01T16:00:00.000Z', workingDays: ['2025-01-01'], provisional: false },
        { of: 'q', kind: 'k' },
      ],
      warnings: ['w'],
      asOf: [
        expect.objectContaining({
          at: '2024-12-31T16:00:00.000Z',
          knownAt: '2024-12-31T16:00:00.000Z',
          status: new Map([['a', 'OPEN']]),
          flags: new Map([['a', []]]),
        }),
      ],
      publicCounts: new Map([
        ['A', 0],
        ['B', 2],
      ]),
    });
    expect(stepsOf(`steps: [{ do: X, by: ${BY}, expect: { refused: true } }]`)[0]!.expect.refused).toEqual({});
  });
});

describe('a reference to an event', () => {
  const open = `- { do: Open, by: ${BY}, label: first, with: { caseId: a } }`;
  it('stays a mapping until the step runs, in the data of a command and in an expected event', () => {
    const [first, second] = stepsOf(`steps:
  ${open}
  - { do: X, by: ${BY}, with: { ids: [{ $event: first/Opened, caseId: a }] }, expect: { event: { type: A, of: { $event: first } } } }`);
    expect(first).toMatchObject({ label: 'first' });
    expect(second).toMatchObject({ label: null, data: { ids: [{ $event: 'first/Opened', caseId: 'a' }] } });
  });
  it('may have a label with variables of the fixture', () => {
    folder.file('fixtures/labelled.yaml', `steps:\n  - { do: Open, by: ${BY}, label: "open-\${caseId}" }`);
    const text = `include: [{ fixture: labelled, vars: { caseId: a } }]\nsteps: [{ do: X, by: ${BY}, with: { id: { $event: open-a } } }]`;
    expect(stepsOf(text)[0]).toMatchObject({ label: 'open-a' });
  });
  it.each([
    [
      'of no earlier step',
      `- { do: X, by: ${BY}, label: x, with: { id: { $event: x } } }`,
      4,
      'no earlier step has the label "x"; there are: –',
    ],
    ['that is not text', `- { do: X, by: ${BY}, with: { id: { $event: 1 } } }`, 4, '"$event" must be text: quote it'],
    ['given twice', `${open}\n  ${open}`, 5, 'the label "first" is given twice'],
    ['with a slash', `- { do: X, by: ${BY}, label: a/b }`, 4, 'a label has no "/": a/b'],
  ])('has no label %s', (_, steps, line, reason) => {
    expect(errorIn(`steps:\n  ${steps}`)).toMatchObject({ line, reason });
  });
  it('has no label on a check, which appends nothing', () => {
    expect(errorIn('steps: [{ check: true, label: x }]')?.reason).toContain('"label" is not a key of "check step"');
  });
});

describe('a fixture', () => {
  const open = (more = '') =>
    `steps:\n  - by: ${BY}\n    do: Open\n    with: { caseId: "\${caseId}", nested: [{ text: "city \${cityCode}" }] }\n${more}`;

  it('runs first, with its variables filled in in every string', () => {
    folder.file('fixtures/open.yaml', open());
    expect(stepsOf(`include: [{ fixture: open, vars: { caseId: a, cityCode: 330100 } }]\nsteps: [{ check: true }]`)).toMatchObject([
      { fixture: 'open', data: { caseId: 'a', nested: [{ text: 'city 330100' }] } },
      { fixture: null, kind: 'check' },
    ]);
  });
  it('may be a step, with the same variables or with additional ones', () => {
    folder.file('fixtures/open.yaml', open());
    folder.file('fixtures/both.yaml', 'steps:\n  - include: open\n  - include: { fixture: open, vars: { cityCode: "x-${cityCode}" } }');
    expect(dataOf('steps: [{ include: { fixture: both, vars: { caseId: b, cityCode: "1" } } }]').map((data) => data['nested'])).toEqual([
      [{ text: 'city 1' }],
      [{ text: 'city x-1' }],
    ]);
  });
  it('reads a quoted value as text, and an unquoted one with its type', () => {
    folder.file(
      'fixtures/typed.yaml',
      `steps:\n  - do: X\n    by: ${BY}\n    with:\n      bare: \${n}\n      text: "\${n}"\n      list: \${l}\n      part: a\${n}b\${n}`,
    );
    expect(dataOf('steps: [{ include: { fixture: typed, vars: { n: 12.0, l: [1, 2] } } }]')).toEqual([
      { bare: 12, text: '12.0', list: [1, 2], part: 'a12.0b12.0' },
    ]);
  });
  it('skips a step when a variable has the value, even if variables of the step are not given', () => {
    folder.file(
      'fixtures/some.yaml',
      `steps:\n  - { do: A, by: ${BY}, unless: { consent: none }, with: { p: "\${province}" } }\n  - { do: B, by: ${BY} }`,
    );
    const commands = (vars: string) =>
      stepsOf(`include: [{ fixture: some, vars: ${vars} }]\nsteps: []`).map((step) => (step as CommandStep).command);
    expect(commands('{ consent: none }')).toEqual(['B']);
    expect(commands('{ consent: given, province: p }')).toEqual(['A', 'B']);
    expect(commands('{ province: p }')).toEqual(['A', 'B']);
  });

  it.each([
    ['that does not exist', {}, 'include:\n  - open2\nsteps: []', 'case.yaml', 4, /no fixture "open2"/, []],
    ['named by a path', {}, 'include: [../case]\nsteps: []', 'case.yaml', 3, /no fixture/, []],
    [
      'with a variable that is not given',
      { f: open() },
      'include:\n  - { fixture: f, vars: { caseId: a } }\nsteps: []',
      'fixtures/f.yaml',
      4,
      /\$\{cityCode\} is not given; given: caseId/,
      [4],
    ],
    [
      'with an unknown key',
      { f: 'title: x\nsteps: []' },
      'include: [f]\nsteps: []',
      'fixtures/f.yaml',
      1,
      /"title" is not a key of "fixture"/,
      [3],
    ],
    ['without steps', { f: '{}' }, 'include: [f]\nsteps: []', 'fixtures/f.yaml', 1, /lacks "steps"/, [3]],
    [
      'that includes itself',
      { f: 'steps:\n  - include: g', g: 'steps:\n\n  - include: f' },
      'include: [f]\nsteps: []',
      'fixtures/g.yaml',
      3,
      /circle: f → g → f/,
      [2, 3],
    ],
    [
      'with a list inside a text',
      { f: open() },
      'include: [{ fixture: f, vars: { caseId: a, cityCode: [] } }]\nsteps: []',
      'fixtures/f.yaml',
      4,
      /not a single value/,
      [3],
    ],
    [
      'that turns the clock back',
      { f: 'steps: [{ advanceTo: 2024-12-31T00:00:00Z }]' },
      'include: [f]\nsteps: []',
      'fixtures/f.yaml',
      1,
      /before the clock/,
      [3],
    ],
  ])('%s is an error with its line', (_, fixtures, text, file, line, reason, from) => {
    for (const [name, content] of Object.entries(fixtures)) folder.file(`fixtures/${name}.yaml`, content);
    expect(errorIn(text)).toMatchObject({ file, line, reason: expect.stringMatching(reason), from });
  });
});

describe('a malformed file is refused with the line of', () => {
  const step = (fields: string) => `steps:\n  - do: X\n    by: ${BY}\n    ${fields}`;
  const expecting = (fields: string) => step(`expect:\n      ${fields}`);
  it.each([
    ['an unknown key of the file', 'titel: x\nsteps: []', 3, /"titel" is not a key of "scenario"/],
    ['steps that are no list', 'steps: {}', 3, /"steps" must be a list/],
    ['a step that is no mapping', 'steps:\n  - word', 4, /must be a mapping/],
    ['an unknown key of a step', step('when: now'), 6, /"when" is not a key of "step"/],
    ['a step of no form', 'steps:\n  - at: 2025-01-02T00:00:00Z', 4, /lacks one of: do, include/],
    ['a step of two forms', step('advanceTo: 2025-01-02T00:00:00Z'), 4, /only have one of/],
    [
      'a key of another form',
      'steps:\n  - advanceTo: 2025-01-02T00:00:00Z\n    at: 2025-01-02T00:00:00Z',
      5,
      /"at" is not a key of "advanceTo step"/,
    ],
    ['an expectation of an include', 'steps:\n  - include: x\n    expect: {}', 5, /"expect" is not a key of "include step"/],
    ['a command without an actor', 'steps:\n  - do: X', 4, /lacks "by"/],
    ['an actor without an org', 'steps:\n  - do: X\n    by: { role: r, person: p }', 5, /"by" lacks "org"/],
    ['an unknown key of an actor', 'steps:\n  - do: X\n    by: { role: r, org: o, person: p, name: n }', 5, /"name" is not a key/],
    ['an org without quotes', 'steps:\n  - do: X\n    by: { role: r, org: 110000, person: p }', 5, /"by.org" must be text: quote it/],
    ['data that is no mapping', step('with: [1]'), 6, /"with" must be a mapping/],
    ['an instant without an offset', step('at: 2025-01-02T00:00:00'), 6, /with its offset/],
    ['an instant that does not exist', step('at: 2025-02-30T00:00:00Z'), 6, /that exists/],
    ['a day in the place of an instant', 'steps:\n  - advanceTo: 2025-01-02', 4, /must be an instant/],
    [
      'an instant before the clock',
      step('at: 2025-01-01T08:59:59+08:00'),
      6,
      /before the clock, which stands at 2025-01-01T09:00:00\+08:00/,
    ],
    [
      'a step before the one before it',
      'steps:\n  - advanceTo: 2025-01-03T00:00:00Z\n  - advanceTo: 2025-01-02T00:00:00Z',
      5,
      /before the clock/,
    ],
    ['a check that is not true', 'steps:\n  - check: false', 4, /can only be true/],
    ['an unknown variable', step('with: { a: "${x}" }'), 6, /\$\{x\} is not given; given: –/],
    ['an unknown variable in unless', step('unless: { a: "${x}" }'), 6, /\$\{x\} is not given/],
    ['an unless that is no mapping', step('unless: none'), 6, /"unless" must be a mapping/],
    ['an unknown expectation', expecting('evnts: []'), 7, /"evnts" is not a key of "expect"/],
    ['expectations that are no mapping', step('expect: yes'), 6, /"expect" must be a mapping/],
    ['events that are no list', expecting('events: A'), 7, /"events" must be a list/],
    ['an event without a type', expecting('event: { x: 1 }'), 7, /lacks "type"/],
    ['a refusal of another kind', expecting('refused: false'), 7, /must be true, { basis } or { code }/],
    ['an empty refusal', expecting('refused: {}'), 7, /must be true/],
    ['an unknown key of a refusal', expecting('refused: { article: x }'), 7, /"article" is not a key of "refused"/],
    ['a refusal of no command', 'steps:\n  - check: true\n    expect: { refused: true }', 5, /only be expected of a step with "do"/],
    [
      'warnings of no command',
      'steps:\n  - advanceTo: 2025-01-02T00:00:00Z\n    expect: { warnings: [w] }',
      5,
      /only be expected of a step with "do"/,
    ],
    ['a status that is no word', expecting('status: { a: 1 }'), 7, /"status.a" must be text/],
    ['flags that are no list', expecting('flags: { a: X }'), 7, /"flags.a" must be a list/],
    ['a deadline without an id', expecting('deadline: { kind: k }'), 7, /"deadline" lacks "of"/],
    ['an unknown key of a deadline', expecting('deadline: { of: a, kind: k, ends: x }'), 7, /"ends" is not a key of "deadline"/],
    ['a working day that does not exist', expecting('deadline: { of: a, kind: k, workingDays: [2025-02-29] }'), 7, /not a day that exists/],
    ['a provisional that is no boolean', expecting('deadline: { of: a, kind: k, provisional: maybe }'), 7, /must be true or false/],
    ['an asOf without an instant', expecting('asOf: { status: { a: X } }'), 7, /"asOf" lacks "at"/],
    [
      'an expectation that the history does not have',
      expecting('asOf: { at: 2025-01-01T00:00:00Z, public: {} }'),
      7,
      /"public" is not a key of "asOf"/,
    ],
    ['a public count below zero', expecting('public: { A: -1 }'), 7, /whole number/],
    ['an unknown key of an include', 'include:\n  - { fixture: f, with: {} }\nsteps: []', 4, /"with" is not a key of "include"/],
    ['an include without a fixture', 'include:\n  - { vars: {} }\nsteps: []', 4, /"include" lacks "fixture"/],
  ])('%s', (_, text, line, reason) => {
    expect(errorIn(text)).toMatchObject({
      file: 'case.yaml',
      line,
      reason: expect.stringMatching(reason),
      zh: expect.stringMatching(/\p{Script=Han}/u),
    });
  });
  it.each([
    ['a missing clock', 'title: x\nsteps: []', /lacks "clock"/],
    ['a missing title', 'clock: 2025-01-01T09:00:00+08:00\nsteps: []', /lacks "title"/],
    ['missing steps', HEAD, /lacks "steps"/],
    ['a list', '- a', /must be a mapping/],
    ['no content', '', /empty/],
  ])('the file: %s', (_, text, reason) => {
    expect(errorIn(text, true)).toMatchObject({ line: 1, reason: expect.stringMatching(reason) });
  });
  it('its start, when it is not UTF-8 or cannot be read', () => {
    const latin = folder.file('latin.yaml', Uint8Array.of(0x74, 0x3a, 0x20, 0xe9));
    expect(() => parseScenario(latin)).toThrow(/latin.yaml:1:1: the file is not UTF-8/);
    expect(() => parseScenario(`${folder.path}/absent.yaml`)).toThrow(/absent.yaml:1:1: the file cannot be read/);
  });
});
