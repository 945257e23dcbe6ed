import { classify } from '@minglu/kernel';
import { campaigns2023 } from '@minglu/regulation';
import { campaign } from './campaign.js';
import { referenceEvents, shippedReferenceData } from './index.js';
import { standards } from './standards.js';
import { workCalendar } from './work-calendar.js';
import { fresh } from './testing/fresh.js';

const system = { role: 'system', org: 'MIIT', person: 'seed' };

describe('the reference data that a fresh system ships with', () => {
  it('is accepted from the system itself, and each command has its own id', () => {
    const it = fresh().given(
      ...shippedReferenceData.map(({ do: name, with: data }) => ({ by: system, at: '2022-12-01T00:00:00+08:00', do: name, with: data })),
    );
    expect(Object.keys(it.state(workCalendar).years)).toEqual(['2023', '2024', '2025', '2026']);
    expect(it.state(standards)).toMatchObject({
      rulePackages: ['measure-2022'],
      systems: [{ versionId: '168-2022' }],
      nationalAverages: { 'A2.1': { 2022: '11.2', 2023: '13.4', 2024: '10.0' } },
    });
    for (const { campaignId } of campaigns2023) expect(it.state(campaign(campaignId))).not.toBeNull();
    expect(new Set(shippedReferenceData.map(({ commandId }) => commandId)).size).toBe(shippedReferenceData.length);
  });
  it('has these public events (decisions 16)', () => {
    const open = Object.values(referenceEvents)
      .filter((definition) => classify(definition, {}) === 'PUBLIC')
      .map(({ type }) => type);
    expect(open.sort()).toEqual([
      'CampaignClosed',
      'CampaignOpened',
      'CampaignWindowExtended',
      'CorrectionPublished',
      'DivisionChanged',
      'IndicatorSystemPublished',
      'InterpretationIssued',
      'WorkCalendarPublished',
      'WorkCalendarRevised',
    ]);
  });
});
