// Who may import whom (DESIGN §2). Arrows only go down; what else two domains need from each other travels as events,
// as ids, or as SQL views of the owning lib.
const domains =
  '(customers|orders|catalog|imports|activities|communications|segments|analytics|integrations|webhooks|gdpr|identity)'
const notSpec = { pathNot: '(\\.spec\\.ts$|^libs/testing/|^test/)' }

/** Everything of ours except the named libs. `allowed` are names of folders in libs. */
const except = (...allowed) => ({ path: '^(libs|apps)/', pathNot: `^libs/(${allowed.join('|')})/` })

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'files that import each other cannot be read, tested or moved alone (types may point back: nothing is loaded)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contracts-know-nobody',
      comment: 'contracts are shared with the browser: they import nothing but zod and data packages',
      severity: 'error',
      from: { path: '^libs/contracts/', ...notSpec },
      to: {
        path: '^(libs|apps|node_modules|[a-z_:]+$)',
        pathNot: '^(libs/contracts/|node_modules/(zod|currency-codes|i18n-iso-countries)/)',
      },
    },
    {
      name: 'platform-knows-no-domain',
      comment: 'platform is the ground: domains register with it, it never names them',
      severity: 'error',
      from: { path: '^libs/platform/', ...notSpec },
      to: except('platform', 'contracts'),
    },
    {
      name: 'orders-stand-on-customers',
      comment: 'orders may use customers and catalog, and nothing beside or above them',
      severity: 'error',
      from: { path: '^libs/orders/', ...notSpec },
      to: except('orders', 'customers', 'catalog', 'platform', 'contracts'),
    },
    {
      name: 'imports-and-integrations-bring-in',
      comment: 'files and shops write through customers, orders and catalog; they use no other domain',
      severity: 'error',
      from: { path: '^libs/(imports|integrations)/', ...notSpec },
      to: { path: '^(libs|apps)/', pathNot: '^libs/($1|customers|orders|catalog|platform|contracts)/' },
    },
    {
      name: 'domains-do-not-meet',
      comment: 'other domains talk through events, ids and SQL views',
      severity: 'error',
      from: { path: `^libs/${domains}/`, pathNot: '(\\.spec\\.ts$|^libs/(orders|imports|integrations)/)' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/($1|platform|contracts)/' },
    },
    {
      name: 'libs-do-not-import-apps',
      comment:
        'apps wire libs together; a lib that needs an app is in the wrong place (the test servers are the exception)',
      severity: 'error',
      from: { path: '^libs/', ...notSpec },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-do-not-meet',
      comment: 'each app is a process of its own',
      severity: 'error',
      from: { path: '^apps/([a-z-]+)/', ...notSpec },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'demo-shop-knows-nobody',
      comment:
        'the stand-ins for shop platforms are written from the facts; what they shared with a client would prove nothing',
      severity: 'error',
      from: { path: '^apps/demo-shop/' },
      to: { path: '^(libs|apps)/', pathNot: '^apps/demo-shop/' },
    },
    {
      name: 'console-knows-contracts-only',
      comment: 'the console talks to the API through the generated client; of our libs it sees contracts',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^libs/', pathNot: '^libs/contracts/' },
    },
    {
      name: 'no-deep-imports',
      comment: 'a lib is what its index.ts lists; import @portolan/<lib>',
      severity: 'error',
      from: { path: '^(apps|libs)/([a-z-]+)/', ...notSpec },
      to: { path: '^libs/[a-z-]+/src/.+', pathNot: '(^libs/$2/|^libs/[a-z-]+/src/index\\.ts$)' },
    },
    {
      name: 'testing-is-for-specs',
      comment: 'nothing that runs in production may lean on libs/testing',
      severity: 'error',
      from: { path: '^(apps|libs)/', ...notSpec },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'no-specs-in-code',
      comment: 'code never imports a spec',
      severity: 'error',
      from: {},
      to: { path: '\\.spec\\.ts$' },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'listed-packages',
      comment: 'a package that package.json does not list as a dependency is there by accident',
      severity: 'error',
      from: { path: '^(apps|libs)/', ...notSpec },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    // Types count: an arrow is an arrow, also when only a type travels along it.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
}
