import { branchProbe } from './metrics.js';

describe('the health of the branch on which readers stand', () => {
  const lost = 'stands at position 120 of a branch that is no more: it parts from the log after position 80';

  it('names the place and the command to run for a reader that has left the log', async () => {
    const probe = branchProbe({ readModel: () => Promise.resolve(`read-model ${lost}`), timers: () => Promise.resolve(null) });
    expect(await probe.check()).toEqual({
      up: false,
      details: { readModel: `read-model ${lost}; way back: npm run rebuild -- read-model` },
    });
  });

  it('is up while all stand on the log', async () => {
    expect(await branchProbe({ timers: () => Promise.resolve(null) }).check()).toEqual({ up: true, details: {} });
  });
});
