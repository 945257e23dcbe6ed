import { POLICY_KEYS, policyValue, type PolicyKey, type PolicyValues } from './policies.js';

/** Policies that remember which of them were looked at. */
export interface ObservedPolicies {
  readonly values: PolicyValues;
  /** Those that were read so far, with the value that held, set or by default. */
  readonly read: () => PolicyValues;
}

class Observed {
  constructor(
    readonly source: PolicyValues,
    readonly seen: Set<PolicyKey>,
  ) {}
}
for (const key of POLICY_KEYS) {
  Object.defineProperty(Observed.prototype, key, {
    get(this: Observed): unknown {
      this.seen.add(key);
      return this.source[key];
    },
  });
}

/** The same values, for one decision: what it reads of them is what it rested on. */
export const observePolicies = (values: PolicyValues): ObservedPolicies => {
  const seen = new Set<PolicyKey>();
  return {
    values: new Observed(values, seen) as unknown as PolicyValues,
    read: () => Object.fromEntries([...seen].sort().map((key) => [key, policyValue(values, key)])),
  };
};
