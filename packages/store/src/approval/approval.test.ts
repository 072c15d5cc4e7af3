/** Proposals of settings and campaigns: who may decide, what is refused, and what an approval leaves behind. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { auditEntries, firstBroken } from "../audit.ts"
import { takeBackup } from "../backup/backup.ts"
import { findBackup } from "../backup/files.ts"
import { restoreBackup } from "../backup/restore.ts"
import { campaignStore } from "../campaigns/fixture.ts"
import { createInstance, editInstance, findInstance } from "../campaigns/manage.ts"
import { revisionOf } from "../change.ts"
import { activeConfig } from "../config/versions.ts"
import { inStore, NOW, opening } from "../fixture-runs.ts"
import type { Store } from "../store.ts"
import { approve, reject, withdrawProposal } from "./decide.ts"
import type { ChangeError } from "./kind.ts"
import { type ChangeRequest, changeDirectly } from "./kinds.ts"
import { listProposals } from "./proposals.ts"
import { propose } from "./propose.ts"
import { requirements } from "./required.ts"
import { requireApproval } from "./switch.ts"

const MO = { author: "mo", comment: "asked for by sales" }
const LI = { author: "li", comment: "checked" }

const root = mkdtempSync(join(tmpdir(), "almanac-approval-"))
const base = join(root, "base.db")
let stores = 0

const INSTANCE = {
  campaign_type: "rate_increase",
  instance_name: "Rates",
  active_end_date: "2027-01-31",
}

/** A store with instance 1 of rate_increase that requires approval. */
beforeAll(async () => {
  await campaignStore(base)
  await inStore(base, (store) =>
    Effect.andThen(createInstance(store, INSTANCE, "mo"), requireApproval(store, "ops")),
  )
})
afterAll(() => rmSync(root, { recursive: true }))

/** Performs `use` on a copy of the store. */
const onStore = <A, E>(use: (store: Store) => Effect.Effect<A, E>): Promise<A> => {
  const path = join(root, `${++stores}.db`)
  copyFileSync(base, path)
  return inStore(path, use)
}

const refused = <A, E extends { readonly message: string }>(work: Effect.Effect<A, E>) =>
  Effect.map(Effect.flip(work), ({ message }) => message)

/** The message of a refusal that has not changed the store. */
const refusedWhole = Effect.fnUntraced(function* <A, E extends { readonly message: string }>(
  store: Store,
  work: Effect.Effect<A, E>,
) {
  const before = yield* revisionOf(store)
  const message = yield* refused(work)
  expect(yield* revisionOf(store)).toBe(before)
  return message
})

const edit = (fields: object) => ({ kind: "campaign.edit", input: { instance: 1n, fields } }) as const
/** As a command gives it, with the fields that stay as they are. */
const EDIT = edit({ active_end_date: "2027-02-15", instance_name: undefined, org_id: undefined })
const OFF = { kind: "approval.off", input: {} } as const

test("an edit is in force when another person approves it, and both are in the audit trail", () =>
  onStore((store) =>
    Effect.gen(function* () {
      expect(yield* propose(store, EDIT, MO)).toMatchObject({
        id: 1,
        title: "edit instance 1",
        status: "open",
        differences: [{ field: "active_end_date", from: "2027-01-31", to: "2027-02-15" }],
        changed_since: [],
      })
      const before = yield* findInstance(store, 1n)
      expect(before.active_end_date).toBe("2027-01-31")
      const { result } = yield* approve(store, 1, LI)
      expect(result).toMatchObject({ row: { ...before, active_end_date: "2027-02-15" } })
      const [log] = yield* store.sql`SELECT author FROM campaign_change_log ORDER BY id DESC LIMIT 1`
      expect(log).toEqual({ author: "mo" })
      const entries = yield* auditEntries(store.sql)
      expect(firstBroken(entries)).toBeUndefined()
      expect(entries.at(-1)).toMatchObject({ actor: "li", action: "campaign.edit", subject: "instance 1" })
      expect(JSON.parse(entries.at(-1)?.details ?? "")).toMatchObject({
        changes: ["active_end_date"],
        proposal: 1,
        proposed_by: "mo",
        comment: "asked for by sales",
        approved_by: "li",
        approval_comment: "checked",
      })
    }),
  ))

