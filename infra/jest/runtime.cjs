// Jest's runtime for spec files: Node itself imports them, and keeps their modules for the next spec file of the worker.
// Jest's own runtime evaluates some 400 modules, and the test framework, again for each spec file. That took half of the CPU time of the unit tests.
// The price: a module that keeps state shows it to the next spec file. Product code keeps none; specs reset the little that they set.
const { pathToFileURL } = require('node:url');

/** Where Jest's test framework (jest-circus) keeps the tests of a spec file and the listeners to its events. */
const HANDLERS = Symbol.for('EVENT_HANDLERS');
const STATE = 'JEST_STATE_SYMBOL';

module.exports = class {
  /** The only module that Jest asks for is the adapter of its test framework. It is evaluated for each spec file: it holds their tests. */
  requireInternalModule(path) {
    delete require.cache[path];
    delete globalThis[HANDLERS];
    return require(path);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    await import(pathToFileURL(path).href);
  }

  requireModule(path) {
    return require(path);
  }

  teardown() {
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) if (symbol.description === STATE) delete globalThis[symbol];
  }

  getSourceMaps() {
    return new Map();
  }

  getAllCoverageInfoCopy() {}
  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
};
