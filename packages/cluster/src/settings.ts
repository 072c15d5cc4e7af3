/** The times that decide how soon a cluster notices that a runner has died. A runner refreshes its claims in between. */
export const SHARDING = {
  shardLockExpiration: "10 seconds",
  shardLockRefreshInterval: "2 seconds",
  entityMessagePollInterval: "1 second",
  refreshAssignmentsInterval: "1 second",
  runnerHealthCheckInterval: "5 seconds",
} as const

export const QUEUE = {
  lockExpiration: "12 seconds",
  lockRefreshInterval: "3 seconds",
  pollInterval: "500 millis",
} as const

/** A step whose process dies so often has failed. */
export const MAX_ATTEMPTS = 3

/** A workflow that waits for n things costs n² in all. Blocks are waited for in groups of at most this many. */
export const BLOCKS_OF_GROUP = 32

/** How often runners look for new runs, and running steps look whether their run was cancelled. */
export const LOOK_EVERY = "1 second"
