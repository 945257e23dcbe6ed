import type { DossierEvent } from '@minglu/dossier';
import {
  city,
  command,
  conferring,
  imported,
  officer,
  on,
  opened,
  passing,
  publicityClosed,
  submitted,
  titled,
} from '@minglu/dossier/testing';
import type { RecordedEvent } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import type { ApprovedCorrection } from './corrections-view.js';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { visibleDossier, type Visibility } from './visibility.js';

const last = (it: World, type: DossierEvent['type']): RecordedEvent<DossierEvent> =>
  history(it.events()).findLast(({ event }) => event.type === type)!;
let n = 0;
const correction = (it: World, type: DossierEvent['type'], field: string, value?: unknown): ApprovedCorrection => ({
  correctionId: `k${(n += 1)}`,
  eventId: last(it, type).eventId,
  field,
  ...(value === undefined ? {} : { value }),
  correctedAt: '2026-01-01T00:00:00.000Z',
});
const shown = (it: World, corrections: readonly ApprovedCorrection[], visibility: Visibility = 'all') =>
  visibleDossier(viewOf(history(it.events()))!, visibility, { corrections })!;
const plan = (it: World, target: string) =>
  it.given(
    command(city('330100'), on('2026-03-05'), 'FileEnhancementPlan', {
      titleId: 't-a',
      validity: '2028-12',
      goals: [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2028, target }],
    }),
  );

