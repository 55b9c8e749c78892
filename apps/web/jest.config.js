// The console's tests: run with this folder as the working directory (`npm run test:web`).
module.exports = {
  preset: 'jest-preset-angular',
  rootDir: '.',
  setupFilesAfterEnv: ['<rootDir>/setup-jest.ts'],
  testRegex: '\\.spec\\.ts$',
  moduleNameMapper: { '^@portolan/contracts$': '<rootDir>/../../libs/contracts/src' },
  // Angular's packages are .mjs; these are ES modules under the name .js.
  transformIgnorePatterns: ['node_modules/(?!(.*\\.mjs$|@jsverse/|echarts/|zrender/))'],
  transform: {
    '^.+\\.(ts|mjs|js|html|svg)$': [
      'jest-preset-angular',
      { tsconfig: '<rootDir>/tsconfig.spec.json', stringifyContentPathRegex: '\\.(html|svg)$' },
    ],
  },
  // The first test of a file compiles Material's parts, which takes its time on a busy machine.
  testTimeout: 20_000,
  collectCoverageFrom: ['src/app/**/*.ts', '!src/app/api/**', '!src/**/*.spec.ts'],
  coverageDirectory: '<rootDir>/../../coverage/web',
}
