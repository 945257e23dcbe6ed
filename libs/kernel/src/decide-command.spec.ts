import { accept, refuse, warn, type Act, type AnyAct } from './act.js';
import { claimsOf, decideCommand, roleMay, type CommandDecision } from './decide-command.js';
import { defineEvent, newEvent, type Actor, type EventOf } from './event.js';
import { record, Type } from './schema.js';
import { claimed, holderOf, ref, settledRef, streamId, type Loaded, type Ref, type StreamCategory } from './stream.js';

// Jars: each is filled by its own keeper, up to the limit of a rule.
const filled = defineEvent({
  type: 'Filled',
  version: 1,
  title: { zh: '装入', en: 'Filled' },
  classification: 'INTERNAL',
  payload: record({ spoons: Type.Integer() }),
});
interface Jar {
  readonly keeper: string | null;
  readonly spoons: number;
}
const jars: StreamCategory<Jar, EventOf<typeof filled>> = {
  name: 'jar',
  events: { filled },
  initial: { keeper: null, spoons: 0 },
  evolve: (jar, { data }) => ({ ...jar, spoons: jar.spoons + data.spoons }),
};
const rules: StreamCategory<{ readonly most: number }, never> = { name: 'rule', events: {}, initial: { most: 5 }, evolve: (rule) => rule };

const payload = { jars: Type.Array(Type.String()), spoons: Type.Integer() };
type FillJars = Act<Jar, EventOf<typeof filled>, typeof payload, { readonly rule: Ref<{ readonly most: number }> }>;
const fill: FillJars = {
  command: 'Fill',
  title: { zh: '装罐', en: 'fill the jars' },
  legalBasis: ['house/1'],
  payload: record(payload),
  by: { keeper: ({ org }, { keeper }) => keeper === null || keeper === org },
  on: (data) => data.jars.map((name) => ref(jars, name)),
  reads: () => ({ rule: ref(rules, 'r') }),
  decide: ({ data }, { state }, { rule }) =>
    state.spoons + data.spoons > rule.state.most
      ? refuse('jar-full', 'house/2', '罐已满', 'the jar is full', { spoons: state.spoons })
      : accept(
          [newEvent(filled, { spoons: data.spoons })],
          state.spoons === 0 ? [warn('was-empty', 'house/3', '原为空罐', 'it was empty')] : [],
        ),
};

const keeper = (org: string): Actor => ({ person: `keeper-${org}`, role: 'keeper', org });
const jar = (name: string, version: number, spoons: number, org: string | null = 'kitchen') => ({
  [`jar/${name}`]: { version, state: { keeper: org, spoons } },
});
type Cupboard = Readonly<Record<string, { readonly version: number; readonly state: unknown }>>;

/** Decides on the streams in the cupboard; `asked` has the refs of each round. */
const decide = (
  act: FillJars | AnyAct,
  data: Record<string, unknown>,
  actor: Actor,
  cupboard: Cupboard = {},
  holders: Readonly<Record<string, string>> = {},
) => {
  const asked: (readonly string[])[] = [];
  const load = ({ category, id, claim }: Ref<unknown>): Loaded<unknown> => {
    const stream = claim === undefined ? streamId(category, id) : (holders[`${claim}/${id}`] ?? null);
    const found = stream === null ? undefined : cupboard[stream];
    return { streamId: stream, version: found?.version ?? 0, state: found?.state ?? category.initial, held: stream !== null };
  };
  const steps = decideCommand(act as unknown as AnyAct, { data, actor, at: '2025-01-01T00:00:00.000Z' });
  let step = steps.next();
  while (!step.done) {
    asked.push(step.value.refs.map(({ category, id, claim }) => (claim === undefined ? streamId(category, id) : `${claim}:${id}`)));
    step = steps.next(step.value.refs.map(load));
  }
  return { asked, result: step.value as CommandDecision };
};
const codeOf = (result: CommandDecision) => ('refusal' in result ? result.refusal.code : null);
const three = { ...jar('a', 3, 3), ...jar('b', 2, 1), 'rule/r': { version: 7, state: { most: 5 } } };

