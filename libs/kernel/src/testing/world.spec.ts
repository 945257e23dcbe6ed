import { accept, refuse, warn, type Act, type AnyAct } from '../act.js';
import { defineEvent, newEvent, type EventOf } from '../event.js';
import { id, record, text, Type } from '../schema.js';
import { holderOf, ref, type StreamCategory } from '../stream.js';
import { world, type TestCommand } from './world.js';

// A guest house: a room is let to one guest at a time, and no other room may hold the same booking.
const events = {
  RoomLet: defineEvent({
    type: 'RoomLet',
    version: 1,
    title: { zh: '已入住', en: 'Room let' },
    classification: 'INTERNAL',
    payload: record({ booking: id(), guest: record({ ref: text(64), commitment: text(64) }) }),
    claims: ({ booking }) => [{ kind: 'booking', id: booking }],
  }),
  RoomLeft: defineEvent({
    type: 'RoomLeft',
    version: 1,
    title: { zh: '已退房', en: 'Room left' },
    classification: 'INTERNAL',
    payload: record({}),
    releases: ['booking'],
  }),
  Broken: defineEvent({
    type: 'Broken',
    version: 1,
    title: { zh: '坏', en: 'Broken' },
    classification: 'INTERNAL',
    payload: record({ n: Type.Integer() }),
  }),
};
const rooms: StreamCategory<{ readonly booking: string | null }, EventOf<typeof events>> = {
  name: 'room',
  events,
  initial: { booking: null },
  evolve: (room, { type, data }) => (type === 'RoomLet' ? { booking: data.booking } : type === 'RoomLeft' ? { booking: null } : room),
};
const room = (name: string) => ref(rooms, name);
const base = { title: { zh: '办理', en: 'do' }, legalBasis: ['house/1'], by: { host: () => true } };

const letting = { room: id(), booking: id(), guest: text(), note: Type.Optional(text()) };
const letRoom: Act<{ booking: string | null }, EventOf<typeof events>, typeof letting, unknown, 'guest'> = {
  ...base,
  command: 'Let',
  payload: record(letting),
  sealed: ['guest'],
  on: (data) => [room(data.room)],
  decide: ({ data }, { state }) =>
    state.booking
      ? refuse('taken', ['house/2', 'house/3'], '已住人', 'taken')
      : accept([newEvent(events.RoomLet, { booking: data.booking, guest: data.guest })], [warn('late', 'house/4', '已晚', 'late')]),
};
const leaveRoom = {
  ...base,
  command: 'Leave',
  payload: record({ booking: id() }),
  on: ({ booking }: { booking: string }) => [holderOf(rooms, 'booking', booking)],
  decide: (_: unknown, { held }: { held: boolean }) =>
    held ? accept([newEvent(events.RoomLeft, {})]) : refuse('no-such-booking', [], '没有', 'none'),
};
const breakRoom = {
  ...base,
  command: 'Break',
  payload: record({}),
  on: () => [room('1')],
  decide: () => accept([{ type: 'Broken', data: { n: 'no number' } }]),
};

const host = { role: 'host', org: 'house', person: 'h' };
const command = (name: string, data: Record<string, unknown>, more: Partial<TestCommand> = {}): TestCommand => ({
  by: host,
  at: '2025-01-01T12:00:00+08:00',
  do: name,
  with: data,
  ...more,
});
const house = () => world([letRoom, leaveRoom, breakRoom] as unknown as AnyAct[], [rooms as never]);
const letTo = (name: string, booking: string, guest = '某某') => command('Let', { room: name, booking, guest });

