/** All services that endpoints use. */
import * as Layer from "effect/Layer"
import { Cells } from "../calendar/cells.ts"
import { Database } from "./database.ts"
import { Jobs } from "./jobs.ts"
import { type ConsolePlaces, Places } from "./places.ts"
import { Runs } from "./run-directories.ts"
import { StoreAccess } from "./store-access.ts"

export type Services = Places | Runs | StoreAccess | Database | Jobs | Cells

export const servicesAt = (places: ConsolePlaces) =>
  Layer.mergeAll(Runs.layer, StoreAccess.layer, Database.layer, Jobs.layer, Cells.layer).pipe(
    Layer.provideMerge(Layer.succeed(Places, places)),
  )
