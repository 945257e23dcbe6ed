import { observePolicies } from './observed-policies.js';
import { policyValue } from './policies.js';

describe('observed policies', () => {
  it('are the same values, and know which of them were read', () => {
    const { values, read } = observePolicies({ 'policy/panel-minimum': 7, 'policy/cooling-off-months': null });
    expect(read()).toEqual({});
    expect(policyValue(values, 'policy/panel-minimum')).toBe(7);
    expect(policyValue(values, 'policy/recusal')).toBe(true);
    expect(read()).toEqual({ 'policy/panel-minimum': 7, 'policy/recusal': true });
  });
  it('tell a value that was set to none from one that was not read', () => {
    const { values, read } = observePolicies({ 'policy/cooling-off-months': null });
    expect(policyValue(values, 'policy/cooling-off-months')).toBeNull();
    expect(read()).toEqual({ 'policy/cooling-off-months': null });
  });
  it('do not mix what two decisions read', () => {
    const [one, two] = [observePolicies({}), observePolicies({})];
    policyValue(one.values, 'policy/recusal');
    expect(two.read()).toEqual({});
  });
});
