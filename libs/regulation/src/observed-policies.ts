import { POLICY_KEYS, policyValue, type PolicyKey, type PolicyValues } from './policies.js';

/** Policy values that record which of them were read. */
export interface ObservedPolicies {
  readonly values: PolicyValues;
  /** The policies read so far, each with its value, set or default. */
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

/** The same values, wrapped for one decision, so that the policies it rested on can be recorded. */
export const observePolicies = (values: PolicyValues): ObservedPolicies => {
  const seen = new Set<PolicyKey>();
  return {
    values: new Observed(values, seen) as unknown as PolicyValues,
    read: () => Object.fromEntries([...seen].sort().map((key) => [key, policyValue(values, key)])),
  };
};
