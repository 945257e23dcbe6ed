import { contested, inPublicity, publicityClosed, submitted, titled } from '@minglu/dossier/testing';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { stepsAfter, type Step } from './steps.js';

describe('the steps of a dossier', () => {
  const first = stepsAfter([], 'DRAFT', '2025-01-01T00:00:00.000Z');
  it('begin with its first status and end with the next', () => {
    expect(stepsAfter(first, 'SUBMITTED', '2025-01-03T00:00:00.000Z')).toEqual([
      { status: 'DRAFT', from: '2025-01-01T00:00:00.000Z', to: '2025-01-03T00:00:00.000Z' },
      { status: 'SUBMITTED', from: '2025-01-03T00:00:00.000Z', to: null },
    ]);
  });
  it('stay as they are while the status stays', () => {
    expect(stepsAfter(first, 'DRAFT', '2025-01-02T00:00:00.000Z')).toBe(first);
    expect(stepsAfter([], 'NONE', '2025-01-02T00:00:00.000Z')).toEqual([]);
  });

  const stepsOf = (it: ReturnType<typeof titled>) => viewOf(history(it.events()))!.steps!;
  const statuses = (steps: readonly Step[]) => steps.map(({ status }) => status);
  it('are for the public those that it learns of, and none before', () => {
    expect(stepsOf(submitted()).public).toEqual([]);
    expect(statuses(stepsOf(inPublicity()).public)).toEqual(['PUBLICITY_OPEN']);
    expect(statuses(stepsOf(titled()).all).slice(-3)).toEqual(['PUBLICITY_OPEN', 'CLEARED', 'TITLED']);
  });
  it('do not tell the public whether anybody objected', () => {
    expect(statuses(stepsOf(contested()).public)).toEqual(statuses(stepsOf(publicityClosed()).public));
  });
  it('have the objections beside them, with their outcomes', () => {
    expect(viewOf(history(contested().events()))!.objections).toEqual({ o1: null });
    expect(viewOf(history(titled().events()))!.objections).toBeUndefined();
  });
});