test("a store that requires approval refuses every direct change in one line that names the way", () =>
  onStore((store) =>
    Effect.gen(function* () {
      const requests: ReadonlyArray<ChangeRequest> = [
        { kind: "config.set", input: { environment: "production", config: {}, reason: "r", at: null } },
        { kind: "organisation.set", input: { org: 7n, fields: { name: "North" }, reason: "r" } },
        { kind: "campaign.create", input: { campaign_type: "rate_increase", id: null, fields: {} } },
        EDIT,
        { kind: "campaign.deactivate", input: { instance: 1n, last: "2026-12-31" } },
        { kind: "campaign.type", input: { name: "rate_increase", fields: { priority: 9 } } },
        { kind: "campaign.type.deactivate", input: { name: "rate_increase" } },
        OFF,
      ]
      for (const request of requests) {
        expect(yield* refusedWhole(store, changeDirectly(store, request, "mo"))).toMatch(
          /requires the approval of a second person.*: propose it with almanac propose/,
        )
      }
    }),
  ))

test("the proposer cannot approve, however the name is written", () =>
  onStore((store) =>
    Effect.gen(function* () {
      yield* propose(store, EDIT, MO)
      for (const author of ["mo", " MO ", "Mo\t", "ｍｏ"]) {
        expect(yield* refusedWhole(store, approve(store, 1, { author, comment: "ok" }))).toBe(
          "mo proposed proposal 1 and cannot approve it: let another person approve it",
        )
      }
    }),
  ))

test("a proposal is decided once: of two people who decide at once, the second is refused", () =>
  onStore((store) =>
    Effect.gen(function* () {
      yield* propose(store, EDIT, MO)
      const both = yield* Effect.all(
        [Effect.exit(approve(store, 1, LI)), Effect.exit(reject(store, 1, { ...LI, author: "ed" }))],
        { concurrency: 2 },
      )
      expect(both.map(({ _tag }) => _tag).sort()).toEqual(["Failure", "Success"])
      const again: ReadonlyArray<Effect.Effect<unknown, ChangeError>> = [
        approve(store, 1, MO),
        reject(store, 1, MO),
        withdrawProposal(store, 1, MO),
      ]
      for (const decision of again) {
        expect(yield* refusedWhole(store, decision)).toMatch(
          /^proposal 1 was (approved by li|rejected by ed): propose the change again/,
        )
      }
    }),
  ))

test("a proposal is stale after another change of the same instance, and nothing changes", () =>
  onStore((store) =>
    Effect.gen(function* () {
      yield* propose(store, EDIT, MO)
      yield* propose(store, edit({ active_end_date: "2027-03-01" }), MO)
      yield* approve(store, 2, LI)
      const [first] = yield* listProposals(store, "open")
      expect(first.changed_since).toEqual([
        { field: "active_end_date", from: "2027-01-31", to: "2027-03-01" },
      ])
      expect(yield* refusedWhole(store, approve(store, 1, LI))).toBe(
        "proposal 1 is stale, because instance 1 has changed since it was made " +
          "(active_end_date was 2027-01-31 and is 2027-03-01): reject it, and propose the change again",
      )
      expect(yield* reject(store, 1, LI)).toMatchObject({
        status: "rejected",
        decided_by: "li",
        decision_comment: "checked",
        changed_since: [],
      })
    }),
  ))

