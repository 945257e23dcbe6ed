// Jest's environment for Node. Spec files are imported by Node itself (spec.mjs), so the test globals stand in the realm of the worker.
import { AsyncLocalStorage } from 'node:async_hooks';
import { register } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';
import { withSourcePlaces } from '../build/compiled.mjs';
import { IMPORT } from './spec.mjs';

register('../build/typescript-hooks.mjs', import.meta.url, { data: { root: new URL('../../', import.meta.url).href } });

const TEST_GLOBALS = ['expect', 'describe', 'it', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach'];
/** Jest's matchers run in the realm of the environment, and compare types with those of the specs (`expect.any(String)`). */
const TYPES = [Object, Function, Array, String, Number, BigInt, Boolean, Symbol, Date, RegExp, Map, Set, Promise];
const ERRORS = [Error, TypeError, RangeError, SyntaxError, EvalError, ReferenceError, URIError, AggregateError];

/** The storages that the spec file has used. Jest leaves them enabled, and in Node 20 each promise pays for each enabled one. */
const used = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  used.add(this);
  return run.apply(this, args);
};

/** Jest formats stacks by its own source maps, which do not know the modules that Node imports. */
const mappingStacks = (format) => Object.assign((error, frames) => withSourcePlaces(String(format(error, frames))), { mapping: true });

export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global[IMPORT] = (url) => import(url);
    for (const type of [...TYPES, ...ERRORS]) this.global[type.name] = type;
    for (const name of TEST_GLOBALS) Object.defineProperty(globalThis, name, { configurable: true, get: () => this.global[name] });
    if (Error.prepareStackTrace?.mapping !== true) Error.prepareStackTrace = mappingStacks(Error.prepareStackTrace);
  }

  async teardown() {
    for (const storage of used) storage.disable();
    used.clear();
    await super.teardown();
  }
}
