import type { Actor, DomainEvent, RecordedEvent } from '@minglu/kernel';
import { expectSame, type TestCommand, type World } from '@minglu/kernel/testing';
import { STATUSES, type Status } from '@minglu/dossier';
import {
  announcing,
  approver,
  auditor,
  authority,
  city,
  command,
  correctingResult,
  dossierOf,
  officer,
  on,
  otherApprover,
  plausible,
  province,
  publishing,
  serving,
  settling,
  someone,
  statusOf,
  longTitled,
  withdrawingProposal,
  worldIn,
} from '@minglu/dossier/testing';
import { actionsFor } from './actions.js';
import type { ApprovedCorrection } from './corrections-view.js';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { isVisible, visibilityOf, visibleDossier } from './visibility.js';

// A party must not learn of an investigation before the prior notice (事先告知).
// To every query and command of a party, a dossier with a secret answers exactly like one without.

type Secret = (at: string) => readonly TestCommand[];
const opened = (at: string): TestCommand =>
  command(auditor, at, 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '来信举报', sourceProtected: true });
const closed = (at: string, finding: string): TestCommand =>
  command(approver, at, 'CloseInvestigation', { investigationId: 'i1', finding, reasons: '经查' });
const held = (at: string): TestCommand => command(officer, at, 'PlaceLegalHold', { holdId: 'h1', subject: 'a', reasons: '保全' });
const handedOver = (at: string): TestCommand =>
  command(officer, at, 'HandOverInvestigation', { investigationId: 'i1', to: 'auditor-1', reasons: '调整' });
const exported = (at: string): TestCommand => command(auditor, at, 'ExportEvidence', { exportId: 'e1', subject: 'a', reasons: '移送' });
const SECRETS: Readonly<Record<string, Secret>> = {
  'a legal hold': (at) => [held(at)],
  'an evidence package': (at) => [exported(at)],
  'an investigation that was handed over': (at) => [opened(at), handedOver(at)],
  'an open investigation': (at) => [opened(at)],
  'an investigation that found nothing': (at) => [opened(at), closed(at, 'not-substantiated')],
  'an investigation that found fraud': (at) => [opened(at), closed(at, 'substantiated')],
};
/** The one answer that shows a finding to a party: a proven fraud bars the request for a review (decision 22 wins over 16). */
const barredByFinding = (name: string, { role }: Actor, secret: string): boolean =>
  secret === 'an investigation that found fraud' && name === 'RequestReview' && role === 'applicant';
const HELD = STATUSES.filter((status) => status !== 'NONE');

const parties = (it: World): readonly Actor[] => {
  const { applicant, cityCode, provinceCode } = dossierOf(it).subject!;
  return [
    city(applicant),
    { role: 'municipal-authority', org: cityCode, person: 'm' },
    province(provinceCode),
    authority(provinceCode),
    city('450100'),
    { role: 'expert', org: 'MIIT', person: 'e1' },
    { role: 'subscriber', org: '-', person: 's' },
    someone,
  ];
};

/** Case `a` as a viewer sees it: the dossier, its visible events and its version. */
const shown = (it: World, viewer: Actor, corrections: (hidden: readonly RecordedEvent[]) => readonly ApprovedCorrection[] = () => []) => {
  // One instant for all: an event that is hidden must not move the instants of the visible ones.
  const all = history(it.events(), () => '2025-01-01T00:00:00.000Z');
  const view = viewOf(all)!;
  const visibility = visibilityOf(viewer, view.state);
  const seen = visibleDossier(view, visibility, { corrections: corrections(all.filter((event) => !isVisible(visibility, event))) });
  return {
    view: seen,
    actions: seen && actionsFor(viewer, seen, { state: view.state, at: '2026-01-01T00:00:00.000Z' }),
    events: all.filter((event) => isVisible(visibility, event)).map(({ event }) => event),
    version: view.versions[visibility],
  };
};