test("only the proposer withdraws a proposal", () =>
  onStore((store) =>
    Effect.gen(function* () {
      yield* propose(store, EDIT, MO)
      expect(yield* refusedWhole(store, withdrawProposal(store, 1, LI))).toMatch(/was made by mo/)
      expect(yield* withdrawProposal(store, 1, MO)).toMatchObject({ status: "withdrawn" })
      expect(yield* refusedWhole(store, approve(store, 9, LI))).toMatch(/there is no proposal 9/)
    }),
  ))

test("a change that would be refused directly, or that changes nothing, is not proposed", () =>
  onStore((store) =>
    Effect.gen(function* () {
      const wrong = (fields: object, said = MO) => refusedWhole(store, propose(store, edit(fields), said))
      expect(yield* wrong({ active_end_date: "2027-01-31" })).toMatch(/would change nothing/)
      expect(yield* wrong({ active_start_date: "2028-01-01" })).toMatch(/before it begins/)
      expect(yield* wrong(EDIT.input.fields, { author: "mo", comment: " " })).toMatch(/comment is empty/)
      expect(yield* wrong(EDIT.input.fields, { author: " ", comment: "c" })).toMatch(/author is empty/)
      expect(yield* listProposals(store)).toEqual([])
    }),
  ))

test("a list of contacts is enrolled once approved, unless the file has changed or is gone", () =>
  onStore((store) =>
    Effect.gen(function* () {
      const file = join(root, "list.csv")
      writeFileSync(file, "contact_id,trigger_date\n1,2027-01-01\n99,2027-01-01\n")
      const enrol = {
        kind: "campaign.enrol",
        input: { instance: 1n, file, trigger_date: null, status: "pending" },
      } as const
      expect((yield* propose(store, enrol, MO)).differences).toEqual([
        { field: "enrolments", from: null, to: "1 enrolled, 0 unchanged, 1 rejected" },
      ])
      const enrolled = store.sql`SELECT contact_id FROM contact_campaigns`
      expect(yield* enrolled).toEqual([])
      expect(yield* approve(store, 1, LI)).toMatchObject({ result: { taken: 1, rows: 2 } })
      expect(yield* enrolled).toEqual([{ contact_id: 1n }])

      const others = {
        ...enrol,
        input: { ...enrol.input, status: "completed", organisations: [99n] },
      } as const
      expect(yield* refusedWhole(store, propose(store, others, MO))).toMatch(/would change nothing/)

      const withdraw = { kind: "campaign.withdraw", input: { instance: 1n, file } } as const
      yield* propose(store, withdraw, MO)
      writeFileSync(file, "contact_id\n2\n")
      expect(yield* refusedWhole(store, approve(store, 2, LI))).toMatch(
        /instance 1 or the list.*sha256 of .* is /,
      )
      rmSync(file)
      expect(yield* refusedWhole(store, approve(store, 2, LI))).toMatch(/sha256 of .* and is none/)
      expect(yield* refusedWhole(store, changeDirectly(store, enrol, "mo"))).toMatch(/does not exist/)
    }),
  ))

test("settings and a rule set are in force once approved, with the proposer as their author", () =>
  onStore((store) =>
    Effect.gen(function* () {
      const config = { state_rules: { rule_set: "us-2026" }, load_balancing: { daily_cap: 500 } }
      const production = { environment: "production", reason: "new law" } as const
      const request = { kind: "config.set", input: { ...production, config, at: null } } as const
      expect((yield* propose(store, request, MO)).differences).toEqual([
        { field: "state_rules.rule_set", from: '"baseline"', to: '"us-2026"' },
        { field: "load_balancing.daily_cap", from: "null", to: "500" },
      ])
      expect((yield* activeConfig(store.sql, NOW))?.config).toEqual(DEFAULT_CONFIG)
      yield* approve(store, 1, LI)
      const later = { ...store, now: new Date(NOW.getTime() + 60_000) }
      expect((yield* activeConfig(store.sql, later.now))?.config.load_balancing.daily_cap).toBe(500)
      const [version] =
        yield* store.sql`SELECT author, reason FROM config_versions ORDER BY version DESC LIMIT 1`
      expect(version).toEqual({ author: "mo", reason: "new law" })
      const again = { kind: "config.set", input: { ...production, config: {}, at: null } } as const
      yield* propose(later, again, MO)
      yield* propose(later, { kind: "config.activate", input: { version: 1, at: null } }, MO)
      yield* approve(later, 2, LI)
      expect(yield* refusedWhole(store, approve(later, 3, LI))).toContain(
        "(version in force was 2 and is 3): reject it",
      )
      const last = { ...store, now: new Date(NOW.getTime() + 120_000) }
      const back = yield* propose(last, { kind: "config.rollback", input: production }, MO)
      expect(back.differences.map(({ to }) => to)).toEqual(['"us-2026"', "500"])
    }),
  ))

