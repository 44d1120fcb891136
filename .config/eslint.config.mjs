import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { espruinoSubset } from './eslint-espruino.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Rules of the linter itself that find mistakes and not tastes. */
const MISTAKES = `no-async-promise-executor no-case-declarations no-cond-assign no-dupe-else-if no-duplicate-case no-empty
  no-empty-character-class no-empty-pattern no-ex-assign no-fallthrough no-irregular-whitespace no-loss-of-precision
  no-misleading-character-class no-prototype-builtins no-regex-spaces no-self-assign no-shadow-restricted-names no-sparse-arrays
  no-unreachable-loop no-unsafe-finally no-unsafe-optional-chaining no-useless-backreference no-useless-catch
  no-useless-escape use-isnan valid-typeof`;

/** Both worlds. */
const common = {
  ...Object.fromEntries(MISTAKES.split(/\s+/).map((rule) => [rule, 'error'])),
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
  'no-var': 'error',
  'prefer-const': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
};

export default tseslint.config(
  { ignores: ['**/node_modules/**', 'dist/**', 'out/**', 'coverage/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.ts'], extends: [tseslint.configs.recommended], rules: common },
  {
    // Promises that nobody waits for are the commonest way for the Node side to lose an error.
    files: ['host/**/*.ts', 'hil/**/*.ts', 'test/**/*.ts', 'firmware/build/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['firmware/**/*.ts'],
    ignores: ['firmware/build/**', 'firmware/**/*.d.ts'],
    // `require("Storage")` is how the interpreter names its own modules.
    rules: { 'no-restricted-syntax': ['error', ...espruinoSubset], '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // These files describe the library of the interpreter: `Function`, `any` and empty interfaces are how the compiler wants them.
    files: ['firmware/*.d.ts'],
    rules: {
      'no-shadow-restricted-names': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/no-wrapper-object-types': 'off',
    },
  },
);
