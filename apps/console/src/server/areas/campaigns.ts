/** Campaigns. Every rule and every change is the store's, as for the commands. */
import { formatDay, parseDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { SKIP_REASON_WORDS } from "@almanac/core/domain/words"
import { centralDay } from "@almanac/core/intake/date"
import { campaignChanges } from "@almanac/store/campaigns/change-log"
import { enrolmentCounts } from "@almanac/store/campaigns/enrolment-counts"
import { listInstances } from "@almanac/store/campaigns/listed"
import { findInstance } from "@almanac/store/campaigns/manage"
import { overridesIn } from "@almanac/store/campaigns/overrides"
import { knownTypes } from "@almanac/store/campaigns/types"
import * as Effect from "effect/Effect"
import { type CAMPAIGN_ENDPOINTS, HoldoutResults, Preview } from "../../contract/campaigns.ts"
import { type Handlers, sees } from "../handler.ts"
import { Forbidden, NotFound } from "../problems.ts"
import { flagsOf, Jobs } from "../services/jobs.ts"
import { Places } from "../services/places.ts"
import { Runs } from "../services/run-directories.ts"
import { StoreAccess } from "../services/store-access.ts"
import {
  coveredInstance,
  idOf,
  mustCover,
  mustCoverInstance,
  organisationsOf,
  showsTo,
} from "./campaigns/access.ts"
import { editable, instanceFields, NO_OVERRIDES, previewFlags, textIds } from "./campaigns/fields.ts"
import { revisionIn, staleSince } from "./campaigns/revision.ts"
import { submitCampaign, submitList } from "./campaigns/submit.ts"
import { withUpload } from "./campaigns/upload.ts"
import { foundBy } from "./trials/found.ts"
import { inWords } from "./trials/in-words.ts"

const today = () => centralDay(Date.now())

export const CAMPAIGN_HANDLERS: Handlers<keyof typeof CAMPAIGN_ENDPOINTS> = {
  "campaigns/list": Effect.fnUntraced(function* (_, session) {
    const { read } = yield* StoreAccess
    const { value, since } = yield* read("campaigns", (store) => listInstances(store, today()))
    return { campaigns: value.filter(({ org_id }) => showsTo(session, org_id)).map(textIds), since }
  }),

  "campaigns/show": Effect.fnUntraced(function* (input, session) {
    const id = yield* idOf(input.id)
    const { read } = yield* StoreAccess
    const { value, since } = yield* read(`campaign ${id}`, (store) =>
      Effect.gen(function* () {
        const campaign = (yield* listInstances(store, today())).find((one) => one.id === id)
        if (campaign === undefined) return yield* new NotFound({ message: `there is no campaign ${id}` })
        const row = yield* findInstance(store, id)
        const changes = yield* campaignChanges(store, id)
        return { campaign, row, changes, enrolments: yield* enrolmentCounts(store, id) }
      }),
    )
    const { campaign, row, changes, enrolments } = value
    if (!showsTo(session, row.org_id)) {
      return yield* new Forbidden({
        message: "your sign-in does not cover the organisation of this campaign",
      })
    }
    const overrides = yield* Effect.orElseSucceed(overridesIn(row.metadata), () => NO_OVERRIDES)
    return {
      campaign: textIds(campaign),
      fields: editable(row, overrides),
      enrolments,
      changes: changes.map((change) => ({ ...change, id: String(change.id) })).reverse(),
      revision: revisionIn(changes),
      since,
    }
  }),

  "campaigns/organisations": Effect.fnUntraced(function* (_, session) {
    const { open } = yield* Runs
    const loads = yield* Effect.match(open(undefined), {
      onFailure: () => [],
      onSuccess: ({ manifest }) => manifest.daily_loads,
    })
    const organisations = loads.filter(({ org_id }) => sees(session, org_id))
    return { organisations: organisations.map(({ org_id, name = null }) => ({ id: String(org_id), name })) }
  }),

  "campaigns/create": Effect.fnUntraced(function* ({ campaign_type, fields, comment }, session) {
    yield* mustCover(session, fields.org_id)
    const input = { campaign_type, id: null, fields: yield* instanceFields(fields, null) }
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      submitCampaign(store, { kind: "campaign.create", input }, session, comment, (row) =>
        "id" in row ? String(row.id) : "",
      ),
    )
  }),

  "campaigns/edit": Effect.fnUntraced(function* ({ id, revision, fields: given, comment }, session) {
    const instance = yield* idOf(id)
    if (given.org_id !== undefined) yield* mustCover(session, given.org_id)
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      Effect.gen(function* () {
        const { metadata } = yield* coveredInstance(store, session, instance)
        yield* staleSince(revision, yield* campaignChanges(store, instance))
        const fields = yield* instanceFields(given, metadata)
        const request = { kind: "campaign.edit", input: { instance, fields } } as const
        return yield* submitCampaign(store, request, session, comment, () => id)
      }),
    )
  }),

  "campaigns/deactivate": Effect.fnUntraced(function* ({ id, from, comment }, session) {
    const instance = yield* idOf(id)
    const day = parseDay(from)
    if (day === undefined) return yield* refuse("the day cannot be read", "give a day such as 2026-12-01")
    const request = { kind: "campaign.deactivate", input: { instance, last: formatDay(day - 1) } } as const
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      Effect.andThen(
        coveredInstance(store, session, instance),
        submitCampaign(store, request, session, comment, () => id),
      ),
    )
  }),

  "campaigns/enrol": Effect.fnUntraced(function* ({ id, trigger_date, status, comment, ...upload }, session) {
    const instance = yield* idOf(id)
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      Effect.andThen(
        coveredInstance(store, session, instance),
        withUpload(store, upload, (file) => {
          const input = { instance, file, trigger_date, status, ...organisationsOf(session) }
          return submitList(store, { kind: "campaign.enrol", input }, session, comment)
        }),
      ),
    )
  }),

  "campaigns/withdraw": Effect.fnUntraced(function* ({ id, comment, ...upload }, session) {
    const instance = yield* idOf(id)
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      Effect.andThen(
        coveredInstance(store, session, instance),
        withUpload(store, upload, (file) => {
          const input = { instance, file, ...organisationsOf(session) }
          return submitList(store, { kind: "campaign.withdraw", input }, session, comment)
        }),
      ),
    )
  }),

  "campaigns/types": Effect.fnUntraced(function* () {
    const { read } = yield* StoreAccess
    const { value, since } = yield* read("campaign types", knownTypes)
    const types = value.map(({ any_day = false, holdout_percentage = 0, ...type }) => ({
      ...type,
      any_day,
      holdout_percentage,
    }))
    return { types, since }
  }),

  "campaigns/type/set": Effect.fnUntraced(function* ({ name, fields, comment }, session) {
    yield* mustCover(session, null)
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      submitCampaign(store, { kind: "campaign.type", input: { name, fields } }, session, comment, () => name),
    )
  }),

  "campaigns/preview": Effect.fnUntraced(function* ({ id, as_of, fields }, session) {
    const instance = yield* idOf(id)
    yield* mustCoverInstance(session, instance)
    const { db } = yield* Places
    const { start } = yield* Jobs
    return yield* start({
      kind: "preview",
      title: `Preview of campaign ${instance}`,
      subject: `campaign ${instance}`,
      startedBy: session,
      args: [
        ...["campaign", "preview"],
        ...flagsOf({ "--db": db, "--instance": id, "--as-of": as_of ?? undefined, ...previewFlags(fields) }),
      ],
    })
  }),

  "campaigns/preview/result": Effect.fnUntraced(function* ({ id }, session) {
    const preview = inWords(yield* foundBy("preview", id, session, Preview))
    const counts = preview.counts.map((one) => ({ ...one, skip_reason: reasonText(one.skip_reason) }))
    return { ...preview, counts, days: preview.days.filter(({ org_id }) => sees(session, org_id)) }
  }),

  "campaigns/measure": Effect.fnUntraced(function* ({ id }, session) {
    const instance = yield* idOf(id)
    yield* mustCoverInstance(session, instance)
    const { db } = yield* Places
    const { start } = yield* Jobs
    return yield* start({
      kind: "holdout",
      title: `Holdout results of campaign ${instance}`,
      subject: `campaign ${instance}`,
      startedBy: session,
      args: ["campaign", "results", ...flagsOf({ "--db": db, "--instance": id })],
    })
  }),

  "campaigns/measure/result": ({ id }, session) => foundBy("holdout", id, session, HoldoutResults),
}

const reasonText = (code: string | null): string | null =>
  code === null ? null : (SKIP_REASON_WORDS[code] ?? code)
