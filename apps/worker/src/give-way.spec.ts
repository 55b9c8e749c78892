import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ModuleKind, transpileModule } from 'typescript'

const source = readFileSync(join(__dirname, 'give-way.ts'), 'utf8')
const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS } })
const program = `${outputText}; giveWay(); process.stdout.write('given'); setInterval(() => {}, 1000)`
// Only Linux shares its processors between sessions, and only where it is built to.
const whereSessionsShare = existsSync('/proc/self/autogroup') ? it : it.skip

const { PRIORITY_BELOW_NORMAL } = constants.priority
let child: ChildProcess
afterEach(() => child.kill('SIGKILL'))

/** Runs `giveWay` in a process that lives until the test is over. */
async function givenWay({ detached }: { detached: boolean }): Promise<number> {
  child = spawn(process.execPath, ['-e', program], { detached, stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout) await once(child.stdout, 'data')
  return child.pid ?? 0
}

const sessionPriority = (pid: number | 'self') =>
  Number(/nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1])

it('a process gives way', async () => {
  expect(getPriority(await givenWay({ detached: false }))).toBeGreaterThanOrEqual(PRIORITY_BELOW_NORMAL)
})

whereSessionsShare('with the whole session that it began', async () => {
  const pid = await givenWay({ detached: true })
  // Linux lets a user change one session in a tenth of a second, and others may just have done so.
  while (sessionPriority(pid) !== PRIORITY_BELOW_NORMAL) await pause(20)
})

whereSessionsShare('without the others of a session that it did not begin', async () => {
  const before = sessionPriority('self')
  expect(sessionPriority(await givenWay({ detached: false }))).toBe(before)
})
