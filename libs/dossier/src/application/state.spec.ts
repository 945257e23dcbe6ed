import { recorded } from '../testing/index.js';
import { evolveApplication, type Application } from './state.js';

const opened = evolveApplication(null, recorded('ApplicationOpened', { campaignId: 'c', workingBody: '市工信局' }))!;
const after = (type: string, data: object = {}, before: Partial<Application> = {}) =>
  evolveApplication({ ...opened, ...before }, recorded(type, data));
const period = { kind: 'supplement', lastDay: '2023-11-20' };

describe('the fold of an application', () => {
  it('opens it with nothing submitted', () => {
    expect(opened).toEqual({
      campaignId: 'c',
      workingBody: '市工信局',
      consented: false,
      priority: [],
      materials: [],
      supplementsRequested: 0,
      supplementOverdue: false,
      supplementUntil: null,
      indicatorVersion: null,
      submittedOn: null,
      receivedOn: null,
      passedOn: null,
    });
  });
  it.each(['ConsentNotApplicable', 'ProvincialConsentGranted'])('counts %s for the application alone', (type) => {
    expect(after(type, { purpose: 'application' })).toEqual({ ...opened, consented: true });
    expect(after(type, { purpose: 'review' })).toEqual(opened);
    expect(evolveApplication(null, recorded(type, { purpose: 'application' }))).toBeNull();
    expect(evolveApplication(null, recorded(type, { purpose: 'review' }))).toBeNull();
  });
  it('counts the supplements, and waits until the deadline of a city or the period of a park', () => {
    const requested = { ...opened, supplementsRequested: 1, supplementUntil: null };
    expect(after('SupplementRequested')).toEqual(requested);
    expect(after('SupplementRequested', { deadline: period })).toEqual({ ...requested, supplementUntil: period });
    expect(after('SupplementRequested', { deadline: null, period })).toEqual({ ...requested, supplementUntil: period });
  });
  it('adds the materials of a supplement to those of the application', () => {
    const before = { materials: ['form'] as never, supplementOverdue: true };
    expect(after('SupplementSubmitted', { materials: ['seal'] }, before)).toEqual({ ...opened, materials: ['form', 'seal'] });
    expect(after('SupplementOverdue')).toEqual({ ...opened, supplementOverdue: true });
  });
  it.each(['FormalReviewRejected', 'ApplicationWithdrawn', 'ApplicationClosed'])('owes no supplement after %s', (type) => {
    expect(after(type, {}, { supplementOverdue: true })).toEqual(opened);
  });
  it('owes no supplement once it has passed', () => {
    expect(after('FormalReviewPassed', { passedOn: '2023-12-01' }, { supplementOverdue: true })).toEqual({
      ...opened,
      passedOn: '2023-12-01',
    });
  });
  it('keeps its working body, its priority and the day on which the ministry received it', () => {
    expect(after('WorkingBodyChanged', { workingBody: '市数据局' })).toEqual({ ...opened, workingBody: '市数据局' });
    expect(after('PriorityNoted', { grounds: ['steady-growth'] })).toEqual({ ...opened, priority: ['steady-growth'] });
    expect(after('SummaryTableSubmitted', { receivedOn: '2023-11-10' })).toEqual({ ...opened, receivedOn: '2023-11-10' });
    expect(after('SummaryTableSubmitted')).toEqual(opened);
  });
  it.each(['ProvincialConsentRefused', 'AuthorityOpinionRecorded'])('stays as it is after %s', (type) => {
    expect(after(type)).toEqual(opened);
  });
});
