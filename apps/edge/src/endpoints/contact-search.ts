/** `GET /v1/orgs/{org}/contacts?email_hash=…`: the contacts that have an email, found by a keyed hash of it. */
import * as Schema from "effect/Schema"
import { type Endpoint, type Exchange, JSON_TYPE, type Parameter } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { jsonId } from "../http/json.ts"
import { fail, invalidParameter } from "../http/problem.ts"
import { JsonId, said } from "../schedule/answer-fields.ts"
import { orgOf, orgVolumeOf, RELEASED_ORG_FIELDS, releasedOrgJson, releaseOf } from "./contacts.ts"
import { CONTACT_SEARCH_EXAMPLE } from "./examples.ts"
import { ORG } from "./parameters.ts"

const EMAIL_HASH: Parameter = {
  name: "email_hash",
  in: "query",
  description:
    "The first 32 hexadecimal digits of HMAC-SHA256 of the email, without blanks around it and in lower case, with the " +
    "organisation's key for emails. Never send an email.",
  example: "8f9b49832911d460a68e57f51b7127d6",
  isRequired: true,
  schema: { type: "string", pattern: "^[0-9a-fA-F]{32}$" },
}

const ContactSearchAnswer = Schema.Struct({
  ...RELEASED_ORG_FIELDS,
  contact_ids: said(
    Schema.Array(JsonId),
    "The contacts of the organisation that have the email, in ascending order, up to 100; empty if none has it.",
  ),
  more: said(Schema.Boolean, "Whether further contacts have the email."),
}).annotate({ identifier: "ContactSearch" })

export const contactSearch: Endpoint = {
  id: "findContacts",
  tag: "Release",
  method: "GET",
  path: "/v1/orgs/:org/contacts",
  access: "reader",
  summary: "The ids of the contacts with an email, by a keyed hash of the email",
  description:
    "The edge has neither emails nor the keys with which they are hashed. If the release was published without a key for " +
    "the organisation, the answer is the problem not-published (404).",
  parameters: [ORG, EMAIL_HASH],
  produces: JSON_TYPE,
  answers: ContactSearchAnswer,
  example: CONTACT_SEARCH_EXAMPLE,
  problems: [304, 400, 404, 503],
  answer: async (exchange) => {
    const hash = hashOf(exchange)
    const org = orgOf(exchange)
    const release = await releaseOf(exchange)
    orgVolumeOf(release, org)
    return versioned(exchange, release.id, async () => {
      const found = await release.contactsOfEmail(org, hash)
      if (found === undefined) {
        throw fail(
          "not-published",
          "this release has no look-up by email for the organisation; publish with --email-keys and a key of it",
        )
      }
      return JSON.stringify({
        ...releasedOrgJson(release, org),
        contact_ids: found.contactIds.map(jsonId),
        more: found.isMore,
      })
    })
  },
}

function hashOf({ query }: Exchange): string {
  const text = query(EMAIL_HASH.name) ?? ""
  if (!/^[0-9a-f]{32}$/i.test(text)) {
    throw invalidParameter(
      EMAIL_HASH.name,
      "give the first 32 hexadecimal digits of the HMAC-SHA256; /docs says of what",
    )
  }
  return text
}
