import type { SealedEntry } from "@almanac/store/audit"
import { auditProof } from "@almanac/store/audit-proof"
import * as Effect from "effect/Effect"
import type { AUDIT_ENDPOINTS } from "../../contract/audit.ts"
import type { Entry } from "../../contract/store.ts"
import { type Handlers, mustSeeAll } from "../handler.ts"
import { StoreAccess } from "../services/store-access.ts"

const PAGE = 50

/** An entry of the audit trail as the page gets it. */
export const entryOf = ({ seq, happened_at, actor, action, subject, details }: SealedEntry): Entry => ({
  seq: Number(seq),
  at: `${happened_at.replace(" ", "T")}Z`,
  actor,
  action,
  subject,
  details,
})

export const AUDIT_HANDLERS: Handlers<keyof typeof AUDIT_ENDPOINTS> = {
  "audit/search": Effect.fnUntraced(function* ({ actor, action, text, from, to, page = 1 }, session) {
    yield* mustSeeAll(session)
    const { read } = yield* StoreAccess
    const { value, since } = yield* read("audit", auditProof)
    const { entries, revision, broken, end, lastHash } = value
    const words = text?.trim().toLowerCase() ?? ""
    const found = entries.filter(
      (entry) =>
        (actor === undefined || entry.actor === actor) &&
        (action === undefined || entry.action === action) &&
        (from === undefined || entry.happened_at.slice(0, 10) >= from) &&
        (to === undefined || entry.happened_at.slice(0, 10) <= to) &&
        (words === "" ||
          [entry.actor, entry.action, entry.subject, entry.details].some((field) =>
            field.toLowerCase().includes(words),
          )),
    )
    const latest = found.reverse()
    const pages = Math.max(1, Math.ceil(found.length / PAGE))
    const at = Math.min(Math.max(1, Math.trunc(page) || 1), pages)
    return {
      entries: latest.slice((at - 1) * PAGE, at * PAGE).map(entryOf),
      found: found.length,
      pages,
      actors: [...new Set(entries.map((entry) => entry.actor))].sort(),
      actions: [...new Set(entries.map((entry) => entry.action))].sort(),
      proof: {
        entries: entries.length,
        changes: Number(revision),
        first_broken: broken === undefined ? null : Number(broken.seq),
        cut_off: end !== undefined,
        last_hash: lastHash,
      },
      since,
    }
  }),
}
