import type { Instant, Refusal } from '@minglu/kernel';
import type {
  AsOf,
  ScenarioAnswer,
  ScenarioCommand,
  ScenarioDeadline,
  ScenarioEvent,
  ScenarioSystem,
  ScenarioSystemFactory,
} from '../port.js';

interface Logged extends ScenarioEvent {
  readonly at: Instant;
}
interface View {
  readonly status: Map<string, string>;
  readonly flags: Map<string, string[]>;
  readonly deadlines: ScenarioDeadline[];
}

/**
 * A small invented procedure that can meet and miss every expectation. A case is opened; a window runs and closes at its
 * end; then a title may be conferred, which a process announces. All reads are folds of the log.
 */
class FakeSystem implements ScenarioSystem {
  readonly log: Logged[] = [];
  readonly executed: ScenarioCommand[] = [];
  closed = false;

  constructor(private clock: Instant) {}

  now = (): Instant => this.clock;
  head = async (): Promise<number> => this.log.length;
  eventsAfter = async (after: number): Promise<readonly ScenarioEvent[]> => this.log.slice(after);
  status = async (id: string, asOf?: AsOf): Promise<string | undefined> => this.view(asOf).status.get(id);
  flags = async (id: string, asOf?: AsOf): Promise<readonly string[] | undefined> =>
    this.view(asOf).status.has(id) ? (this.view(asOf).flags.get(id) ?? []) : undefined;
  deadlines = async (of: string, asOf?: AsOf): Promise<readonly ScenarioDeadline[]> =>
    this.view(asOf).deadlines.filter((deadline) => deadline.of === of);
  publicCount = async (type: string): Promise<number> => this.log.filter((event) => event.isPublic && event.type === type).length;
  close = async (): Promise<void> => {
    this.closed = true;
  };

  async settle(): Promise<void> {
    for (const { type, data } of this.log) {
      if (type === 'Conferred' && !this.log.some((event) => event.type === 'Announced' && event.data['titleId'] === data['titleId']))
        this.append('Announced', { titleId: data['titleId'] }, String(data['caseId']), true);
    }
    this.closeWindowsDue();
  }

  async advanceTo(instant: Instant): Promise<void> {
    if (instant < this.clock) throw new Error('the clock never goes back');
    for (let due = this.nextDue(); due !== undefined && due <= instant; due = this.nextDue()) {
      if (due > this.clock) this.clock = due;
      this.closeWindowsDue();
    }
    this.clock = instant;
  }

  async execute(command: ScenarioCommand): Promise<ScenarioAnswer> {
    this.executed.push(command);
    const data = command.data as Record<string, string>;
    const caseId = data['caseId'] ?? '';
    switch (command.type) {
      case 'Open':
        if (this.view().status.has(caseId)) return refused('id-taken');
        this.append('Opened', command.data, caseId);
        break;
      case 'StartWindow':
        this.append('WindowStarted', { days: [], ...command.data, openedAt: this.clock }, caseId, true);
        break;
      case 'Confer':
        if (this.view().status.get(caseId) !== 'CLEARED') return refused('window-open', 'measure-2022/18', 'measure-2022/19');
        this.append('Conferred', command.data, caseId);
        break;
      case 'File':
        this.append('Filed', command.data, caseId);
        return { accepted: true, warnings: [{ code: 'late' }, { code: 'thin' }] };
      case 'Spill':
        this.append('Spilt', {}, caseId);
        return refused('not-authorised');
      case 'Crash':
        throw new Error('out of order');
      default:
        return refused('unknown-command');
    }
    return { accepted: true, warnings: [] };
  }

  private append(type: string, data: Readonly<Record<string, unknown>>, caseId: string, isPublic = false): void {
    this.log.push({
      position: this.log.length + 1,
      eventId: `e${this.log.length + 1}`,
      type,
      data,
      streamId: `dossier/${caseId}`,
      isPublic,
      at: this.clock,
    });
  }

  /** The ends of windows that have not closed. */
  private openWindows(): readonly { caseId: string; endsAt: Instant }[] {
    const closed = new Set(this.log.filter(({ type }) => type === 'WindowClosed').map(({ data }) => data['publicityId']));
    const latest = new Map(this.log.filter(({ type }) => type === 'WindowStarted').map(({ data }) => [data['publicityId'], data]));
    return [...latest.values()].filter(({ publicityId }) => !closed.has(publicityId)) as never;
  }

  private nextDue(): Instant | undefined {
    return this.openWindows()
      .map(({ endsAt }) => endsAt)
      .sort()[0];
  }

  private closeWindowsDue(): void {
    for (const window of this.openWindows())
      if (window.endsAt <= this.clock) this.append('WindowClosed', { ...window, result: 'clear' }, window.caseId, true);
  }

  private view(asOf?: AsOf): View {
    const view: View = { status: new Map(), flags: new Map(), deadlines: [] };
    const until = asOf && (asOf.at < asOf.knownAt ? asOf.at : asOf.knownAt);
    for (const { type, data, at } of this.log as readonly (Logged & { data: Record<string, string> })[]) {
      if (until !== undefined && at > until) continue;
      const caseId = data['caseId']!;
      if (type === 'Opened') view.status.set(caseId, 'OPEN');
      if (type === 'WindowStarted') {
        view.status.set(caseId, 'WINDOW');
        view.flags.set(caseId, ['RUNNING', 'VISIBLE']);
        const { publicityId: of, endsAt, days } = data as never as { publicityId: string; endsAt: Instant; days: string[] };
        view.deadlines.push({ of, kind: 'publicity-window', endsAt, workingDays: days, provisional: false });
      }
      if (type === 'WindowClosed') {
        view.status.set(caseId, 'CLEARED');
        view.flags.set(caseId, []);
      }
      if (type === 'Conferred') for (const id of [caseId, data['titleId']!]) view.status.set(id, 'TITLED');
    }
    return view;
  }
}

const refused = (code: string, ...legalBasis: readonly string[]): ScenarioAnswer => {
  const refusal: Refusal = { code, legalBasis, message: { zh: `不可以：${code}`, en: `no: ${code}` }, details: {} };
  return { accepted: false, refusal };
};

/** Makes fresh systems and keeps them for later inspection in `made`. */
export const fakeSystems = (): { readonly systems: ScenarioSystemFactory; readonly made: FakeSystem[] } => {
  const made: FakeSystem[] = [];
  const systems: ScenarioSystemFactory = async (clock) => {
    made.push(new FakeSystem(clock));
    return made.at(-1)!;
  };
  return { systems, made };
};
