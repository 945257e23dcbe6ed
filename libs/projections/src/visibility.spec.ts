import { dossiers, type Dossier, type Subject } from '@minglu/dossier';
import { ROLES, type Actor, type Classification, type RecordedEvent } from '@minglu/kernel';
import { dossierOf, underReview } from '@minglu/dossier/testing';
import { isVisible, visibilityOf, visibleDossier } from './visibility.js';
import type { DossierView, RecordedDeadline } from './dossier-view.js';

const subject: Subject = {
  caseId: 'a',
  programme: 'city',
  applicant: '330100',
  applicantName: '杭州市',
  cityCode: '330100',
  cityName: '杭州市',
  cityClass: 'sub-provincial-city',
  provinceCode: '330000',
};
const viewer = (role: string, org: string, person = 'x') => ({ person, role, org });
const dossier = (more: Partial<Dossier> = {}) => ({ ...dossiers.initial, subject, ...more });

describe('the visibility of a dossier', () => {
  it.each([
    ['ministry-officer', 'MIIT', 'all'],
    ['ministry-approver', 'MIIT', 'all'],
    ['ministry-admin', 'MIIT', 'all'],
    ['auditor', 'MIIT', 'all'],
    ['applicant', '330100', 'party'],
    ['municipal-authority', '330100', 'party'],
    ['provincial-government', '330000', 'party'],
    ['provincial-authority', '330000', 'party'],
    ['ministry-officer', '330000', 'public'],
    ['auditor', '-', 'public'],
    ['applicant', '330000', 'public'],
    ['applicant', 'MIIT', 'public'],
    ['provincial-government', '330100', 'public'],
    ['provincial-authority', '340000', 'public'],
    ['municipal-authority', '330000', 'public'],
    ['expert', 'MIIT', 'public'],
    ['subscriber', 'MIIT', 'public'],
    ['public', '330100', 'public'],
    ['public', 'MIIT', 'public'],
    ['system', '330100', 'public'],
  ])('%s of %s: %s', (role, org, visibility) => {
    expect(visibilityOf(viewer(role, org), dossier())).toBe(visibility);
  });

  it('is public for every role of an unrelated organisation', () => {
    expect(ROLES.map((role) => visibilityOf(viewer(role, '999999'), dossier()))).toEqual(ROLES.map(() => 'public'));
  });

  it('is that of a party for an expert with a seat on the panel, while the review is under way (decisions 36)', () => {
    const seated = dossierOf(underReview());
    const member = seated.review!.members[0]!;
    const expertOf = (person: string, org = 'MIIT') => viewer('expert', org, person);
    const seen = (by: Actor, more: Partial<Dossier> = {}) => visibilityOf(by, dossier({ ...seated, subject, ...more }));
    expect(seen(expertOf(member))).toBe('party');
    expect(seen(expertOf('e-other'))).toBe('public');
    expect(seen(expertOf(member, '330100'))).toBe('public');
    expect(seen(viewer('public', 'MIIT', member))).toBe('public');
    expect(seen(expertOf(member), { status: 'REVIEW_PASSED' })).toBe('public');
    expect(seen(expertOf(member), { review: { ...seated.review!, members: [] } })).toBe('public');
    expect(seen(expertOf(member), { review: null })).toBe('public');
  });

  it('of an event depends on its classification alone', () => {
    const event = (classification: Classification) => ({ metadata: { classification } }) as RecordedEvent;
    const seen = (visibility: 'all' | 'party' | 'public') =>
      (['PUBLIC', 'INTERNAL', 'RESTRICTED'] as const).filter((level) => isVisible(visibility, event(level)));
    expect([seen('all'), seen('party'), seen('public')]).toEqual([
      ['PUBLIC', 'INTERNAL', 'RESTRICTED'],
      ['PUBLIC', 'INTERNAL'],
      ['PUBLIC'],
    ]);
  });
});

describe('a visible dossier', () => {
  const deadline = (kind: string) => ({ kind, of: kind }) as RecordedDeadline;
  const state: Dossier = {
    ...dossiers.initial,
    status: 'CLEARED',
    subject,
    creation: { ended: true } as Dossier['creation'],
    investigations: [{ finding: null }] as unknown as Dossier['investigations'],
  };
  const view: DossierView = {
    streamId: 'dossier/a',
    state,
    deadlines: [deadline('creation-cycle'), deadline('publicity-window')],
    publicStatus: 'OBJECTION_CHECK',
    partyStatus: 'REVIEW_PASSED',
    versions: { all: 12, party: 9, public: 3 },
    openedAt: '2025-01-01T00:00:00.000Z',
    changedAt: '2025-01-01T00:00:00.000Z',
    position: 99,
  };

  it('has everything for the ministry', () => {
    expect(visibleDossier(view, 'all')).toEqual({
      ...subject,
      formerNames: [],
      status: 'CLEARED',
      titleId: null,
      flags: ['CYCLE_ENDED', 'UNDER_INVESTIGATION'],
      deadlines: view.deadlines,
      priority: [],
      reminders: [],
      plans: { plan: null, breakdown: null },
      version: 12,
    });
  });
  it('hides from a party the restricted flags and status', () => {
    expect(visibleDossier(view, 'party')).toEqual({
      ...subject,
      formerNames: [],
      status: 'REVIEW_PASSED',
      titleId: null,
      flags: ['CYCLE_ENDED'],
      deadlines: view.deadlines,
      priority: [],
      reminders: [],
      plans: { plan: null, breakdown: null },
      version: 9,
    });
  });
  it('has the announced part for the public', () => {
    expect(visibleDossier(view, 'public')).toEqual({
      ...subject,
      formerNames: [],
      status: 'PUBLICITY_ENDED',
      titleId: null,
      flags: [],
      deadlines: [deadline('publicity-window')],
      priority: [],
      reminders: [],
      version: 3,
    });
  });
  it('does not tell the public whether anybody objected (decisions 39)', () => {
    const status = (publicStatus: DossierView['publicStatus']) => visibleDossier({ ...view, publicStatus }, 'public')!.status;
    expect([status('CLEARED'), status('OBJECTION_CHECK'), status('PUBLICITY_OPEN'), status('CREATING')]).toEqual([
      'PUBLICITY_ENDED',
      'PUBLICITY_ENDED',
      'PUBLICITY_OPEN',
      'CREATING',
    ]);
  });
  it('does not exist for the public before the first public event', () => {
    expect(visibleDossier({ ...view, publicStatus: null }, 'public')).toBeNull();
  });
  it('reveals no position, no stream and no inner state', () => {
    for (const visibility of ['all', 'party', 'public'] as const)
      expect(Object.keys(visibleDossier(view, visibility)!)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/position|stream|state|versions|changedAt/)]),
      );
  });
});
