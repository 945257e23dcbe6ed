import type { DomainEvent } from '@minglu/kernel';
import type { Outcome, TestCommand, World } from '@minglu/kernel/testing';
import { isProvision } from '@minglu/regulation';
import { dossierActs } from './acts.js';
import { CODES_WITHOUT_PROVISION } from './codes.js';
import { dossierEvents, type DossierEvent } from './events.js';
import { mayFollow } from './matrix.js';
import { evolve } from './state.js';
import { CLOSED_STATUSES, STATUSES, type Status } from './status.js';
import { COMMANDS as ROWS, mayHappen, statusesOf, type DossierCommand } from './table.js';
import {
  admin,
  anonymous,
  answering,
  approver,
  city,
  clock,
  command,
  conferring,
  contested,
  dossierOf,
  exitProposed,
  filing,
  freshWorld,
  furtherDrives,
  imported,
  inCreation,
  inPublicity,
  objection,
  officer,
  on,
  opened,
  opening,
  passing,
  plausible,
  publicityClosed,
  sha,
  started,
  statusOf,
  supplementRequested,
  throughReview,
  titled,
  underReview,
  worldIn,
} from '../testing/index.js';

const COMMANDS = dossierActs.map((act) => act.command);
const FINAL: readonly Status[] = [...CLOSED_STATUSES, 'TITLED', 'EXIT_PROPOSED'];
const everywhere = STATUSES.flatMap((status) => COMMANDS.map((name) => [status, name] as const));

/** The event types seen after `STATUS Command`. */
const seen = new Map<string, Set<string>>();
const moves = new Map<Status, Set<Status>>();
const samples = new Map<string, DomainEvent>();

const drive = (it: World, one: TestCommand) => {
  const before = statusOf(it);
  const outcome = it.when(one);
  if (outcome.refusal === null) {
    const types = seen.get(`${before} ${one.do}`) ?? new Set();
    seen.set(`${before} ${one.do}`, types);
    for (const event of outcome.events) {
      types.add(event.type);
      samples.set(event.type, event);
    }
    moves.set(before, (moves.get(before) ?? new Set()).add(statusOf(it)));
  }
  return outcome;
};

const outcomes = new Map<string, Outcome>();
beforeAll(() => {
  for (const status of STATUSES) {
    const it = worldIn[status]();
    for (const [name, one] of Object.entries(plausible(it))) outcomes.set(`${status} ${name}`, drive(it.fork(), one));
  }
});

describe('the table of statuses', () => {
  it('names exactly the commands that have acts', () => {
    expect(COMMANDS).toEqual(ROWS);
    for (const name of COMMANDS) expect(statusesOf(name)).not.toEqual([]);
  });
  it('rests on known provisions', () => {
    for (const { command: name, legalBasis } of dossierActs) {
      expect(legalBasis.length).toBeGreaterThan(0);
      expect([name, legalBasis.filter((one) => !isProvision(one))]).toEqual([name, []]);
    }
  });
  it.each(STATUSES)('is reached by real acts: %s', (status) => {
    expect(statusOf(worldIn[status]())).toBe(status);
  });
});

describe('every command in every status', () => {
  it.each(everywhere)('%s × %s produces an event, or a refusal with its provisions', (status, name) => {
    const { refusal, events } = outcomes.get(`${status} ${name}`)!;
    if (refusal) {
      expect(events).toEqual([]);
      if (refusal.legalBasis.length === 0) expect(CODES_WITHOUT_PROVISION).toContain(refusal.code);
      expect(refusal.message.zh).not.toBe('');
    } else expect(mayHappen(name, status)).toBe(true);
    if (refusal?.code === 'not-in-this-state') {
      expect(mayHappen(name, status)).toBe(false);
      expect(refusal.legalBasis).toEqual(dossierActs.find((act) => act.command === name)!.legalBasis);
    }
  });
});

