// Decisions as plain functions; decide.spec.ts tests them.

/** @param version for example `20.19.0` */
export function nodeIsTooOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < 20 || (major === 20 && minor < 19);
}

/**
 * Whether node_modules agrees with the lock file. Contents are compared, not times: a copied or a checked-out tree has any times.
 * @param lock package-lock.json
 * @param installed node_modules/.package-lock.json, which npm writes at the end of an install, or null
 */
export function installIsCurrent(lock, installed) {
  if (installed === null) return false;
  const same = (path, entry) => {
    const there = installed.packages[path];
    // Packages for other machines are optional and not installed here.
    if (there === undefined) return entry.optional === true || entry.devOptional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  };
  const wanted = Object.entries(lock.packages).filter(([path]) => path !== '');
  return wanted.every(([path, entry]) => same(path, entry)) && Object.keys(installed.packages).every((path) => path in lock.packages);
}

/**
 * The one line that counts.
 * @param report jest's JSON result, or null where it did not come so far
 * @param failed whether the run failed for any reason; then at least one failure is counted
 */
export function summary(report, failed) {
  const broken = report?.numRuntimeErrorTestSuites ?? 0; // a file that does not load has no tests to fail
  const failures = (report?.numFailedTests ?? 0) + broken;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const counted = failed ? Math.max(1, failures) : failures;
  return `${report?.numPassedTests ?? 0} passed, ${counted} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
