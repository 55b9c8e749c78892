// The console's tests: run with this folder as the working directory (`npm run test:web`).
module.exports = {
  preset: 'jest-preset-angular',
  rootDir: '.',
  setupFilesAfterEnv: ['<rootDir>/setup-jest.ts'],
  testRegex: '\\.spec\\.ts$',
  moduleNameMapper: { '^@portolan/contracts$': '<rootDir>/../../libs/contracts/src' },
  transform: {
    '^.+\\.(ts|mjs|js|html|svg)$': [
      'jest-preset-angular',
      { tsconfig: '<rootDir>/tsconfig.spec.json', stringifyContentPathRegex: '\\.(html|svg)$' },
    ],
  },
  collectCoverageFrom: ['src/app/**/*.ts', '!src/app/api/**', '!src/**/*.spec.ts'],
  coverageDirectory: '<rootDir>/../../coverage/web',
}
