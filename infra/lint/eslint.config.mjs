/**
 * ESLint for the whole tree; run it from the root. It checks promises, exhaustive switches, types and the purity of the rules.
 * Prettier checks the layout, dependency-cruiser the imports, and the compiler unresolved names.
 */
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));

const PURE = 'libs/{kernel,regulation,reference,dossier,procedure,projections}/src/**/*.ts';
/** Framework code of the pure libraries, and code for tests only. */
const NOT_PURE = ['**/adapters/**', '**/*.module.ts', '**/*.{spec,test}.ts', '**/testing/**'];

const BARREL = { selector: 'ExportAllDeclaration', message: "Only a library's or a chapter's index.ts re-exports." };
const TIME = 'decide and evolve read no clock: take the time from the command or the event.';
const ZONE = "This reads the machine's time zone or language: use the kernel's days and instants.";
const RANDOM = 'Take ids and random values as arguments; they are created outside the rules.';
const WORLD = 'A rule reads no environment and schedules nothing: take the value as an argument, or move the code to an adapter.';

const PURE_SYNTAX = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: TIME },
  { selector: 'CallExpression[callee.name="Date"]', message: TIME },
  { selector: 'NewExpression[callee.name="Date"][arguments.length>1]', message: ZONE },
  {
    selector: 'MemberExpression[property.name=/^([gs]et(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)|getTimezoneOffset)$/]',
    message: ZONE,
  },
  { selector: 'MemberExpression[property.name=/^(toLocale|locale)[A-Z]/]', message: ZONE },
  { selector: 'MemberExpression[object.name="Intl"]', message: ZONE },
  { selector: 'ImportExpression', message: WORLD },
];
const PURITY = {
  'no-restricted-globals': [
    'error',
    ...['process', 'fetch', 'globalThis', 'global', 'require', 'Buffer', 'console'].map((name) => ({ name, message: WORLD })),
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({ name, message: WORLD })),
    { name: 'performance', message: TIME },
    { name: 'crypto', message: RANDOM },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: TIME },
    { object: 'Math', property: 'random', message: RANDOM },
  ],
  'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: WORLD }] }],
  'no-restricted-syntax': ['error', ...PURE_SYNTAX],
  // A new event needs its own case. A `default:` in a switch over a union would hide a missing one.
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: false, allowDefaultCaseForExhaustiveSwitch: false, requireDefaultForNonUnion: true },
  ],
};

const NO_SKIPPED_TESTS = ['describe', 'it', 'test'].flatMap((object) =>
  ['only', 'skip', 'todo'].map((property) => ({
    object,
    property,
    message: 'Every test runs. A skip that prints its reason needs a disable comment.',
  })),
);

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '.data/**', 'libs/contracts/{commands,events}/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      'no-console': 'error',
      'no-var': 'error',
      'object-shorthand': ['error', 'properties'],
      'no-restricted-properties': ['error', ...NO_SKIPPED_TESTS],
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    // The globals of this Node version, so that a misspelt name is still reported.
    languageOptions: { globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])) },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { __dirname: 'readonly', __filename: 'readonly' } } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['apps/console/vite.config.ts'] }, tsconfigRootDir: root } },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/await-thenable': 'error',
      // The rule skips files with decorators: emitDecoratorMetadata needs their imports as values.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true, caughtErrors: 'all' },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
    },
  },
  { files: ['**/*.{ts,tsx}'], ignores: ['**/index.ts'], rules: { 'no-restricted-syntax': ['error', BARREL] } },
  { files: [PURE], ignores: NOT_PURE, rules: PURITY },
  { files: [PURE], ignores: [...NOT_PURE, '**/index.ts'], rules: { 'no-restricted-syntax': ['error', ...PURE_SYNTAX, BARREL] } },
  // Programs that write to a terminal.
  { files: ['apps/cli/**', 'infra/**', 'test/bench/**', 'libs/*/scripts/**'], rules: { 'no-console': 'off' } },
);
