import { recorded } from '../testing/index.js';
import { evolveReview, type Review } from './state.js';

const panel = { experts: ['e1', 'e2', 'e3'].map((id) => ({ id })), recusals: ['e3'], convenedOn: '2025-09-25' };
const convened = evolveReview(null, recorded('ExpertPanelConvened', panel))!;
const after = (type: string, data: object, before: Partial<Review> = {}) => evolveReview({ ...convened, ...before }, recorded(type, data));

describe('the fold of a panel', () => {
  it('seats those who are not recused, and names all', () => {
    expect(convened).toEqual({
      attempts: 0,
      concludedOn: null,
      members: ['e1', 'e2'],
      vacated: [],
      named: ['e1', 'e2', 'e3'],
      convenedOn: '2025-09-25',
      methods: 0,
      scoredBy: [],
      recusedOfficers: [],
    });
  });
  it('forgets the work of an earlier panel, but not the attempts and the recused officers', () => {
    const worked = { attempts: 1, methods: 2, scoredBy: ['e1'], vacated: ['e2'], recusedOfficers: ['officer-1'] };
    expect(after('ExpertPanelConvened', { ...panel, convenedOn: undefined }, worked)).toEqual({
      ...convened,
      attempts: 1,
      recusedOfficers: ['officer-1'],
      convenedOn: null,
    });
  });
  it('gives the seat of a member to another, or leaves it empty until another takes it', () => {
    expect(after('PanelMemberReplaced', { expertId: 'e1', replacement: { id: 'e4' } })).toEqual({
      ...convened,
      members: ['e2', 'e4'],
      named: ['e1', 'e2', 'e3', 'e4'],
    });
    const vacated = { ...convened, members: ['e2'], vacated: ['e1'] };
    expect(after('PanelMemberReplaced', { expertId: 'e1', replacement: null })).toEqual(vacated);
    expect(
      evolveReview({ ...vacated, vacated: ['e1', 'e9'] }, recorded('PanelMemberReplaced', { expertId: 'e1', replacement: { id: 'e4' } })),
    ).toEqual({
      ...convened,
      members: ['e2', 'e4'],
      vacated: ['e9'],
      named: ['e1', 'e2', 'e3', 'e4'],
    });
  });
});

describe('the fold of a review', () => {
  it('counts methods and attempts, and keeps the scores and the recused officers', () => {
    expect(after('ReviewMethodRecorded', {})).toEqual({ ...convened, methods: 1 });
    expect(after('IndicatorsScored', { expertId: 'e2' }, { scoredBy: ['e1'] })).toEqual({ ...convened, scoredBy: ['e1', 'e2'] });
    expect(after('OfficerRecused', { officer: 'o2' }, { recusedOfficers: ['o1'] })?.recusedOfficers).toEqual(['o1', 'o2']);
    expect(after('ReviewConcluded', { attemptNo: 2, concludedOn: '2025-09-25' })).toEqual({
      ...convened,
      attempts: 2,
      concludedOn: '2025-09-25',
    });
  });
  it.each(['MaterialsApproved', 'MaterialsReturned', 'ReviewMaterialsReturned', 'ReviewWithdrawn', 'ImprovementOpinionIssued'])(
    'stays as it is after %s',
    (type) => expect(after(type, {})).toEqual(convened),
  );
});
