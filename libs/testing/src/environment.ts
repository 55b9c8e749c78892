// Settings of every test run, before anything reads them. What is set already stays.
process.env.JWT_SECRET ??= 'a key for tests alone, of no use elsewhere'
process.env.ENCRYPTION_KEYS ??= 'tests:YSBrZXkgZm9yIHRlc3RzIGFsb25lLCAzMiBieXRlcyE='
// Receivers of tests listen on this machine.
process.env.OUTBOUND_PRIVATE_TARGETS ??= '127.0.0.0/8,::1/128'
// A Shopify shop, where a spec starts one (apps/demo-shop): at a port that no other process of tests takes.
process.env.SHOPIFY_ADDRESS ??= `http://127.0.0.1:${10_000 + (process.pid % 20_000)}`
process.env.LOG_LEVEL ??= 'silent'
// Uploads of tests stay away from those of an instance that runs here.
process.env.DATA_DIR ??= '.portolan/test/data'
// Specs share a Redis and an address; the one about limits sets its own.
for (const name of ['ANONYMOUS', 'CLIENT', 'ADMIN', 'CONSOLE', 'SIGN_IN', 'INBOUND']) {
  process.env[`RATE_LIMIT_${name}`] ??= '1000000'
}
