/** What answers an endpoint. */
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import type { EndpointName, Endpoints } from "../contract/endpoints.ts"
import type { Session } from "../contract/session.ts"
import { Forbidden, type Known } from "./problems.ts"
import type { Services } from "./services/services.ts"

export type Handler<N extends EndpointName> = (
  input: Endpoints[N]["input"]["Type"],
  session: Session,
) => Effect.Effect<Endpoints[N]["answer"]["Type"], Known | SqlError, Services>

/** The handlers of the endpoints with these names. */
export type Handlers<N extends EndpointName> = { readonly [K in N]: Handler<K> }

type Seeing = Pick<Session, "organisations">

/** Whether a person may see an organisation. */
export const sees = ({ organisations }: Seeing, org: string | bigint): boolean =>
  organisations === "all" || organisations.includes(String(org))

/** Refuses a person who may see only some organisations. */
export const mustSeeAll = ({ organisations }: Seeing): Effect.Effect<void, Forbidden> =>
  organisations === "all"
    ? Effect.void
    : new Forbidden({ message: "this concerns all organisations, and your sign-in covers only some" })

/** Refuses a person who may not see an organisation. */
export const mustSee = (session: Seeing, org: string | bigint): Effect.Effect<void, Forbidden> =>
  sees(session, org)
    ? Effect.void
    : new Forbidden({ message: `your sign-in does not cover organisation ${org}` })