/** A correction of every field of these events. */
const correctingAll = (events: readonly RecordedEvent[]): readonly ApprovedCorrection[] =>
  events.flatMap(({ eventId, event }) =>
    Object.keys(event.data as object).map((field) => ({
      correctionId: `${eventId}-${field}`,
      eventId,
      field,
      value: '更正',
      correctedAt: '2025-01-01T00:00:00.000Z',
    })),
  );

/** The answer to a command as its sender gets it. */
const answered = (it: World, one: TestCommand) => {
  const { refusal, warnings, events } = it.fork().when(one);
  return { refusal, warnings, events: events.map(({ type, data }: DomainEvent) => ({ type, data })) };
};

/** The answers of a dossier to probes, by the party that sends them. */
const answersOf = (it: World, viewers: readonly Actor[], probes: readonly TestCommand[]) =>
  viewers.flatMap((by) => probes.map((one) => ({ by, command: one.do, answer: answered(it, { ...one, by }) })));

/** A dossier after a command, as each party sees it; undefined if it refuses the command. */
const seenAfter = (it: World, viewers: readonly Actor[], one: TestCommand) => {
  const after = it.fork();
  if (after.when(one).refusal) return undefined;
  return viewers.map((viewer) => [one.do, viewer.role, shown(after, viewer)] as const);
};

/** A dossier without a secret and all that it shows: the same for each secret, so that it is computed once for each status. */
const withoutSecret = (status: Status) => {
  const plain = worldIn[status]();
  const commands = plausible(plain);
  const viewers = parties(plain);
  const all = Object.values(commands);
  const { at } = all[0]!;
  // The last two probe whether the id is taken.
  const probes = [...all, opened(at), closed(at, 'substantiated')];
  return {
    plain,
    viewers,
    probes,
    investigatedAt: commands.OpenInvestigation.at,
    commands: all,
    views: viewers.map((viewer) => shown(plain, viewer)),
    answers: answersOf(plain, viewers, probes),
    seenAfter: new Map(all.map((one) => [one, seenAfter(plain, viewers, one)])),
  };
};
const computed = new Map<Status, ReturnType<typeof withoutSecret>>();
const inStatus = (status: Status) => {
  const known = computed.get(status) ?? withoutSecret(status);
  computed.set(status, known);
  return known;
};

describe.each(Object.entries(SECRETS))('%s', (about, secret) => {
  const worlds = (status: Status) => {
    const without = inStatus(status);
    // If an exit is proposed already, its own investigation has ended.
    return { ...without, hidden: without.plain.fork().given(...secret(without.investigatedAt)) };
  };

  it.each(HELD)('changes no view outside the ministry, in %s', (status) => {
    const { plain, hidden, viewers, views } = worlds(status);
    expectSame(
      viewers.map((viewer) => [viewer, shown(hidden, viewer)]),
      viewers.map((viewer, index) => [viewer, views[index]]),
    );
    expect(shown(hidden, officer)).not.toEqual(shown(plain, officer));
  });

  it.each(HELD)('is shown by no correction of an event that the viewer may not see, in %s', (status) => {
    const { hidden, viewers, views } = worlds(status);
    expectSame(
      viewers.map((viewer) => [viewer, shown(hidden, viewer, correctingAll)]),
      viewers.map((viewer, index) => [viewer, views[index]]),
    );
  });

  it.each(HELD)('changes no answer to a command from outside the ministry, in %s', (status) => {
    const { hidden, viewers, probes, answers } = worlds(status);
    const isCompared = ({ by, command: name }: { by: Actor; command: string }) => !barredByFinding(name, by, about);
    expectSame(answersOf(hidden, viewers, probes).filter(isCompared), answers.filter(isCompared));
  });

  it.each(HELD)('stays hidden after every command that both dossiers accept, in %s', (status) => {
    const { hidden, viewers, commands, seenAfter: open } = worlds(status);
    let done = 0;
    for (const one of commands) {
      const secretly = seenAfter(hidden, viewers, one);
      if (!secretly || !open.get(one)) continue;
      done += 1;
      expectSame(secretly, open.get(one));
    }
    expect(done).toBeGreaterThan(0);
  });
});

