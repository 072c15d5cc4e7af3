import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { checkNames, otherSeparator } from "./inspect.ts"
import { TABLES } from "./tables.ts"

const checked = (...names: ReadonlyArray<string>) =>
  Effect.runPromise(
    Effect.match(checkNames("contacts.csv", TABLES.contacts, names), {
      onSuccess: () => "taken",
      onFailure: ({ message }) => message,
    }),
  )

test("a header that was read as one name is told by what separates it", async () => {
  expect(await checked("id;email;zip_code")).toMatch(
    /^contacts.csv separates its values by semicolons: save it with/,
  )
  expect(await checked("id\temail\tzip_code")).toMatch(/^contacts.csv separates its values by tabs: /)
  expect(await checked("id|email|zip_code")).toMatch(/^contacts.csv separates its values by vertical bars: /)
  expect(await checked("number")).toMatch(/^contacts.csv has no column id: /)
  expect(await checked("id", "email", "zip_code", "a;b")).toBe("taken")
  expect(otherSeparator(["id"])).toBeUndefined()
})
