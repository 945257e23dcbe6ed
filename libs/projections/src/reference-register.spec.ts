import type { RecordedEvent } from '@minglu/kernel';
import { succession } from '@minglu/reference';
import { calendarRegister, campaignEntry, divisionRegister, divisionsFound, parkRegister, policyRegister } from './reference-register.js';

/** Events of one stream, a day apart, in the order given. */
const recorded = <E extends RecordedEvent>(...events: readonly (readonly [type: string, data: object])[]): readonly E[] =>
  events.map(
    ([type, data], index) =>
      ({
        eventId: `e${index + 1}`,
        streamVersion: index + 1,
        recordedAt: `2026-01-0${index + 1}T00:00:00.000Z`,
        event: { type, data },
      }) as unknown as E,
  );
const initial = succession.category.initial;
const renamed = { changeId: 'c1', kind: 'renamed' as const, effectiveDate: '2026-03-01', documentNumber: '文号' };

describe('the register of reference data', () => {
  it('has the latest notice of a year, with every notice and its version in the stream', () => {
    const days = { year: 2027, offDays: ['2027-01-01'], makeupWorkdays: [] };
    const { version, items } = calendarRegister(
      recorded(
        ['WorkCalendarPublished', { ...days, noticeNumber: 'one' }],
        ['WorkCalendarRevised', { ...days, offDays: [], noticeNumber: 'two', supersedes: 'one' }],
      ),
    );
    expect([version, items.length]).toEqual([2, 1]);
    expect(items[0]).toMatchObject({ noticeNumber: 'two', offDays: [], versions: [{ version: 1, documentNumber: 'one' }, { version: 2 }] });
  });

  it('tells a policy that was set to none from one that was never set', () => {
    const set = policyRegister(recorded(['PolicySet', { key: 'policy/cooling-off-months', value: null, documentNumber: '文号' }]));
    const of = (key: string) => set.find((one) => one.key === key);
    expect(of('policy/cooling-off-months')).toMatchObject({ value: null, isDefault: false, since: '2026-01-01T00:00:00.000Z' });
    expect(of('policy/monitoring-months')).toMatchObject({ value: null, isDefault: true, since: null, history: [] });
  });

  it('shows the public events of a campaign alone: no internal deadline, and no province that forwarded the notice', () => {
    const entry = campaignEntry(
      recorded(
        [
          'CampaignOpened',
          { campaignId: 'c', programme: 'city', track: 'evaluation', year: 2026, documentNumber: 'd', opensAt: 'a', closesAt: 'b' },
        ],
        ['InternalDeadlineSet', { campaignId: 'c', authority: '440000', closesAt: 'x', documentNumber: 'secret' }],
        ['NoticeForwardedToGovernment', { campaignId: 'c', province: '440000', date: '2026-01-01' }],
        ['CampaignWindowExtended', { campaignId: 'c', closesAt: 'later', documentNumber: 'e', reason: 'r' }],
      ),
    );
    expect(entry).toMatchObject({ closesAt: 'later', closed: false, extensions: [{ documentNumber: 'e', closesAt: 'later' }] });
    expect(JSON.stringify(entry)).not.toMatch(/secret|440000/);
    expect(campaignEntry([])).toBeNull();
  });

  it('shows a division under its name of the day, and finds it by the name before', () => {
    const change = { ...renamed, code: '440100', newCode: '440100', newName: '新广州市' };
    const changes = { divisions: [...initial.divisions, change] };
    const on = (day: string) => divisionRegister(changes, day).find(({ code }) => code === '440100');
    expect(on('2026-02-28')).toMatchObject({ name: '广州市', changes: [] });
    expect(on('2026-03-01')).toMatchObject({ name: '新广州市', isEligible: true, changes: [{ name: '广州市', newName: '新广州市' }] });
    const entries = divisionRegister(changes, '2026-03-01');
    expect(divisionsFound(entries, { q: '广州市' }).map(({ code }) => code)).toEqual(['440100']);
    expect(divisionsFound(entries, { q: '4401', province: '440000' }).length).toBeGreaterThan(5);
    expect(divisionsFound(entries, { q: '4401', province: '110000' })).toEqual([]);
  });

  it('shows a park as registered and as it stands on a day, without the files of its registration', () => {
    const registered = { parkId: 'p', name: '旧园', cityCode: '440100', document: { files: [] } };
    const change = { ...renamed, parkId: 'p', newParkId: 'p', newName: '新园', newCityCode: '440100' };
    const [park] = parkRegister(recorded(['ParkRegistered', registered]), { parks: [change] }, '2026-03-01');
    expect(park).toEqual({
      parkId: 'p',
      name: '旧园',
      cityCode: '440100',
      creditCode: null,
      registeredAt: '2026-01-01T00:00:00.000Z',
      now: { parkId: 'p', name: '新园', cityCode: '440100' },
      operator: 'p',
      changes: [
        {
          changeId: 'c1',
          kind: 'renamed',
          newName: '新园',
          newCityCode: '440100',
          operatorName: null,
          effectiveDate: '2026-03-01',
          documentNumber: '文号',
        },
      ],
    });
  });
});
