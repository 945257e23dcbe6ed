import type { Actor } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import {
  admin,
  approver,
  auditor,
  authority,
  city,
  command,
  dossierOf,
  evaluationCampaign,
  exited,
  expert,
  exitProposed,
  figures,
  longTitled,
  material,
  municipality,
  officer,
  on,
  province,
  publicityClosed,
  publishing,
  someone,
  titled,
  titledPark,
} from '@minglu/dossier/testing';
import { campaign } from '@minglu/reference';
import { notFiledIn } from './not-filed.js';

const state = titled().given(evaluationCampaign).state(campaign('city-evaluation-2025'))!;
const submitting = command(city('330100'), on('2025-10-21'), 'SubmitEvaluation', {
  titleId: 't-a',
  evaluationYear: 2025,
  campaignId: 'city-evaluation-2025',
  materials: [material('evaluation-form')],
  figures: figures('812.40', '13.1'),
  truthfulnessPledge: true,
});
const returning = command(authority('330000'), on('2025-10-22'), 'ReturnMaterials', {
  titleId: 't-a',
  evaluationYear: 2025,
  reasons: '口径不符',
});
const titles = (worlds: readonly World[], more: Partial<typeof state> = {}, notHeld: readonly number[] = [], viewer: Actor = officer) =>
  notFiledIn(
    { ...state, ...more },
    worlds.map((it) => dossierOf(it)),
    notHeld,
    viewer,
  )?.items.map(({ titleId }) => titleId);

describe('the titles to be evaluated that have not filed (decisions 28)', () => {
  it('are those conferred by the end of the year, with the window of the campaign', () => {
    expect(notFiledIn(state, [dossierOf(titled())], [], officer)).toEqual({
      campaignId: 'city-evaluation-2025',
      evaluationYear: 2025,
      opensAt: state.opensAt,
      closesAt: state.closesAt,
      items: [{ caseId: 'a', titleId: 't-a', applicant: '330100', applicantName: '杭州市', cityCode: '330100', provinceCode: '330000' }],
    });
    expect(titles([titled()], { year: 2024 })).toEqual([]);
    expect(titles([publicityClosed(), exited()])).toEqual([]);
    expect(titles([exitProposed()])).toEqual(['t-a']);
  });
  it('are of the programme of the campaign', () => {
    expect(titles([titledPark()])).toEqual([]);
    expect(titles([titled(), titledPark()], { programme: 'park' })).toHaveLength(1);
  });
  it('lack a title whose materials are filed, until they are returned', () => {
    const it = titled().given(evaluationCampaign, submitting);
    expect(titles([it])).toEqual([]);
    expect(titles([it.given(returning)])).toEqual(['t-a']);
  });
  it('lack a title that has a result of the year', () => {
    expect(titles([longTitled().given(publishing(2025, 3))])).toEqual([]);
    expect(titles([longTitled().given(publishing(2024, 3))])).toHaveLength(1);
  });
  it('are none for a year without evaluation, unless a result took that record back', () => {
    expect(titles([titled()], {}, [2025])).toEqual([]);
    expect(titles([titled(), longTitled().given(publishing(2025, 3))], {}, [2025])).toEqual(['t-a']);
  });
  it('are seen as far as the viewer sees their dossiers as a party', () => {
    const seenBy = (viewer: Actor) => titles([titled()], {}, [], viewer)!.length;
    for (const viewer of [
      officer,
      approver,
      admin,
      auditor,
      city('330100'),
      municipality('330100'),
      authority('330000'),
      province('330000'),
    ])
      expect([viewer, seenBy(viewer)]).toEqual([viewer, 1]);
    for (const viewer of [city('340100'), municipality('330200'), authority('340000'), province('340000'), expert, someone])
      expect([viewer, seenBy(viewer)]).toEqual([viewer, 0]);
  });
  it('are a list of evaluations alone', () => {
    expect(titles([titled()], { track: 'creation-application' })).toBeUndefined();
    expect(titles([titled()], { track: 'review' })).toBeUndefined();
  });
});
