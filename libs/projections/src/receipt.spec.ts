import { type DossierEvent, dossiers } from '@minglu/dossier';
import { imported, inPublicity, readyForReview, requestingReview } from '@minglu/dossier/testing';
import type { DomainEvent, EventMetadata } from '@minglu/kernel';
import { receiptOf } from './receipt.js';

const metadata = (more: Partial<EventMetadata> = {}): EventMetadata => ({
  actor: { person: 'p', role: 'ministry-officer', org: 'MIIT' },
  calendarVersion: 4,
  causationId: null,
  classification: 'PUBLIC',
  commandId: 'c',
  correlationId: 'c',
  legalBasis: ['measure-2022/18'],
  occurredAt: '2025-09-26T02:00:00.000Z',
  rulePackage: 'measure-2022',
  traceparent: null,
  ...more,
});
const titleOf = ({ type }: DomainEvent) => dossiers.events[type]!.title;
const receipt = (event: DomainEvent, more: Partial<EventMetadata> = {}, visibility: 'all' | 'party' | 'public' = 'all') =>
  receiptOf(event as DossierEvent, metadata(more), titleOf(event), visibility);
const find = (events: readonly DomainEvent[], type: string): DomainEvent => events.find((event) => event.type === type)!;

describe('the receipt of a decision', () => {
  it('gives the counted days, the calendar and the provisions of a notice', () => {
    const shown = receipt(find(inPublicity().events(), 'PublicityStarted'));
    expect(shown).toMatchObject({
      rulePackage: 'measure-2022',
      calendarVersion: 4,
      policies: [],
      deadline: { kind: 'publicity-window', lastDay: '2025-10-10' },
      provisions: expect.arrayContaining([{ id: 'measure-2022/18', zh: '公示或改进意见', en: 'publicity, or improvement opinion' }]),
    });
    expect(shown.sentence.zh).toContain('2025-09-26，公示开始；依据公示或改进意见（measure-2022/18）');
    expect(shown.sentence.zh).toContain(
      '起 5 个工作日，当日不计，至 2025-10-10 24 时，计入 2025-09-28、2025-09-29、2025-09-30、2025-10-09、2025-10-10',
    );
    expect(shown.sentence.en).toContain('counts 5 working days');
  });
  it('gives figures, control indicators and the indicator system', () => {
    const [event] = readyForReview().when(requestingReview('a', '330100', '2025-09-25')).events;
    const figures = [{ indicator: 'A1.1', value: '812.40', unit: '亿元', dataYear: 2024, source: '市统计局' }];
    const controls = [{ control: 'CTRL1', indicator: 'A1.1', value: '812.40', threshold: '500', dataYear: 2024, outcome: 'met' }];
    const shown = receipt(
      { ...event!, data: { ...(event!.data as object), figures, controlChecks: controls } },
      { legalBasis: ['measure-2022/16'] },
    );
    expect(shown).toMatchObject({ indicatorSystem: '168-2022', figures, controls, deadline: null });
    expect(shown.sentence.zh).toContain('适用指标体系 168-2022；控制性指标：CTRL1 812.40（标准 500，达到）');
  });
  it('names the parameters with their values, and marks the defaults', () => {
    const event = find(imported().events(), 'LegacyCreationImported');
    const reliedOn = {
      parameters: { 'policy/panel-minimum': 7, 'policy/recusal': true, 'policy/cooling-off-months': null },
      versions: { 'policy/national': 3 },
    };
    const shown = receipt(event, { reliedOn });
    expect(shown.policies).toEqual([
      { key: 'policy/panel-minimum', value: 7, isDefault: false, zh: '专家评审组最少人数', en: 'smallest panel' },
      { key: 'policy/recusal', value: true, isDefault: true, zh: '专家回避', en: 'recusal' },
      { key: 'policy/cooling-off-months', value: null, isDefault: true, zh: '再次申请的间隔', en: 'cooling-off' },
    ]);
    expect(shown.versions).toEqual({ 'policy/national': 3 });
    expect(shown.sentence.zh).toContain('适用口径：专家评审组最少人数＝7，专家回避＝是（默认），再次申请的间隔＝无（默认）。');
    expect(receipt(event, { reliedOn }, 'public')).toMatchObject({ policies: [], versions: {} });
  });
  it('tells the ministry alone that one person acted, until a second person confirms', () => {
    const event = find(imported().events(), 'LegacyCreationImported');
    const shown = (visibility: 'all' | 'party', confirmedBy?: string) =>
      receiptOf(event as DossierEvent, metadata(), titleOf(event), visibility, confirmedBy);
    expect(shown('all').singleHanded).toEqual({ confirmedBy: null });
    expect(shown('all').sentence.zh).toContain('单人办理，待第二人确认');
    expect(shown('all', 'admin-2').singleHanded).toEqual({ confirmedBy: 'admin-2' });
    expect(shown('all', 'admin-2').sentence.en).toContain('confirmed by admin-2');
    expect(shown('party').singleHanded).toBeNull();
    expect(shown('party').sentence.zh).not.toContain('单人');
    expect(receipt(find(inPublicity().events(), 'PublicityStarted')).singleHanded).toBeNull();
  });
  it('accepts events without parameters, and a legal basis that is no longer a provision', () => {
    const event = find(imported().events(), 'LegacyCreationImported');
    const shown = receipt(event, { legalBasis: ['policy/gone-by-now', 'measure-2022/28'] });
    expect(shown.policies).toEqual([]);
    expect(shown.provisions.map(({ id }) => id)).toEqual(expect.arrayContaining(['policy/gone-by-now', 'measure-2022/28']));
  });
});
