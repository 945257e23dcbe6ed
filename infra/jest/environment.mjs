// Jest's environment for Node, with the packages that are loaded once. It frees the storages of a spec file: Jest makes an
// AsyncLocalStorage for each file and never disables it. In Node 20 every promise pays for every enabled one.
// With fifty of them a promise takes eighty times as long.
import { AsyncLocalStorage } from 'node:async_hooks';
import { TestEnvironment } from 'jest-environment-node';
import { load, LOADER } from './shared.mjs';

/** Those that the spec file has used. */
const used = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  used.add(this);
  return run.apply(this, args);
};

export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global[LOADER] = load;
  }

  async teardown() {
    for (const storage of used) storage.disable();
    used.clear();
    await super.teardown();
  }
}
