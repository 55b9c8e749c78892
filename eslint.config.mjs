// Rules of docs: STYLE's 26 points as far as a linter can hold them. Imports between libs are .dependency-cruiser.cjs.
import angular from 'angular-eslint'
import { defineConfig, globalIgnores } from 'eslint/config'
import { builtinRules } from 'eslint/use-at-your-own-risk'
import tseslint from 'typescript-eslint'

const server = ['apps/{api,worker,cli,demo-shop}/**/*.ts', 'libs/**/*.ts', 'test/**/*.ts']
const web = ['apps/web/**/*.ts']
const specs = ['**/*.spec.ts', 'libs/testing/**/*.ts', 'test/**/*.ts', 'apps/web/src/testing/**/*.ts']

// The same rule twice: a file above 300 lines is worth a thought, above 400 it has to be split.
const budget = { rules: { 'max-lines': builtinRules.get('max-lines') } }

const httpExceptions = {
  group: ['@nestjs/common'],
  importNamePattern: 'Exception$',
  message: 'throw a DomainError; the one filter in libs/platform/src/http speaks HTTP',
}
const databaseDoors = [
  {
    name: 'typeorm',
    importNames: ['DataSource', 'Repository'],
    message: 'use Database, the one door: it sets the tenant of every transaction',
  },
  {
    name: '@nestjs/typeorm',
    importNames: ['InjectRepository', 'InjectDataSource', 'InjectEntityManager', 'TypeOrmModule'],
    message: 'use Database, the one door: it sets the tenant of every transaction',
  },
]

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.portolan/', '.angular/', 'apps/web/src/app/api/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { budget },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-else-return': 'error',
      'no-param-reassign': 'error',
      'object-shorthand': 'error',
      'max-lines': ['error', 400],
      'budget/max-lines': ['warn', 300],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/max-params': ['error', { max: 6 }],
      '@typescript-eslint/no-explicit-any': ['error', { fixToUnknown: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      // A method that answers with a promise may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'read libs/platform/src/config: one typed, frozen object' },
      ],
    },
  },
  {
    files: server,
    rules: { 'no-restricted-imports': ['error', { patterns: [httpExceptions], paths: databaseDoors }] },
  },
  {
    // The door itself, and the modules that wire it.
    files: ['libs/platform/src/{database,outbox,queue}/**/*.ts', 'libs/platform/src/*.module.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [httpExceptions] }] },
  },
  {
    files: ['libs/platform/src/http/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: databaseDoors }] },
  },
  {
    files: ['libs/platform/src/config/*.ts', 'apps/cli/src/environment.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: web,
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: ['app', 'ui'], style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: ['app', 'ui'], style: 'camelCase' }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-standalone': 'error',
      '@angular-eslint/prefer-signals': 'error',
      '@angular-eslint/prefer-output-readonly': 'error',
      '@angular-eslint/no-empty-lifecycle-method': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name="subscribe"] > ArrowFunctionExpression[async=true]',
          message: 'nobody waits for an async subscriber: use firstValueFrom or switchMap',
        },
      ],
    },
  },
  {
    // The console's tsconfig.json, which the project service finds, leaves Jest out on purpose.
    files: ['apps/web/**/*.spec.ts', 'apps/web/src/testing/**/*.ts', 'apps/web/setup-jest.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'apps/web/tsconfig.spec.json' } },
    // Stand-ins answer to the selectors of what they replace.
    rules: { '@angular-eslint/component-selector': 'off', '@angular-eslint/directive-selector': 'off' },
  },
  {
    files: ['apps/web/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: {
      '@angular-eslint/template/prefer-control-flow': 'error',
      '@angular-eslint/template/no-any': 'error',
      '@angular-eslint/template/no-duplicate-attributes': 'error',
    },
  },
  {
    files: specs,
    rules: {
      'max-lines': ['error', 600],
      'budget/max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-imports': 'off',
      // expect(service.method).toHaveBeenCalled() names a method without calling it.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
