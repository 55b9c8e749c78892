// Feature flags, typed: a flag stands here while something reads it, and goes when nothing does. None is read yet, so
// there is none to set; a flag is one line, such as `segments: z.boolean().default(false)`.
import { z } from 'zod'

export const featureFlags = z.strictObject({})

export type FeatureFlags = z.infer<typeof featureFlags>
