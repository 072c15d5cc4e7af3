/** All suites by name. */
import type { Suite } from "./frame/bench.ts"
import { bulk } from "./suites/bulk.ts"
import { cluster } from "./suites/cluster.ts"
import { console } from "./suites/console.ts"
import { contact } from "./suites/contact.ts"
import { edge } from "./suites/edge.ts"
import { explain } from "./suites/explain.ts"
import { instead } from "./suites/instead.ts"
import { plan } from "./suites/plan.ts"
import { scaling } from "./suites/scaling.ts"
import { simulate } from "./suites/simulate.ts"
import { startup } from "./suites/startup.ts"
import { store } from "./suites/store.ts"

export const SUITES: ReadonlyArray<Suite> = [
  ...[bulk, scaling, store, explain, startup],
  ...[instead, plan, simulate, contact, edge, console, cluster],
]