test("settings of an organisation are proposed and rolled back", () =>
  onStore((store) =>
    Effect.gen(function* () {
      const set = (fields: object) =>
        ({ kind: "organisation.set", input: { org: 7n, fields, reason: "r" } }) as const
      const first = yield* propose(store, set({ name: "North", daily_cap: 40 }), MO)
      expect(first.differences).toEqual([
        { field: "name", from: null, to: "North" },
        { field: "daily_cap", from: null, to: "40" },
      ])
      yield* approve(store, first.id, LI)
      const second = yield* propose(store, set({ daily_cap: 50 }), LI)
      yield* approve(store, second.id, MO)
      const input = { org: 7n, version: null, reason: null }
      const back = yield* propose(store, { kind: "organisation.rollback", input }, MO)
      expect(back.differences).toEqual([{ field: "daily_cap", from: "50", to: "40" }])
      expect(yield* approve(store, back.id, LI)).toMatchObject({ result: { version: 3 } })
    }),
  ))

test("switching approval off needs approval; then changes are direct again", () =>
  onStore((store) =>
    Effect.gen(function* () {
      yield* propose(store, OFF, MO)
      yield* approve(store, 1, LI)
      expect(yield* requirements(store)).toEqual({ approval_required: false, publishing: false })
      yield* editInstance(store, 1n, EDIT.input.fields, "mo")
      expect(yield* refusedWhole(store, propose(store, OFF, MO))).toMatch(/requires no approval/)
    }),
  ))

test("a restore keeps proposals and the requirement, and marks an approved change as undone", async () => {
  const path = join(root, `${++stores}.db`)
  copyFileSync(base, path)
  const { file } = await inStore(path, (store) =>
    Effect.gen(function* () {
      yield* propose(store, OFF, MO)
      yield* approve(store, 1, LI)
      const backup = yield* takeBackup(store, { reason: "test", actor: "ops" })
      yield* requireApproval(store, "ops")
      yield* propose(store, EDIT, MO)
      yield* propose(store, edit({ org_id: 7n }), MO)
      yield* approve(store, 2, LI)
      return backup
    }),
  )
  const restore = (name: string) =>
    Effect.flatMap(findBackup(path, name), (backup) =>
      restoreBackup({ path, backup, actor: "ops", open: opening, discardCurrent: false }),
    )
  const state = (store: Store) =>
    Effect.gen(function* () {
      const proposals = yield* listProposals(store)
      expect(yield* requirements(store)).toEqual({ approval_required: true, publishing: false })
      return proposals.map(({ status, undone_by, changed_since }) => [
        status,
        undone_by,
        changed_since.length,
      ])
    })
  const { undone_by } = await Effect.runPromise(restore(file))
  expect(await inStore(path, state)).toEqual([
    ["approved", null, 0],
    ["approved", file, 0],
    ["open", null, 0],
  ])
  await Effect.runPromise(restore(undone_by ?? ""))
  expect(await inStore(path, state)).toEqual([
    ["approved", null, 0],
    ["approved", null, 0],
    ["open", null, 1],
  ])
})
