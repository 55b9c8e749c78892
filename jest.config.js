// Sizes by suffix: .spec.ts (pure), .db.spec.ts (real PostgreSQL), .e2e.spec.ts (the whole API over HTTP), and
// .browser.spec.ts (the console of a running Portolan, see script/browser-tests.mjs; .full.spec.ts when there is time,
// .speed.spec.ts for how fast it is, .pictures.spec.ts for the guide), .faults.spec.ts (a nemesis over real processes),
// .load.spec.ts (what events cost) and .bench.spec.ts (how fast the API is).
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  },
]
const shared = {
  testEnvironment: 'node',
  rootDir: __dirname,
  roots: ['api', 'worker', 'cli', 'demo-shop']
    .map((app) => `<rootDir>/apps/${app}`)
    .concat('<rootDir>/libs', '<rootDir>/test'),
  moduleFileExtensions: ['ts', 'js', 'json'],
  moduleNameMapper: { '^@portolan/([a-z]+)$': '<rootDir>/libs/$1/src' },
  setupFiles: ['<rootDir>/libs/testing/src/environment.ts'],
  transform: { '^.+\\.ts$': swc },
}
const database = {
  globalSetup: '<rootDir>/libs/testing/src/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts',
}
module.exports = {
  // A loaded machine is no failure.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testRegex: '/[^./]+(\\.(?!db|e2e|browser|full|speed|pictures|faults|load|bench)[^./]+)*\\.spec\\.ts$',
    },
    { ...shared, ...database, displayName: 'db', testRegex: '\\.db\\.spec\\.ts$' },
    { ...shared, ...database, displayName: 'e2e', testRegex: '\\.e2e\\.spec\\.ts$' },
    { ...shared, displayName: 'faults', testRegex: '\\.faults\\.spec\\.ts$' },
    { ...shared, ...database, displayName: 'load', testRegex: '\\.load\\.spec\\.ts$' },
    { ...shared, displayName: 'bench', testRegex: '\\.bench\\.spec\\.ts$' },
    { ...shared, displayName: 'browser', testRegex: '\\.browser\\.spec\\.ts$' },
    { ...shared, displayName: 'browser-full', testRegex: '\\.(browser|full)\\.spec\\.ts$' },
    { ...shared, displayName: 'browser-speed', testRegex: '\\.speed\\.spec\\.ts$' },
    { ...shared, displayName: 'pictures', testRegex: '\\.pictures\\.spec\\.ts$' },
  ],
  collectCoverageFrom: [
    'apps/{api,worker,cli,demo-shop}/src/**/*.ts',
    'libs/*/src/**/*.ts',
    '!libs/testing/**',
    '!**/*.spec.ts',
  ],
  coverageDirectory: 'coverage/server',
}
