// Loaded into api and worker before their own code (--require): when `portolan up` is killed, they end too instead of
// holding their port.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