describe('the authority to give a command', () => {
  it.each(['guest', '', 'constructor', '__proto__', 'toString'])('is refused to the role %j before anything is loaded', (role) => {
    const { asked, result } = decide(fill, { jars: ['a'], spoons: 1 }, { ...keeper('kitchen'), role }, three);
    expect(asked).toEqual([]);
    expect(result).toMatchObject({
      refusal: { code: 'not-authorised', legalBasis: ['house/1'], details: { role, org: 'kitchen' } },
      readSet: [],
    });
    expect(roleMay(fill as unknown as AnyAct, role)).toBe(false);
  });
  it('is checked on the state of all targets before anything is read', () => {
    const { asked, result } = decide(fill, { jars: ['a', 'b'], spoons: 1 }, keeper('kitchen'), {
      ...jar('a', 3, 3),
      ...jar('b', 2, 1, 'cellar'),
    });
    expect(asked).toEqual([['jar/a', 'jar/b']]);
    expect(result).toMatchObject({
      refusal: {
        code: 'not-authorised',
        message: {
          zh: 'keeper（kitchen）无权“装罐”：所指对象不存在，或不属其管辖',
          en: 'keeper of kitchen may not: fill the jars (there is no such thing, or it is not its own)',
        },
      },
      readSet: [
        { streamId: 'jar/a', version: 3 },
        { streamId: 'jar/b', version: 2 },
      ],
    });
  });
});

describe('the decision on a command', () => {
  it('has the events of each target, with the version that they were decided on', () => {
    const { asked, result } = decide(fill, { jars: ['b', 'a'], spoons: 2 }, keeper('kitchen'), three);
    expect(asked).toEqual([['jar/b', 'jar/a'], ['rule/r']]);
    expect(result).toEqual({
      writes: [
        { streamId: 'jar/b', expectedVersion: 2, events: [{ type: 'Filled', data: { spoons: 2 } }] },
        { streamId: 'jar/a', expectedVersion: 3, events: [{ type: 'Filled', data: { spoons: 2 } }] },
      ],
      warnings: [],
      readSet: [
        { streamId: 'jar/b', version: 2 },
        { streamId: 'jar/a', version: 3 },
        { streamId: 'rule/r', version: 7 },
      ],
    });
  });
  it('is a refusal as a whole if one target refuses', () => {
    const { result } = decide(fill, { jars: ['b', 'a'], spoons: 3 }, keeper('kitchen'), three);
    expect(codeOf(result)).toBe('jar-full');
    expect(result).not.toHaveProperty('writes');
    expect(result.readSet).toHaveLength(3);
  });
  it('expects version 0 for a stream that does not exist yet', () => {
    expect(decide(fill, { jars: ['new'], spoons: 1 }, keeper('kitchen')).result).toMatchObject({
      writes: [{ streamId: 'jar/new', expectedVersion: 0 }],
    });
  });
  it('has a warning once, also if several targets give it', () => {
    const { result } = decide(fill, { jars: ['x', 'y'], spoons: 1 }, keeper('kitchen'));
    expect(result).toMatchObject({ warnings: [{ code: 'was-empty' }] });
  });
  it('is made target by target, with a view of the whole batch', () => {
    const seen: unknown[] = [];
    const looking: FillJars = {
      ...fill,
      decide: ({ batch }, { state }) => (seen.push([batch.map(({ spoons }) => spoons), state.spoons]), accept([])),
    };
    decide(looking, { jars: ['a', 'b'], spoons: 1 }, keeper('kitchen'), three);
    expect(seen).toEqual([
      [[3, 1], 3],
      [[3, 1], 1],
    ]);
  });
});

