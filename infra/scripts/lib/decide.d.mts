interface Packages {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly optional?: boolean; readonly devOptional?: boolean }>
  >;
}
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}
export function nodeIsTooOld(version: string): boolean;
export function installIsCurrent(lock: Packages, installed: Packages | null): boolean;
export function summary(report: Report | null, failed: boolean): string;
