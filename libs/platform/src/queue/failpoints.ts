// Named points at which a test lets this process die, freeze or fail. They do nothing unless FAILPOINTS names a folder,
// which production refuses. A file `<point>.json` in that folder arms the point; the process that takes it acts on it.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { config } from '../config/config'

export type Failpoint =
  | 'relay.before-commit'
  | 'relay.after-commit'
  | 'job.before-effect'
  | 'job.after-effect'
  | 'job.before-commit'
  | 'job.after-commit'
  | 'request.after-commit'

interface Armed {
  readonly action: 'kill' | 'freeze' | 'fail'
  /** Acts only where the point is passed with this subject, such as a job's id, and then stays armed. */
  readonly subject?: string
}

export const failpoint: (point: Failpoint, subject?: string) => void = config.FAILPOINTS
  ? (point, subject) => {
      const armed = take(join(config.FAILPOINTS ?? '', `${point}.json`), subject)
      if (armed?.action === 'fail') throw new Error(`failpoint ${point}`)
      if (armed) process.kill(process.pid, armed.action === 'kill' ? 'SIGKILL' : 'SIGSTOP')
    }
  : () => undefined

/** Of several processes at one point, the one that removes the file acts. */
function take(file: string, subject: string | undefined): Armed | undefined {
  try {
    const armed = JSON.parse(readFileSync(file, 'utf8')) as Armed
    if (armed.subject === undefined) rmSync(file)
    return armed.subject === undefined || armed.subject === subject ? armed : undefined
  } catch {
    return undefined
  }
}