describe('a world', () => {
  it('runs the given commands, appends the decided events, and folds them', () => {
    const it = house().given(letTo('1', 'b1'));
    it.when(command('Leave', { booking: 'b1' })).then('RoomLeft');
    expect(it.state(room('1'))).toEqual({ booking: null });
    expect(it.events().map(({ type }) => type)).toEqual(['RoomLet', 'RoomLeft']);
  });
  it('gives an act the sealed form of its sensitive fields', () => {
    const [event] = house().when(letTo('1', 'b1', '张三')).events;
    expect(event!.data).toEqual({ booking: 'b1', guest: { ref: 'vault-guest', commitment: '0'.repeat(64) } });
  });
  it('does not seal an absent field', () => {
    const seen: unknown[] = [];
    const looking = { ...letRoom, sealed: ['note'], decide: ({ data }: { data: unknown }) => (seen.push(data), accept([])) };
    world([looking as unknown as AnyAct], [rooms as never])
      .when(command('Let', { room: '1', booking: 'b1', guest: '某某', note: undefined }))
      .then();
    expect(seen).toEqual([{ room: '1', booking: 'b1', guest: '某某', note: undefined }]);
  });
  it('resolves a claim to its holder, and knows when it was released', () => {
    const it = house().given(letTo('1', 'b1'), letTo('2', 'b2'), command('Leave', { booking: 'b2' }));
    expect([it.state(room('1')).booking, it.state(room('2')).booking]).toEqual(['b1', null]);
    it.when(command('Leave', { booking: 'b2' })).thenRefused('no-such-booking');
    it.when(command('Leave', { booking: 'b3' })).thenRefused('no-such-booking');
  });
  it('rejects a claim that another stream holds, as the event store does, until it is released', () => {
    const it = house().given(letTo('1', 'b1'));
    expect(() => it.fork().when(letTo('2', 'b1'))).toThrow('room/2 claims booking/b1, which room/1 holds');
    it.given(command('Leave', { booking: 'b1' }))
      .when(letTo('2', 'b1'))
      .then('RoomLet');
  });
  it('forks into an independent copy', () => {
    const it = house().given(letTo('1', 'b1'));
    const copy = it.fork().given(command('Leave', { booking: 'b1' }));
    expect([it.state(room('1')).booking, copy.state(room('1')).booking]).toEqual(['b1', null]);
    it.given(command('Leave', { booking: 'b1' }));
  });
});

describe('a test', () => {
  it('fails if a given command is refused', () => {
    expect(() => house().given(letTo('1', 'b1'), letTo('1', 'b2'))).toThrow('Let was refused: taken 已住人');
  });
  it('fails if other events were appended, in number, type or order', () => {
    const outcome = house().when(letTo('1', 'b1'));
    for (const types of [[], ['RoomLeft'], ['RoomLet', 'RoomLeft']]) expect(() => outcome.then(...types)).toThrow();
  });
  it('fails if events were appended instead of a refusal, or the reverse', () => {
    const it = house();
    expect(() => it.when(letTo('1', 'b1')).thenRefused('taken')).toThrow();
    expect(() => it.when(letTo('1', 'b2')).then()).toThrow();
  });
  it('fails if the refusal has another code, or does not rest on the provision', () => {
    const outcome = house().given(letTo('1', 'b1')).when(letTo('1', 'b2'));
    outcome.thenRefused('taken').thenRefused('taken', 'house/3').thenRefused('taken', 'house/2', 'house/3');
    expect(() => outcome.thenRefused('other')).toThrow();
    expect(() => outcome.thenRefused('taken', 'house/9')).toThrow();
  });
  it('is read out for each refusal and each warning that it expects, with its command', () => {
    const read: string[] = [];
    const reads = (name: string, { code }: { code: string }) => void read.push(`${name} ${code}`);
    const it = world([letRoom] as unknown as AnyAct[], [rooms as never], reads).given(letTo('1', 'b1'));
    it.when(letTo('1', 'b2'));
    it.when(letTo('2', 'b3')).then('RoomLet');
    expect(read).toEqual([]);
    it.fork().when(letTo('1', 'b2')).thenRefused('taken');
    it.when(letTo('3', 'b4')).thenWarns('late');
    expect(read).toEqual(['Let taken', 'Let late']);
  });
  it('fails if the warnings differ', () => {
    const outcome = house().when(letTo('1', 'b1')).thenWarns('late');
    expect(() => outcome.thenWarns()).toThrow();
    expect(() => outcome.thenWarns('late', 'late')).toThrow();
  });
  it.each([
    ['an unknown command', command('Fly', {}), 'no such command or instant: Fly'],
    ['an instant without an offset', command('Leave', { booking: 'b' }, { at: '2025-01-01T12:00:00' }), 'no such command or instant'],
    ['a malformed command', command('Leave', { bookings: 'b' }), 'Leave is malformed'],
    ['an act that makes a malformed event', command('Break', {}), 'Broken is malformed'],
  ])('throws on %s', (_, wrong, message) => expect(() => house().when(wrong)).toThrow(message));
});
