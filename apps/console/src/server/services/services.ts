/** All services that endpoints use. */
import * as Layer from "effect/Layer"
import { Cells } from "../calendar/cells.ts"
import { Cluster } from "./cluster.ts"
import { Database } from "./database.ts"
import { LawOfRuns } from "./date-groups.ts"
import { Jobs } from "./jobs.ts"
import { type ConsolePlaces, Places } from "./places.ts"
import { Replanning } from "./replanning.ts"
import { Runs } from "./run-directories.ts"
import { StoreAccess } from "./store-access.ts"

export type Services =
  | Places
  | Runs
  | StoreAccess
  | Database
  | Jobs
  | Cells
  | LawOfRuns
  | Replanning
  | Cluster

export const servicesAt = (places: ConsolePlaces) =>
  Layer.mergeAll(
    Runs.layer,
    StoreAccess.layer,
    Jobs.layer,
    Cells.layer,
    LawOfRuns.layer,
    Replanning.layer,
    Cluster.layer,
  ).pipe(Layer.provideMerge(Database.layer), Layer.provideMerge(Layer.succeed(Places, places)))
