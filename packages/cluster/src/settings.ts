/**
 * The times that decide how soon a cluster notices that a runner has died. A runner refreshes its claims in between. Each of
 * these times also is a transaction of every idle runner.
 */
export const SHARDING = {
  shardLockExpiration: "10 seconds",
  shardLockRefreshInterval: "3 seconds",
  entityMessagePollInterval: "3 seconds",
  refreshAssignmentsInterval: "2 seconds",
  runnerHealthCheckInterval: "5 seconds",
} as const

export const QUEUE = {
  lockExpiration: "12 seconds",
  lockRefreshInterval: "4 seconds",
  pollInterval: "1 second",
} as const

/** How often runners look for new and for cancelled runs. */
export const LOOK_EVERY = "2 seconds"

/** How long a process waits before it asks PostgreSQL again. */
export const RETRY_EVERY = "1 second"

/** A step whose process dies so often has failed. */
export const MAX_ATTEMPTS = 3

/** A step whose runner dies so often has failed. */
export const MAX_CLAIMS = 20
