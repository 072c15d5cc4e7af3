import * as Duration from "effect/Duration"

/**
 * The times that decide how soon a cluster notices that a runner has died. A runner refreshes its claims in between. Each of
 * these times also is a transaction of every idle runner.
 */
export const SHARDING = {
  shardLockExpiration: "10 seconds",
  shardLockRefreshInterval: "3 seconds",
  entityMessagePollInterval: "5 seconds",
  refreshAssignmentsInterval: "3 seconds",
  runnerHealthCheckInterval: "5 seconds",
} as const

export const QUEUE = {
  tableName: "almanac_queue",
  lockExpiration: "12 seconds",
  lockRefreshInterval: "5 seconds",
  pollInterval: "1 second",
} as const

/** How often runners look for new and for cancelled runs. */
export const LOOK_EVERY = "2 seconds"

/** How often a runner records how far a step is. */
export const PROGRESS_EVERY = "5 seconds"

/** A runner that has not looked for so long is not alive, or does not reach PostgreSQL. */
export const SEEN_WITHIN_SECONDS = 12

/** How long a process waits before it asks PostgreSQL again. */
export const RETRY_EVERY = "1 second"

/** A step whose process dies so often has failed. */
export const MAX_ATTEMPTS = 3

/** A step whose runner dies so often has failed. */
export const MAX_CLAIMS = 20

/** A run that has ended stays on record so many days, unless a runner is told otherwise. */
export const KEEP_DAYS = 30

/** After an hour, nothing asks for the messages and the queue items of a run that has ended. */
export const KEEP_MESSAGES = Duration.hours(1)

/** How often runners remove what is too old. */
export const SWEEP_EVERY = "1 hour"

/** How a runner waits for a store of objects that is away or busy: five minutes, and then the step is tried again. */
export const STORE_AWAY = { every: "2 seconds", times: 150 } as const

/** How often a runner looks for runs that have ended, if it has copies of their files. */
export const FORGET_COPIES_EVERY = "10 seconds"
