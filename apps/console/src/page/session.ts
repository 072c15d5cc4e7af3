/** Who is signed in. Pages below the shell always have a session. */
import { useSuspenseQuery } from "@tanstack/react-query"
import { may, type Right } from "../contract/roles.ts"
import type { Session } from "../contract/session.ts"
import { reading } from "./api.ts"

export const useSession = (): Session => useSuspenseQuery(reading("session", {})).data

export function useMay(right: Right): boolean {
  return may(useSession().role, right)
}