describe('the events that may follow', () => {
  const inWindow = on('2025-10-09', '15:00:00');
  const upheld = (category: string, more = {}) => ({ outcome: 'upheld', category, ...more });
  const looking = (it: World): World =>
    it.given(
      command(officer, on('2026-01-05'), 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '举报', sourceProtected: true }),
    );
  const withdrawal = (at: string) => command(officer, at, 'WithdrawObjection', { objectionId: 'o2', letterSha256: sha('e') });
  const close = (investigationId = 'investigation-o2', at = on('2025-11-03')) =>
    command(approver, at, 'CloseInvestigation', { investigationId, finding: 'not-substantiated', reasons: '经查' });
  const substantiated = (at: string) =>
    command(approver, at, 'CloseInvestigation', { investigationId: 'i1', finding: 'substantiated', reasons: '查实' });
  /** Two objections, the first answered with this outcome. */
  const answered = (before: World, category: string, at = inWindow) => before.given(answering('o1', upheld(category), at));
  const two = () => inPublicity().given(filing('o1'), filing('o2'));
  const twoClosed = () => publicityClosed(two());
  const denied = () => contested().given(answering('o1', upheld('standard-unmet')));
  const letter = (at: string) => command(officer, at, 'FileObjection', objection('o8', 'a', 'p1', { postmarkedOn: '2025-10-10' }));
  const publish2027 = command(admin, on('2025-09-26', '09:00:00'), 'PublishWorkCalendar', {
    year: 2027,
    noticeNumber: '2027',
    offDays: [],
    makeupWorkdays: [],
  });

  /** Further commands: they produce the events that the plausible commands of the plain worlds do not. */
  const more: readonly (readonly [World, TestCommand])[] = [
    ...STATUSES.filter((status) => status !== 'NONE').map((status) => [looking(worldIn[status]()), close('i1', on('2026-02-05'))] as const),
    [freshWorld(), opening({}, on('2023-11-01'), '120000')],
    [opened({}, on('2023-11-01'), '120000'), plausible(opened({}, on('2023-11-01'), '120000')).SubmitApplication],
    [supplementRequested('2023-11-20'), command(clock, on('2023-11-11'), 'RecomputeDeadlines', { caseId: 'a', cause: '调整' })],
    [started().given(publish2027), command(clock, on('2026-11-05'), 'RecomputeDeadlines', { caseId: 'a', cause: '公布' })],
    ...shorteningCases(),
    [imported('a', '330100', '2023-01-05'), passing(imported('a', '330100', '2023-01-05'), 'creation-cycle')],
    [inCreation(), passing(inCreation(), 'review-request', 'a', on('2025-09-26'))],
    [municipality(), throughReview('a', '120000', '2025-09-26')[1]!],
    [
      underReview(),
      command(officer, on('2025-09-26'), 'ConcludeReview', {
        caseId: 'a',
        conclusion: 'fail',
        reasons: '未达标',
        improvementItems: ['提升'],
      }),
    ],
    [inPublicity(), filing('o1', inWindow, anonymous)],
    [answered(two(), 'clerical'), withdrawal(inWindow)],
    [two(), withdrawal(inWindow)],
    [two(), answering('o1', upheld('fraud'), inWindow)],
    [answered(two(), 'clerical'), answering('o2', { outcome: 'dismissed' }, inWindow)],
    [answered(two(), 'clerical').given(answering('o2', upheld('fraud'), inWindow)), close('investigation-o2', inWindow)],
    closingOn('standard-unmet'),
    [recountable(), command(clock, on('2025-09-28'), 'RecomputeDeadlines', { caseId: 'a', cause: '调整' })],
    [contested(), filing('o3', on('2025-10-20'))],
    [contested(), letter(on('2025-10-20'))],
    [twoClosed(), withdrawal(on('2025-10-20'))],
    [answered(twoClosed(), 'standard-unmet'), withdrawal(on('2025-10-20'))],
    [answered(twoClosed(), 'clerical'), withdrawal(on('2025-10-20'))],
    [contested(), answering('o1', upheld('fraud'))],
    [contested(), answering('o1', upheld('clerical'))],
    [contested(), answering('o1', upheld('standard-unmet'))],
    [answered(twoClosed(), 'standard-unmet').given(answering('o2', upheld('fraud'))), close()],
    [answered(twoClosed(), 'clerical').given(answering('o2', upheld('fraud'))), close()],
    [publicityClosed(), letter(on('2025-10-20'))],
    [publicityClosed(), conferring()],
    ...afterDenial(),
    [looking(titled()), substantiated(on('2026-02-05'))],
    [looking(exitProposed()), substantiated(on('2026-03-05'))],
    ...furtherDrives(),
  ];

  function shorteningCases() {
    const asked = () =>
      imported('a', '330100', '2023-01-05').given(
        command(city('330100'), on('2023-06-01'), 'RequestCycleShortening', {
          caseId: 'a',
          newCycleEnd: '2024-06-28',
          reasons: '成效突出',
        }),
      );
    const decide = (decision: string) =>
      command(approver, on('2023-07-03'), 'DecideCycleShortening', { caseId: 'a', decision, documentNumber: '5号' });
    const request = command(city('330100'), on('2023-06-01'), 'RequestCycleShortening', {
      caseId: 'a',
      newCycleEnd: '2024-06-28',
      reasons: '成效突出',
    });
    return [
      [imported('a', '330100', '2023-01-05'), request],
      [asked(), decide('approve')],
      [asked(), decide('refuse')],
    ] as const;
  }
  function municipality() {
    const it = inCreation('a', '120000');
    return it.given(throughReview('a', '120000', '2025-09-26')[0]!);
  }
  function closingOn(category: string) {
    const it = inPublicity().given(filing('o1'), answering('o1', upheld(category), inWindow));
    return [it, passing(it, 'publicity-window')] as const;
  }
  function recountable() {
    const offDays = ['2025-01-01', '2025-09-29', '2025-10-01', '2025-10-02', '2025-10-03', '2025-10-06', '2025-10-07', '2025-10-08'];
    return inPublicity().given(
      command(admin, on('2025-09-27'), 'ReviseWorkCalendar', { year: 2025, noticeNumber: '调整', offDays, makeupWorkdays: ['2025-09-28'] }),
    );
  }
  /** An objection to an earlier notice is a clue in every status that follows. */
  function afterDenial() {
    const late = (at: string) => filing('o9', at);
    const day = '2025-11-28';
    const steps = throughReview('a', '330100', day);
    const at = on(day);
    const voided = () => contested().given(answering('o1', upheld('clerical')));
    return [
      [denied(), late(at)],
      [exitProposed(), late(on('2026-03-05'))],
      [denied().given(...steps.slice(0, 3)), late(at)],
      [denied().given(...steps.slice(0, 5)), late(at)],
      [denied().given(...steps), late(at)],
      [voided(), late(at)],
      [titled(), late(at)],
      [denied().given(command(city('330100'), at, 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' })), late(at)],
      [denied().given(command(approver, at, 'EndCreation', { caseId: 'a', documentNumber: '8号', reasons: '未推进' })), late(at)],
    ] as const;
  }

  beforeAll(() => {
    for (const [it, one] of more) drive(it, one);
  });

  it.each(STATUSES)('are in %s exactly those of the matrix', (status) => {
    for (const name of COMMANDS) {
      const types = [...(seen.get(`${status} ${name}`) ?? [])].sort();
      expect([name, types]).toEqual([name, [...mayFollow(name as DossierCommand, status)].sort()]);
    }
  });
  it.each(STATUSES.filter((status) => !FINAL.includes(status)))('lead on from %s', (status) => {
    expect([...(moves.get(status) ?? [])].some((next) => next !== status)).toBe(true);
  });
  it('include every event of a dossier', () => {
    expect([...samples.keys()].sort()).toEqual(Object.keys(dossierEvents).sort());
  });
  it('fold in any status without an error', () => {
    for (const status of STATUSES) {
      for (const event of samples.values()) expect(STATUSES).toContain(evolve(dossierOf(worldIn[status]()), event as DossierEvent).status);
    }
  });
});
