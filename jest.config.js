// Three sizes by suffix: .spec.ts (pure), .db.spec.ts (real PostgreSQL), .e2e.spec.ts (the built modules over HTTP).
const swc = ['@swc/jest', {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
}]
const shared = {
  testEnvironment: 'node',
  rootDir: __dirname,
  roots: ['<rootDir>/apps/api', '<rootDir>/apps/worker', '<rootDir>/apps/cli', '<rootDir>/libs', '<rootDir>/test'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  moduleNameMapper: { '^@portolan/([a-z]+)$': '<rootDir>/libs/$1/src' },
  transform: { '^.+\\.ts$': swc },
}
const database = { globalSetup: '<rootDir>/libs/testing/src/global-setup.ts', globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts' }
module.exports = {
  projects: [
    { ...shared, displayName: 'unit', testRegex: '/[^./]+(\\.(?!db|e2e)[^./]+)*\\.spec\\.ts$' },
    { ...shared, ...database, displayName: 'db', testRegex: '\\.db\\.spec\\.ts$' },
    { ...shared, ...database, displayName: 'e2e', testRegex: '\\.e2e\\.spec\\.ts$', testTimeout: 60_000 },
  ],
  coverageDirectory: 'coverage/server',
}
