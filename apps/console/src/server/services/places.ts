/** Where the console finds the store, the runs and the `almanac` command. */
import * as Context from "effect/Context"

export interface ConsolePlaces {
  /** The file of the store. */
  readonly db: string
  /** The directory that holds the directories of runs. */
  readonly plans: string
  /** The program and first arguments that start the command `almanac`. */
  readonly almanac: ReadonlyArray<string>
  /** The directory or bucket into which runs are published. Without it, nothing is published. */
  readonly releases?: string
  /** The address of the PostgreSQL of a cluster, whose runs are shown. */
  readonly cluster?: string
}

export class Places extends Context.Service<Places, ConsolePlaces>()("@almanac/console/Places") {}