describe('the view of a dossier with corrections (decisions 35)', () => {
  it('shows the corrected names, with the history of each', () => {
    const it = opened();
    const { applicantName } = viewOf(history(it.events()))!.state.subject!;
    const corrections = [
      correction(it, 'ApplicationOpened', 'applicantName', '杭州'),
      correction(it, 'ApplicationOpened', 'applicantName', '浙江省杭州市'),
    ];
    expect(shown(it, corrections)).toMatchObject({
      applicantName: '浙江省杭州市',
      corrections: corrections.map((one) => ({ ...one, recorded: applicantName })),
    });
    expect(shown(it, [])).not.toHaveProperty('corrections');
  });
  it('says nothing of the corrections of fields and events that it does not show', () => {
    const it = opened();
    const elsewhere = { ...correction(it, 'ApplicationOpened', 'cityName', '杭州'), eventId: 'e99' };
    expect(shown(it, [elsewhere, correction(it, 'ApplicationOpened', 'workingBody', '经信局')])).toEqual(shown(it, []));
  });
  it('keeps the ids and codes by which the case and its parties are known, and says that they are corrected', () => {
    const it = titled();
    const { subject, title } = viewOf(history(it.events()))!.state;
    for (const [field, value] of Object.entries({ ...subject, titleId: title!.titleId, programme: 'park' })) {
      const recorded = { ...subject, titleId: title!.titleId }[field];
      if (['applicantName', 'cityName', 'cityClass'].includes(field)) continue;
      const one = correction(it, 'TitleConferred', field, value === 'park' ? 'park' : '350100');
      expect(shown(it, [one])).toEqual({ ...shown(it, []), corrections: [{ ...one, recorded }] });
    }
  });
  it('shows the public the corrections of public records alone', () => {
    const it = titled();
    const { applicantName } = viewOf(history(it.events()))!.state.subject!;
    const internal = correction(it, 'LegacyCreationImported', 'applicantName', '甲市');
    const open = correction(it, 'TitleConferred', 'applicantName', '乙市');
    expect([last(it, 'LegacyCreationImported'), last(it, 'TitleConferred')].map(({ metadata }) => metadata.classification)).toEqual([
      'INTERNAL',
      'PUBLIC',
    ]);
    expect(shown(it, [internal], 'public')).toEqual(shown(it, [], 'public'));
    expect(shown(it, [internal], 'party')).toMatchObject({ applicantName: '甲市' });
    expect(shown(it, [open, internal], 'public')).toMatchObject({
      applicantName: '乙市',
      corrections: [{ ...open, recorded: applicantName }],
    });
    expect(shown(it, [open, internal])).toMatchObject({ applicantName: '甲市' });
  });
  it('counts from the corrected day of a title, and changes neither status nor deadlines', () => {
    const it = titled();
    const one = correction(it, 'TitleConferred', 'effectiveDate', '2025-10-01');
    const view = viewOf(history(it.events()))!;
    const { corrections, ...rest } = shown(it, [one]);
    expect(corrections).toEqual([{ ...one, recorded: view.state.title!.effectiveDate }]);
    const { corrections: _, ...before } = shown(it, []);
    expect(rest).toEqual(before);
    const settings = { policies: { 'policy/monitoring-months': 12 }, calendar: { versions: [], years: [] } as never, notHeld: [] };
    const since = (approved: readonly ApprovedCorrection[]) =>
      visibleDossier(view, 'all', { corrections: approved, settings })!.reminders.find(({ kind }) => kind === 'monitoring')?.since;
    expect([since([]), since([one])]).toEqual([view.state.title!.effectiveDate, '2025-10-01']);
  });
  it('counts from the day on which a title took effect, if that came later', () => {
    const it = publicityClosed().given(conferring({ effectiveDate: '2025-11-03' }));
    const [conferral, effect] = [correction(it, 'TitleConferred', 'effectiveDate', '2025-10-25'), passing(it, 'takes-effect')];
    expect(shown(it, [conferral])).toEqual(shown(it, []));
    it.given(effect);
    const one = correction(it, 'DecisionTookEffect', 'effectiveDate', '2025-11-04');
    expect(shown(it, [conferral, one]).corrections).toEqual([{ ...one, recorded: '2025-11-03' }]);
  });
  it('shows the corrected rows of the latest plans', () => {
    const it = plan(titled(), '2000');
    const earlier = correction(it, 'EnhancementPlanFiled', 'goals[0].target', '9');
    const target = correction(plan(it, '3000'), 'EnhancementPlanFiled', 'goals[0].target', '超3000');
    const view = shown(it, [earlier, target], 'party');
    expect(view.plans!.plan).toMatchObject({ number: 2, goals: [{ target: '超3000亿元', targetBound: { kind: 'above', value: '3000' } }] });
    expect(view.corrections).toEqual([{ ...target, recorded: '3000' }]);
    expect(shown(it, [earlier, target], 'public')).toEqual(shown(it, [], 'public'));

    const rows = [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2025, target: '约2' }];
    const creating = imported().given(command(city('330100'), on('2024-03-05'), 'FileTargetBreakdown', { caseId: 'a', targets: rows }));
    const unit = correction(creating, 'TargetBreakdownFiled', 'targets[0].unit', '万亿元');
    expect(shown(creating, [unit]).plans!.breakdown).toMatchObject({ targets: [{ target: '约2万亿元' }] });
  });
  it('shows the corrected grounds of priority', () => {
    const grounds = [{ ground: 'steady-growth', source: '国办通报' }];
    const it = submitted().given(command(officer, on('2023-11-20'), 'NotePriority', { caseId: 'a', grounds }));
    const one = correction(it, 'PriorityNoted', 'grounds[0].source', '国办督查激励通报');
    expect(shown(it, [one])).toMatchObject({ priority: [{ ground: 'steady-growth', source: '国办督查激励通报' }] });
  });
  it('only says that a field is corrected if its new value is sealed, and keeps the record if the value does not fit it', () => {
    const it = plan(titled(), '2000');
    for (const one of [
      correction(it, 'EnhancementPlanFiled', 'goals'),
      correction(it, 'EnhancementPlanFiled', 'goals[0].targetYear', '二〇二八'),
      correction(it, 'TitleConferred', 'effectiveDate', '2025-13-01'),
      correction(it, 'TitleConferred', 'cityName', ''),
    ]) {
      const { corrections, ...rest } = shown(it, [one]);
      expect(rest).toEqual(shown(it, []));
      expect(corrections).toMatchObject([{ correctionId: one.correctionId, field: one.field }]);
      expect(Object.keys(corrections![0]!).includes('recorded')).toBe('value' in one);
    }
  });
});
