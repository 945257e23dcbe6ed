import { checkPolicyValue, isPolicyKey, policyDefinitions, POLICY_KEYS, policyValue } from './policies.js';
import { isProvision } from './provision.js';

describe('a policy', () => {
  it('has its default until the ministry sets a value', () => {
    const defaults = Object.fromEntries(POLICY_KEYS.map((key) => [key, policyValue({}, key)]));
    expect(defaults).toMatchObject({
      'policy/one-supplement': true,
      'policy/panel-minimum': 5,
      'policy/recusal': true,
      'policy/cooling-off-months': null,
      'policy/review-request-months': 6,
      'policy/formal-review-working-days': 5,
      'policy/statement-working-days': 5,
      'policy/objection-handling-days': 60,
      'policy/progress-months': 6,
    });
  });
  it('has the value that was set, also null or false', () => {
    expect(policyValue({ 'policy/cooling-off-months': 12 }, 'policy/cooling-off-months')).toBe(12);
    expect(policyValue({ 'policy/conferral-working-days': null }, 'policy/conferral-working-days')).toBeNull();
    expect(policyValue({ 'policy/recusal': false }, 'policy/recusal')).toBe(false);
  });
  it('accepts its own default, cites the silent article and states its meaning', () => {
    for (const key of POLICY_KEYS) {
      expect(checkPolicyValue(key, policyDefinitions[key].default)).toBeNull();
      expect(isProvision(policyDefinitions[key].article)).toBe(true);
      expect(policyDefinitions[key].meaning.zh && policyDefinitions[key].meaning.en).toBeTruthy();
    }
  });
  it.each([
    ['policy/panel-minimum', 0],
    ['policy/panel-minimum', 4.5],
    ['policy/panel-minimum', null],
    ['policy/recusal', 'yes'],
    ['policy/cooling-off-months', -1],
    ['policy/cooling-off-months', '12'],
    ['policy/objection-handling-days', undefined],
  ] as const)('%s refuses %p with a reason', (key, value) => {
    expect(checkPolicyValue(key, value)).toEqual(expect.any(String));
  });
  it('is identified by its key', () => {
    expect([isPolicyKey('policy/recusal'), isPolicyKey('recusal'), isPolicyKey('__proto__')]).toEqual([true, false, false]);
  });
});
