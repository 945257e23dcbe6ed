import { inShanghai, ROLES } from '@minglu/kernel';
import { campaigns2023, trackRequirements, windowProvision } from './campaigns-2023.js';
import { MATERIAL_KINDS } from './figures.js';
import { PROGRAMMES, TRACKS } from './programme.js';
import { isProvision } from './provision.js';

describe('the campaigns of 2023', () => {
  it('run in the windows of notices 277 and 278, to the end of their last day', () => {
    expect(campaigns2023.map((one) => [one.campaignId, inShanghai(one.opensAt), inShanghai(one.closesAt), one.documentNumber])).toEqual([
      ['city-creation-2023', '2023-10-15T00:00:00+08:00', '2023-11-16T00:00:00+08:00', '工信厅信发函〔2023〕278号'],
      ['city-evaluation-2023', '2023-10-15T00:00:00+08:00', '2023-11-11T00:00:00+08:00', '工信厅信发函〔2023〕277号'],
      ['park-creation-2023', '2023-10-15T00:00:00+08:00', '2023-11-16T00:00:00+08:00', '工信厅信发函〔2023〕278号'],
      ['park-review-2023', '2023-10-15T00:00:00+08:00', '2023-11-11T00:00:00+08:00', '工信厅信发函〔2023〕277号'],
    ]);
  });
  it('require known materials and approvals, and cite existing provisions', () => {
    for (const { requirements } of campaigns2023) {
      expect(requirements.materials.every((kind) => MATERIAL_KINDS.includes(kind))).toBe(true);
      expect(requirements.approvals.every(({ by }) => ROLES.includes(by))).toBe(true);
      expect([...requirements.materialsBasis, ...requirements.approvals.map(({ provision }) => provision)].every(isProvision)).toBe(true);
    }
  });
  it('require the consent of the provincial government, except from a direct municipality', () => {
    expect(trackRequirements('city', 'creation-application')).toMatchObject({
      materials: ['written-application-report', 'creation-application-form', 'creation-work-plan'],
      approvals: [{ by: 'provincial-government', notFor: ['direct-municipality'] }],
    });
  });
  it('require a park to be approved by its city, then by its province', () => {
    for (const track of ['creation-application', 'review'] as const)
      expect(trackRequirements('park', track)!.approvals.map(({ by }) => by)).toEqual(['municipal-authority', 'provincial-authority']);
  });
  it('do not include a review of cities, which is held at a suitable time (适时, 第十七条)', () => {
    expect(trackRequirements('city', 'review')).toBeNull();
  });
});

describe('the provision of a window', () => {
  it('is the one of the notice for the track', () => {
    expect([
      windowProvision('creation-application', 'city'),
      windowProvision('evaluation', 'city'),
      windowProvision('review', 'park'),
    ]).toEqual(['notice-2023-278/4', 'notice-2023-277/4.1', 'notice-2023-277/4.2']);
  });
  it('exists for every track of both programmes', () => {
    expect(TRACKS.flatMap((track) => PROGRAMMES.map((programme) => windowProvision(track, programme))).every(isProvision)).toBe(true);
  });
});
