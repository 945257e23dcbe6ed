import { observePolicies } from './observed-policies.js';
import { policyValue } from './policies.js';

describe('observed policies', () => {
  it('have the same values, and record which of them were read', () => {
    const { values, read } = observePolicies({ 'policy/panel-minimum': 7, 'policy/cooling-off-months': null });
    expect(read()).toEqual({});
    expect(policyValue(values, 'policy/panel-minimum')).toBe(7);
    expect(policyValue(values, 'policy/recusal')).toBe(true);
    expect(read()).toEqual({ 'policy/panel-minimum': 7, 'policy/recusal': true });
  });
  it('distinguish a value set to none from one that was not read', () => {
    const { values, read } = observePolicies({ 'policy/cooling-off-months': null });
    expect(policyValue(values, 'policy/cooling-off-months')).toBeNull();
    expect(read()).toEqual({ 'policy/cooling-off-months': null });
  });
  it('keep the reads of two decisions apart', () => {
    const [one, two] = [observePolicies({}), observePolicies({})];
    policyValue(one.values, 'policy/recusal');
    expect(two.read()).toEqual({});
  });
});
