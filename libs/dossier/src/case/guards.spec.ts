import type { Day } from '@minglu/kernel';
import { dossierOf, material, titled } from '../testing/index.js';
import type { Investigation } from '../accountability/state.js';
import {
  backTo,
  beforeCreation,
  beforeFirstCalendar,
  firstCheck,
  givenTwice,
  idTaken,
  investigationIdTaken,
  missingMaterials,
  pendingProceeding,
  selfAssessmentBasis,
  subjectOf,
  wrongFigures,
} from './guards.js';
import { approverOf, type Asking } from './approver.js';
import { dossiers, type Dossier } from './state.js';

const dossier = (more: Partial<Dossier> = {}): Dossier => ({ ...dossiers.initial, ...more });
const loaded = (state: Dossier, streamId: string | null = 'dossier/a') => ({ streamId, version: 1, state, held: true });
const figure = (indicator: string, dataYear = 2024, unit = '%') => ({ indicator, value: '1', unit, dataYear, source: '市统计局' });

describe('the subject of a dossier', () => {
  it('is known from its opening event on', () => {
    expect(subjectOf(loaded(dossierOf(titled()))).caseId).toBe('a');
    expect(() => subjectOf(loaded(dossier()))).toThrow('a dossier without its opening event cannot be decided on');
  });
});

describe('an id (decision 1)', () => {
  const what = { zh: '异议', en: 'an objection' };
  it('is taken where the log or this dossier has it', () => {
    const taken = {
      refusal: {
        code: 'id-taken',
        legalBasis: [],
        message: { zh: '异议标识 o1 已被使用', en: 'the id o1 of an objection is taken' },
        details: { id: 'o1' },
      },
    };
    expect(idTaken(what, 'o1', loaded(dossier()), false)).toEqual(taken);
    expect(idTaken(what, 'o1', undefined, true)).toEqual(taken);
    expect(idTaken(what, 'o1', undefined, false)).toBeNull();
    expect(idTaken(what, 'o1', loaded(dossier(), null), false)).toBeNull();
  });
  it('of an investigation is taken where this dossier has opened it', () => {
    const investigations = [{ id: 'i1' } as Investigation];
    expect(investigationIdTaken(dossier({ investigations }), 'i1', undefined)).toMatchObject({ refusal: { code: 'id-taken' } });
    expect(investigationIdTaken(dossier({ investigations }), 'i2', undefined)).toBeNull();
  });
});

describe('what differs between a city and a park', () => {
  it('is the basis of the self-assessment', () => {
    expect([selfAssessmentBasis('park'), selfAssessmentBasis('city')]).toEqual([
      ['notice-2023-277/2.3', 'measure-2022/16'],
      ['measure-2022/16'],
    ]);
  });
  it('is the first check of a park, by its city where it has one', () => {
    expect([firstCheck('direct-municipality'), firstCheck('prefecture-city')]).toEqual([
      { firstCheck: 'provincial' },
      { firstCheck: 'municipal' },
    ]);
  });
  it('is where a case returns to', () => {
    expect([backTo(dossier({ origin: 'pilot' })), backTo(dossier({ origin: 'application' }))]).toEqual([{ backTo: 'pilot' }, {}]);
  });
  it('is who approves: the province, unless the campaign names another authority', () => {
    const place = { cityCode: '330100', provinceCode: '330000' };
    const today = { register: { divisions: [] }, at: '2025-10-21T02:00:00.000Z' } as unknown as Pick<Asking, 'register' | 'at'>;
    expect(approverOf(null, place, today)).toBe('330000');
    expect(approverOf({ approvers: {} } as never, place, today)).toBe('330000');
    expect(approverOf({ approvers: { '330100': '310000' } } as never, place, today)).toBe('310000');
  });
});

