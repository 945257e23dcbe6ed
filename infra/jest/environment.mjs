// Jest's environment for Node. It hands out the shared packages, and it disables the AsyncLocalStorage that Jest makes for each spec file.
// Jest leaves them enabled, and in Node 20 each promise pays for each enabled one: with fifty of them it takes eighty times as long.
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