describe('the targets of a command', () => {
  /** Fills a shelf: the jar with the label names its neighbours. */
  const shelf: FillJars = {
    ...fill,
    on: ({ jars: [label] }) => [holderOf(jars, 'label', label!)],
    widen: (_, [first]) =>
      first!.streamId === null ? [holderOf(jars, 'label', 'none')] : [ref(jars, 'a'), ref(jars, 'b'), ref(jars, 'new')],
  };
  it('are named by the stream that holds a claim', () => {
    const { asked, result } = decide(shelf, { jars: ['l'], spoons: 1 }, keeper('kitchen'), three, { 'label/l': 'jar/a' });
    expect(asked).toEqual([['label:l'], ['jar/a', 'jar/b', 'jar/new'], ['rule/r']]);
    expect(result).toMatchObject({ writes: [{ streamId: 'jar/a' }, { streamId: 'jar/b' }, { streamId: 'jar/new' }] });
  });
  it('are those that `narrow` keeps, in its order', () => {
    const kept: FillJars = { ...shelf, narrow: (_, targets) => targets.filter(({ state }) => state.spoons < 3).reverse() };
    const { result } = decide(kept, { jars: ['l'], spoons: 1 }, keeper('kitchen'), three, { 'label/l': 'jar/a' });
    expect(result).toMatchObject({
      writes: [
        { streamId: 'jar/new', expectedVersion: 0 },
        { streamId: 'jar/b', expectedVersion: 2 },
      ],
      readSet: [{ streamId: 'jar/new' }, { streamId: 'jar/b' }, { streamId: 'rule/r' }],
    });
  });
  it('need no jurisdiction over the streams that `narrow` drops', () => {
    const kept: FillJars = { ...shelf, narrow: (_, targets) => targets.filter(({ state }) => state.keeper !== 'cellar') };
    const { result } = decide(
      kept,
      { jars: ['l'], spoons: 1 },
      keeper('kitchen'),
      { ...three, ...jar('b', 2, 1, 'cellar') },
      { 'label/l': 'jar/a' },
    );
    expect(result).toMatchObject({ writes: [{ streamId: 'jar/a' }, { streamId: 'jar/new' }] });
  });
  it('have no stream id for a claim without a holder', () => {
    const { result } = decide(
      { ...shelf, decide: (_: unknown, { streamId: own, held }: Loaded<Jar>) => refuse('unknown-id', [], '没有', 'none', { own, held }) },
      { jars: ['?'], spoons: 1 },
      keeper('kitchen'),
    );
    expect(result).toEqual({
      refusal: expect.objectContaining({ code: 'unknown-id', details: { own: null, held: false } }),
      readSet: [{ streamId: 'rule/r', version: 0 }],
    });
  });
  it('are never written for a claim without a holder, even if the act accepts', () => {
    expect(() => decide(shelf, { jars: ['?'], spoons: 1 }, keeper('kitchen'))).toThrow('Fill was accepted for a claim without a holder');
  });
});

describe('a stream that is only read', () => {
  const reading = (refs: Record<string, Ref<unknown> | undefined>, decide: AnyAct['decide'] = () => accept([])): AnyAct => ({
    ...(fill as unknown as AnyAct),
    reads: () => refs,
    decide,
  });
  const readSetOf = (act: AnyAct, holders = {}) =>
    decide(act, { jars: ['a'], spoons: 1 }, keeper('kitchen'), three, holders).result.readSet.map((one) => one.streamId);

  it('is in the read set unless it is settled', () => {
    expect(readSetOf(reading({ rule: ref(rules, 'r') }))).toEqual(['jar/a', 'rule/r']);
    expect(readSetOf(reading({ rule: settledRef(rules, 'r') }))).toEqual(['jar/a']);
  });
  it('is in the read set once, also if it is written too, or read under two names', () => {
    expect(readSetOf(reading({ same: ref(jars, 'a'), rule: ref(rules, 'r'), again: ref(rules, 'r') }))).toEqual(['jar/a', 'rule/r']);
  });
  it('is not in the read set if the claim has no holder', () => {
    expect(readSetOf(reading({ label: holderOf(jars, 'label', 'l') }))).toEqual(['jar/a']);
    expect(readSetOf(reading({ label: holderOf(jars, 'label', 'l') }), { 'label/l': 'jar/b' })).toEqual(['jar/a', 'jar/b']);
  });
  it('is not in the read set if only the holder of the claim is looked up', () => {
    expect(readSetOf(reading({ label: claimed({ kind: 'label', id: 'l' }) }), { 'label/l': 'jar/b' })).toEqual(['jar/a']);
  });
  it('is given under its name, and left out if it is not wanted', () => {
    const given: unknown[] = [];
    const act = reading(
      { none: undefined, rule: ref(rules, 'r') },
      (_input, _target, reads) => (given.push(Object.keys(reads as object)), accept([])),
    );
    expect(decide(act, { jars: ['a'], spoons: 1 }, keeper('kitchen'), three).asked).toEqual([['jar/a'], ['rule/r']]);
    expect(given).toEqual([['rule']]);
  });
  it('is not asked for if there is nothing to read', () => {
    expect(decide(reading({}), { jars: ['a'], spoons: 1 }, keeper('kitchen'), three).asked).toEqual([['jar/a']]);
  });
});