describe('a proceeding', () => {
  it('is pending until it has ended', () => {
    const proceedings = [
      { id: 'pr1', ended: true },
      { id: 'pr2', ended: false },
    ] as unknown as Dossier['proceedings'];
    expect(pendingProceeding(dossier({ proceedings }))?.id).toBe('pr2');
    expect(pendingProceeding(dossier())).toBeUndefined();
  });
});

describe('materials', () => {
  it('are missing by their kinds', () => {
    expect(missingMaterials([material('evidence') as never], ['evidence', 'consent-letter', 'other'], 'measure-2022/10')).toEqual({
      refusal: {
        code: 'materials-missing',
        legalBasis: ['measure-2022/10'],
        message: { zh: '缺少材料：同意函、其他材料', en: 'materials missing: consent-letter, other' },
        details: { missing: ['consent-letter', 'other'] },
      },
    });
    expect(missingMaterials([material('evidence') as never], ['evidence'], 'measure-2022/10')).toBeNull();
  });
});

describe('figures', () => {
  const system = { versionId: 's1', tree: [{ children: [{ children: [{ id: 'A1' }, { id: 'A2' }] }] }] } as never;
  it('are wrong for indicators that the system does not have', () => {
    expect(wrongFigures([figure('A1'), figure('X1'), figure('X2')], system)).toEqual({
      refusal: {
        code: 'unknown-indicator',
        legalBasis: ['measure-2022/annex'],
        message: { zh: '指标体系 s1 中没有：X1、X2', en: 'not in s1: X1, X2' },
        details: { unknown: ['X1', 'X2'] },
      },
    });
    expect(wrongFigures([figure('A1'), figure('A1')], system)).toMatchObject({ refusal: { code: 'figure-given-twice' } });
    expect(wrongFigures([figure('A1'), figure('A2')], system)).toBeNull();
  });
  it('are given once for an indicator, a year and a unit', () => {
    expect(givenTwice([figure('A1'), figure('A1', 2023), figure('A1', 2024, '亿元'), figure('A2')], 'measure-2022/annex')).toBeNull();
    expect(givenTwice([figure('A1'), figure('A2'), figure('A1'), figure('A2')], 'measure-2022/annex')).toEqual({
      refusal: {
        code: 'figure-given-twice',
        legalBasis: ['measure-2022/annex'],
        message: { zh: '同一指标、年度重复填报：A1 2024 %、A2 2024 %', en: 'given twice: A1 2024 %, A2 2024 %' },
        details: { twice: ['A1 2024 %', 'A2 2024 %'] },
      },
    });
  });
});

describe('a day', () => {
  const calendar = { version: 1, years: { 2024: {}, 2023: {} } } as never;
  it('is before the calendars if the next day is in a year before the first one', () => {
    const before = (from: string) => beforeFirstCalendar(from as Day, calendar, ['measure-2022/15']);
    expect(before('2022-12-30')).toEqual({
      refusal: {
        code: 'before-the-calendars',
        legalBasis: ['measure-2022/15', 'civil-code/203'],
        message: {
          zh: '期间自 2022-12-30 起算，早于首个有放假安排的 2023 年',
          en: 'the period would begin before 2023, the first year with a work calendar',
        },
        details: { from: '2022-12-30', first: '2023' },
      },
    });
    expect([before('2022-12-31'), before('2023-01-01')]).toEqual([null, null]);
    expect(beforeFirstCalendar('2022-12-30' as Day, { version: 0, years: {} }, [])).toBeNull();
  });
  it('lies before the creation, where there is one', () => {
    const creation = { startDate: '2022-01-10' } as Dossier['creation'];
    const before = (date: string, of = creation) => beforeCreation(date as Day, dossier({ creation: of }), 'measure-2022/12');
    expect(before('2022-01-09')).toMatchObject({
      refusal: { code: 'date-before-creation', details: { date: '2022-01-09', startDate: '2022-01-10' } },
    });
    expect([before('2022-01-10'), before('2022-01-09', null)]).toEqual([null, null]);
  });
});