describe('a published star result', () => {
  const found = (at: string) =>
    command(otherApprover, at, 'CloseInvestigation', { investigationId: 'i1', finding: 'substantiated', reasons: '经查' });
  const secrets: Readonly<Record<string, readonly TestCommand[]>> = {
    'an investigation is open': [opened(on('2026-03-08', '09:00:00'))],
    'an exit is proposed for fraud and not yet notified': [opened(on('2026-03-08', '09:00:00')), found(on('2026-03-08', '09:30:00'))],
  };
  const withdrawing = withdrawingProposal(on('2026-03-12'));
  const noticed = (basis: string) => serving('exit', { basis: [basis] }, on('2026-03-12'));
  const waived = command(city('330100'), on('2026-03-13'), 'WaiveStatement', { proceedingId: 'pr1' });
  const paths: Readonly<Record<string, readonly TestCommand[]>> = {
    'two years in a row': [publishing(2025, 1)],
    'two years in a row, the later one corrected': [publishing(2025, 1), correctingResult(2025, 2)],
    'two years in a row, the earlier one corrected': [publishing(2025, 1), correctingResult(2024, 3)],
    'two years in a row by a correction': [publishing(2025, 2), correctingResult(2025, 1)],
    'two years in a row, and a third': [publishing(2025, 1), publishing(2026, 1)],
    'two years in a row, the proposal withdrawn': [publishing(2025, 1), withdrawing],
    'two years in a row, the exit announced': [publishing(2025, 1), noticed('measure-2022/24'), waived, announcing()],
    'two years in a row, corrected after the notice': [publishing(2025, 1), noticed('measure-2022/24'), correctingResult(2025, 2)],
    'a gap, ruled consecutive': [publishing(2026, 1), settling(true)],
    'a gap, ruled not consecutive': [publishing(2026, 1), settling(false)],
    'more than one star': [publishing(2025, 2)],
  };
  const cases = Object.keys(secrets).flatMap((secret) => Object.keys(paths).map((path) => [secret, path] as const));

  it.each(cases)('looks the same outside the ministry, and gets the same answers, while %s: %s', (secret, path) => {
    const plain = longTitled().given(publishing(2024, 1));
    const hidden = plain.fork().given(...secrets[secret]!);
    for (const step of paths[path]!) {
      plain.given(step);
      hidden.given(step);
      for (const viewer of parties(plain))
        expectSame([step.do, viewer.role, shown(hidden, viewer)], [step.do, viewer.role, shown(plain, viewer)]);
    }
    const [own] = parties(plain);
    for (const one of Object.values(plausible(plain)).filter(({ by }) => by.role === own!.role))
      expectSame([one.do, answered(hidden, one)], [one.do, answered(plain, one)]);
  });

  it('keeps the proposal for fraud when the proposal for the stars falls away', () => {
    const it = longTitled().given(
      publishing(2024, 1),
      ...secrets['an exit is proposed for fraud and not yet notified']!,
      publishing(2025, 1),
    );
    it.given(correctingResult(2025, 2));
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
    expect(shown(it, city('330100')).view).toMatchObject({ status: 'TITLED' });
    expect(dossierOf(it).title).toMatchObject({ exitProposal: { reason: 'fraud', investigationId: 'i1' } });
  });

  it('does not reveal fraud that is found while an exit is proposed for the stars', () => {
    const plain = longTitled().given(publishing(2024, 1), publishing(2025, 1));
    const late = [opened(on('2026-03-08', '11:00:00')), found(on('2026-03-08', '12:00:00'))];
    const hidden = plain.fork().given(...late);
    expect(hidden.events().at(-1)).toMatchObject({ type: 'ExitProposed', data: { reason: 'fraud', investigationId: 'i1' } });
    for (const step of [noticed('measure-2022/24'), withdrawing]) {
      plain.given(step);
      hidden.given(step);
      for (const viewer of parties(plain))
        expectSame([step.do, viewer.role, shown(hidden, viewer)], [step.do, viewer.role, shown(plain, viewer)]);
    }
    expect([statusOf(plain), statusOf(hidden)]).toEqual(['TITLED', 'EXIT_PROPOSED']);
  });
});
