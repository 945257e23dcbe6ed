// Jest's environment. Spec files are imported by Node itself (runtime.cjs), so the test globals stand in the realm of the worker.
import { AsyncLocalStorage } from 'node:async_hooks';
import { register } from 'node:module';
import { withSourcePlaces } from '../build/compiled.mjs';
import './preload.mjs';

register('../build/typescript-hooks.mjs', import.meta.url, { data: { root: new URL('../../', import.meta.url).href } });

// A worker ends without freeing its heap first. On a busy machine that took longer than the half second that Jest grants, with its warning
// "A worker process has failed to exit gracefully".
if (process.connected) process.on('exit', () => process.exit());

const TEST_GLOBALS = ['expect', 'describe', 'it', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach'];

/** The storages that the spec file has used. Jest leaves them enabled, and in Node 20 each promise pays for each enabled one. */
const used = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  used.add(this);
  return run.apply(this, args);
};

/** A time limit ends a spec that hangs. Specs state the time that they need on an idle machine; a busy one may take so many times as long. */
const PATIENCE = 4;
const extended = new WeakSet();
const extend = (timed) => {
  if (!timed.timeout || extended.has(timed)) return;
  extended.add(timed);
  timed.timeout *= PATIENCE;
};

/** Jest formats stacks by its own source maps, which do not know the modules that Node imports. */
const mappingStacks = (format) => Object.assign((error, frames) => withSourcePlaces(String(format(error, frames))), { mapping: true });

export default class {
  /** Jest puts the test globals here. */
  global = {};

  async setup() {
    for (const name of TEST_GLOBALS) Object.defineProperty(globalThis, name, { configurable: true, get: () => this.global[name] });
    if (Error.prepareStackTrace?.mapping !== true) Error.prepareStackTrace = mappingStacks(Error.prepareStackTrace);
  }

  handleTestEvent({ name, test, hook }) {
    if (name === 'test_fn_start') extend(test);
    if (name === 'hook_start') extend(hook);
  }

  async teardown() {
    for (const storage of used) storage.disable();
    used.clear();
    this.global = {};
  }

  getVmContext() {
    return null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }
}
