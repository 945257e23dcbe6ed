import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import {
  approver,
  auditor,
  city,
  command,
  dossierOf,
  inPublicity,
  officer,
  on,
  otherApprover,
  statusOf,
  titled,
} from '../testing/index.js';

const place = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2026-01-05'), 'PlaceLegalHold', { holdId: 'h1', subject: 'a', reasons: '调查期间保全', ...more });
const propose = (by = officer, holdId = 'h1') => command(by, on('2026-02-05'), 'ProposeHoldLifting', { holdId, reasons: '调查已结束' });
const lift = (by = approver) => command(by, on('2026-02-06'), 'LiftLegalHold', { holdId: 'h1' });
const held = () => inPublicity().given(place());

describe('a legal hold (article 25, decisions 49)', () => {
  it('stands on a case from its placing until it is lifted, and changes no status', () => {
    const it = inPublicity();
    const status = statusOf(it);
    it.when(place()).then('LegalHoldPlaced');
    expect([statusOf(it), dossierOf(it).holds]).toEqual([status, [{ id: 'h1', lifted: false }]]);
    it.given(propose()).when(lift()).then('LegalHoldLifted');
    expect(dossierOf(it).holds).toMatchObject([{ id: 'h1', lifted: true }]);
  });
  it('may name the title, and needs an unused id', () => {
    titled()
      .when(place({ subject: 't-a' }))
      .then('LegalHoldPlaced');
    held().when(place()).thenRefused('id-taken');
    titled()
      .when(place({ subject: 'zzz' }))
      .thenRefused('unknown-id');
  });
  it('is lifted by two persons: one proposes, another decides', () => {
    const same = { ...approver, role: 'ministry-officer' };
    held().when(lift()).thenRefused('lifting-not-proposed', 'measure-2022/25');
    held().given(propose(same)).when(lift()).thenRefused('four-eyes', 'measure-2022/25');
    held()
      .given(propose({ ...officer, onBehalfOf: approver.person }))
      .when(lift())
      .thenRefused('four-eyes', 'measure-2022/25');
    held().given(propose(same)).when(lift(otherApprover)).then('LegalHoldLifted');
  });
  it('is not lifted twice, and not proposed for lifting afterwards', () => {
    const it = held().given(propose(), lift());
    it.when(lift(otherApprover)).thenRefused('hold-not-standing', 'measure-2022/25');
    it.when(propose()).thenRefused('hold-not-standing', 'measure-2022/25');
  });
  it('keeps one hold while another is lifted', () => {
    const it = held().given(place({ holdId: 'h2' }), propose(), lift());
    expect(dossierOf(it).holds).toMatchObject([
      { id: 'h1', lifted: true },
      { id: 'h2', lifted: false },
    ]);
  });
  it('is an act of the ministry, seen by the ministry alone', () => {
    inPublicity().when(place({}, auditor)).then('LegalHoldPlaced');
    inPublicity()
      .when(place({}, city('330100')))
      .thenRefused('not-authorised', 'measure-2022/25');
    held()
      .when(propose(city('330100')))
      .thenRefused('not-authorised', 'measure-2022/25');
    held().given(propose()).when(lift(officer)).thenRefused('not-authorised', 'measure-2022/25');
    for (const type of ['LegalHoldPlaced', 'HoldLiftingProposed', 'LegalHoldLifted'] as const)
      expect(classify(dossierEvents[type], null)).toBe('RESTRICTED');
  });
});
