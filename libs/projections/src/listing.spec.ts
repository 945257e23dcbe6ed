import type { World } from '@minglu/kernel/testing';
import { contested, inPublicity, investigating, opened, submitted, titled, underReview } from '@minglu/dossier/testing';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { AUDIENCES, listedFor, NO_DEADLINE } from './listing.js';

const listed = (it: World) => {
  const view = viewOf(history(it.events()))!;
  const [all, party, everyone] = AUDIENCES.map((audience) => listedFor(audience, view));
  return { all: all!, party: party!, everyone: everyone! };
};

describe('a dossier in the lists', () => {
  it('is there for the ministry and the parties from its opening, and for the public from its first public event', () => {
    expect(listed(submitted())).toMatchObject({ all: { status: 'SUBMITTED' }, party: { status: 'SUBMITTED' }, everyone: null });
    expect(listed(inPublicity()).everyone).toMatchObject({ status: 'PUBLICITY_OPEN', name: '杭州市' });
  });
  it('was opened for the public when the public first learned of it', () => {
    const { all, everyone } = listed(titled());
    expect(everyone.opened > all.opened).toBe(true);
    expect(everyone.tags).not.toContain(`year:${all.opened.slice(0, 4) === '2025' ? '2024' : all.opened.slice(0, 4)}`);
  });
  it('is found by campaign and document only by those who see an event that names them', () => {
    const { all, party } = listed(opened());
    for (const row of [all, party]) expect(row.tags).toContain('campaign:city-creation-2023');
    const after = listed(titled());
    expect(after.everyone.documents.length).toBeLessThan(after.all.documents.length);
    expect(after.all.documents).toEqual(expect.arrayContaining([...after.everyone.documents]));
  });
  it('has the next open deadline that the audience sees', () => {
    expect(listed(inPublicity()).everyone.nextDeadline).toBe('2025-10-10');
    expect(listed(titled()).everyone.nextDeadline).toBe(NO_DEADLINE);
  });
  it('is the same for parties and public whether or not the ministry investigates', () => {
    const it = titled();
    const [before, after] = [listed(it), listed(it.given(investigating()))];
    expect(after.all.tags).toContain('flag:UNDER_INVESTIGATION');
    expect([after.party, after.everyone]).toEqual([before.party, before.everyone]);
  });
  it('is the same for the public whether or not somebody objects', () => {
    const { all, everyone } = listed(contested());
    expect([all.status, everyone.status]).toEqual(['OBJECTION_CHECK', 'PUBLICITY_ENDED']);
  });
  it('names the panel while it reviews, in the parties’ row alone', () => {
    const { all, party } = listed(underReview());
    expect([all.panel, party.panel.length > 0]).toEqual([[], true]);
    expect(listed(titled()).party.panel).toEqual([]);
  });
});
