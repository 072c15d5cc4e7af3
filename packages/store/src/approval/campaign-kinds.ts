/** Changes of campaigns that can be proposed. */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import { CampaignInstanceTexts, CampaignTypeTexts } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { type Enrolled, enrol, enrolledText, withdraw } from "../campaigns/enrol.ts"
import {
  createInstance,
  deactivateType,
  editInstance,
  endInstance,
  type Managed,
  setType,
} from "../campaigns/manage.ts"
import type { Store } from "../store.ts"
import { kind } from "./kind.ts"
import { instancePlace, typePlace } from "./places.ts"

const { id: _, ...INSTANCE } = CampaignInstanceTexts.fields
const { name: __, ...TYPE } = CampaignTypeTexts.fields
/** Fields that are not given stay as they are. */
const InstanceFields = Schema.Struct(Struct.map(INSTANCE, Schema.optional))

const changes = (_: Store, { changes: logged }: Managed<unknown>) =>
  Effect.succeed(logged.map(({ field, old_value: from, new_value: to }) => ({ field, from, to })))

export const campaignCreate = kind({
  input: Schema.Struct({
    campaign_type: Schema.String,
    /** Null: the next free id when it is approved. */
    id: Schema.NullOr(Schema.BigInt),
    fields: InstanceFields,
  }),
  title: ({ campaign_type, fields: { instance_name: name } }) =>
    `create an instance of ${campaign_type}${name == null ? "" : `, ${JSON.stringify(name)}`}`,
  place: ({ campaign_type }) => `campaign type ${campaign_type}`,
  basis: (store, { campaign_type }) => typePlace(store, campaign_type),
  perform: (store, { campaign_type, id, fields }, author) =>
    createInstance(store, { ...fields, campaign_type, id: id ?? undefined }, author),
  differences: changes,
})

const Instance = Schema.BigInt

export const campaignEdit = kind({
  input: Schema.Struct({ instance: Instance, fields: InstanceFields }),
  title: ({ instance }) => `edit instance ${instance}`,
  place: ({ instance }) => `instance ${instance}`,
  basis: (store, { instance }) => instancePlace(store, instance),
  perform: (store, { instance, fields }, author) => editInstance(store, instance, fields, author),
  differences: changes,
})

export const campaignDeactivate = kind({
  /** `last` is the last day of the instance, as ISO date. */
  input: Schema.Struct({ instance: Instance, last: Schema.String }),
  title: ({ instance, last }) => `end instance ${instance} on ${last}`,
  place: ({ instance }) => `instance ${instance}`,
  basis: (store, { instance }) => instancePlace(store, instance),
  perform: (store, { instance, last }, author) => endInstance(store, instance, last, author),
  differences: changes,
})

export const typeSet = kind({
  /** Fields that are not given stay as they are. */
  input: Schema.Struct({
    name: Schema.String,
    fields: Schema.Struct(Struct.map(TYPE, Schema.optional)),
  }),
  title: ({ name }) => `change campaign type ${name}`,
  place: ({ name }) => `campaign type ${name}`,
  basis: (store, { name }) => typePlace(store, name),
  perform: (store, { name, fields }, author) => setType(store, name, fields, author),
  differences: changes,
})

export const typeDeactivate = kind({
  input: Schema.Struct({ name: Schema.String }),
  title: ({ name }) => `deactivate campaign type ${name}`,
  place: ({ name }) => `campaign type ${name}`,
  basis: (store, { name }) => typePlace(store, name),
  perform: (store, { name }, author) => deactivateType(store, name, author),
  differences: changes,
})

/** The instance and the content of the list. A proposal names the file of the list and does not copy it. */
const listPlace = (store: Store, instance: bigint, file: string) =>
  Effect.all([instancePlace(store, instance), Effect.promise(() => sha256Of(file))]).pipe(
    Effect.map(([row, sha256]) => ({ ...row, [`sha256 of ${file}`]: sha256 })),
  )

/** Null if the file cannot be read. */
const sha256Of = (file: string): Promise<string | null> =>
  readFile(file).then(
    (bytes) => createHash("sha256").update(bytes).digest("hex"),
    () => null,
  )

/** If it is given, contacts of other organisations count as unknown: who proposed the list may not see them. */
const ORGANISATIONS = { organisations: Schema.optionalKey(Schema.Array(Schema.BigInt)) }

const enrolments = (done: "enrolled" | "withdrawn") => (_: Store, result: Enrolled) =>
  Effect.succeed([{ field: "enrolments", from: null, to: enrolledText(result, done) }])

export const campaignEnrol = kind({
  /** `file` is the absolute path of the list. */
  input: Schema.Struct({
    instance: Instance,
    file: Schema.String,
    trigger_date: Schema.NullOr(Schema.String),
    status: Schema.Literals(ENROLMENT_STATUSES),
    ...ORGANISATIONS,
  }),
  title: ({ instance, file }) => `enrol the contacts of ${file} in instance ${instance}`,
  place: ({ instance }) => `instance ${instance} or the list`,
  basis: (store, { instance, file }) => listPlace(store, instance, file),
  perform: (store, { trigger_date: triggerDate, ...list }, actor) =>
    enrol(store, { ...list, triggerDate, actor }),
  differences: enrolments("enrolled"),
})

export const campaignWithdraw = kind({
  /** `file` is the absolute path of the list. */
  input: Schema.Struct({ instance: Instance, file: Schema.String, ...ORGANISATIONS }),
  title: ({ instance, file }) => `withdraw the contacts of ${file} from instance ${instance}`,
  place: ({ instance }) => `instance ${instance} or the list`,
  basis: (store, { instance, file }) => listPlace(store, instance, file),
  perform: (store, list, actor) => withdraw(store, { ...list, actor }),
  differences: enrolments("withdrawn"),
})