describe('the register of an act', () => {
  const limit = ref(rules, 'limit');
  const registered = (more: object = {}): AnyAct =>
    ({
      ...fill,
      register: () => limit,
      reads: (_data: unknown, _targets: unknown, _at: unknown, { most }: { readonly most: number }) => ({
        others: Array.from({ length: most }, (_, index) => ref(jars, `other-${index}`)),
        rule: ref(rules, 'r'),
      }),
      ...more,
    }) as unknown as AnyAct;
  const two = { ...three, 'rule/limit': { version: 4, state: { most: 2 } } };

  it('is loaded first, and its version is checked after those of the targets', () => {
    const { asked, result } = decide(registered(), { jars: ['a'], spoons: 1 }, keeper('kitchen'), two);
    expect(asked).toEqual([['rule/limit'], ['jar/a'], ['jar/other-0', 'jar/other-1', 'rule/r']]);
    expect(result.readSet.map(({ streamId }) => streamId)).toEqual(['jar/a', 'rule/limit', 'jar/other-0', 'jar/other-1', 'rule/r']);
  });
  it('names the targets, and a list of reads is given as a list', () => {
    const seen: unknown[] = [];
    const act = registered({
      on: (_: unknown, { most }: { readonly most: number }, at: string) => [ref(jars, `${most} at ${at}`)],
      decide: ({ register }: { readonly register: unknown }, _: unknown, { others, rule }: Record<string, readonly Loaded<Jar>[]>) => (
        seen.push(
          register,
          others!.map(({ streamId: stream }) => stream),
          (rule as unknown as Loaded<unknown>).version,
        ),
        accept([])
      ),
    });
    expect(decide(act, { jars: [], spoons: 1 }, keeper('kitchen'), two).asked[1]).toEqual(['jar/2 at 2025-01-01T00:00:00.000Z']);
    expect(seen).toEqual([{ most: 2 }, ['jar/other-0', 'jar/other-1'], 7]);
  });
  it('says how a target stands: jurisdiction and decision see it so', () => {
    const standing = (state: Jar, { most }: { readonly most: number }): Jar => ({ ...state, keeper: `keeper of ${most}`, spoons: 0 });
    expect(codeOf(decide(registered({ standing }), { jars: ['a'], spoons: 1 }, keeper('kitchen'), two).result)).toBe('not-authorised');
    const { result } = decide(registered({ standing }), { jars: ['a'], spoons: 5 }, keeper('keeper of 2'), two);
    expect(result).toMatchObject({ writes: [{ streamId: 'jar/a', expectedVersion: 3 }], warnings: [{ code: 'was-empty' }] });
  });
  it('is given to the test of jurisdiction with the instant', () => {
    const seen: unknown[] = [];
    const by = { keeper: (...all: unknown[]) => (seen.push(...all.slice(3)), true) };
    decide(registered({ by }), { jars: ['a'], spoons: 1 }, keeper('kitchen'), two);
    expect(seen).toEqual([{ most: 2 }, '2025-01-01T00:00:00.000Z']);
  });
});

describe('the claims and releases of events', () => {
  it('are those of their definitions, in order', () => {
    const definitions: Record<string, { claims?: (data: never) => { kind: string; id: string }[]; releases?: string[] }> = {
      Filled: { claims: (data: { spoons: number }) => [{ kind: 'spoons', id: String(data.spoons) }] },
      Emptied: { releases: ['spoons', 'label'] },
      Looked: {},
    };
    const events = [
      newEvent(filled, { spoons: 1 }),
      { type: 'Emptied', data: {} },
      { type: 'Looked', data: {} },
      newEvent(filled, { spoons: 2 }),
    ];
    expect(claimsOf(events, (type) => definitions[type]!)).toEqual({
      claims: [
        { kind: 'spoons', id: '1' },
        { kind: 'spoons', id: '2' },
      ],
      releases: ['spoons', 'label'],
    });
  });
});
