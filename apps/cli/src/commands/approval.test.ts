/** Approval with the real command: proposing, deciding, and what is refused meanwhile. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Random } from "@almanac/testkit/worlds/random"
import { afterAll, beforeAll, expect, test } from "vitest"
import { start, writeFiles } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"
import { killAtRandom } from "../testing/torture/moments.ts"

const SEED = Number(process.env.ALMANAC_SEED ?? 20261123)

const root = mkdtempSync(join(tmpdir(), "almanac-approval-"))
afterAll(() => rmSync(root, { recursive: true }))

const DB = ["--db", "almanac.db"]
const [MO, LI] = [
  ["--author", "mo"],
  ["--author", "li"],
]
const why = (comment: string) => ["--comment", comment]

async function ok(...words: ReadonlyArray<string>) {
  const { code, stdout, stderr } = await inProcess(root, ...words)
  expect({ code, stderr }, words.join(" ")).toEqual({ code: 0, stderr: "" })
  return stdout
}
const json = async (...words: ReadonlyArray<string>) => JSON.parse(await ok(...words, "--json"))
const refusal = async (...words: ReadonlyArray<string>) => {
  const { code, stdout, stderr } = await inProcess(root, ...words)
  expect({ code, stdout }, words.join(" ")).toEqual({ code: 2, stdout: "" })
  expect(stderr.trimEnd()).toMatch(/^[^\n]+$/)
  return stderr
}

beforeAll(async () => {
  await writeFiles(root, {
    "in/contacts.csv": "id,email,zip_code,birth_date\n1,p@example.com,66601,1955-12-12\n",
    "new.yaml": "load_balancing: {daily_cap: 500}\n",
  })
  await ok("import", ...DB, "--in", "in", ...MO)
})

test("a campaign and settings are proposed by one person and approved by another", async () => {
  expect(await json("approval", "show", ...DB)).toEqual({ approval_required: false, publishing: false })
  expect(await json("approval", "on", ...DB, ...MO)).toEqual({ approval_required: true, publishing: false })
  const create = ["campaign", "create", ...DB, "--type", "rate_increase", "--name", "Rates", ...MO]
  expect(await refusal(...create)).toContain(
    "almanac.db requires the approval of a second person for this change: propose it with almanac propose campaign create, with the same flags and --comment",
  )
  expect(await ok("propose", ...create, ...why("filed"))).toMatch(
    /^proposal 1 \(open\): create an instance of rate_increase, "Rates"\n {2}campaign_type: none → rate_increase\n.*\nproposed by mo, .* UTC: filed\nanother person approves it with almanac approve 1 --db almanac.db --comment TEXT\n$/s,
  )
  expect(await refusal("approve", "1", ...DB, ...MO, ...why("fine"))).toContain(
    "mo proposed proposal 1 and cannot approve it",
  )
  expect(await json("approve", "1", ...DB, ...LI, ...why("fine"))).toMatchObject({
    proposal: { id: 1, status: "approved", decided_by: "li" },
    result: { row: { id: 1, instance_name: "Rates" } },
  })

  const set = ["propose", "config", "set", ...DB, "--config", "new.yaml", ...MO, ...why("smaller cap")]
  expect(await json(...set)).toMatchObject({
    id: 2,
    title: "put new settings of production in force",
    differences: [{ field: "load_balancing.daily_cap", from: "null", to: "500" }],
  })
  expect(await json("config", "list", ...DB)).toEqual({ versions: [] })
  await ok("approve", "2", ...DB, ...LI, ...why("fine"))
  const { versions } = await json("config", "list", ...DB)
  expect(versions).toMatchObject([{ version: 1, state: "in force", author: "mo", reason: "smaller cap" }])
  const { entries } = await json("audit", "list", ...DB, "--action", "config.set")
  expect(entries).toMatchObject([{ actor: "li", details: { proposed_by: "mo", approved_by: "li" } }])
  expect(await ok("audit", "verify", ...DB)).toContain("unchanged and complete")
})

test("a proposal is shown, listed, rejected and withdrawn, and one that is decided stays so", async () => {
  const type = ["propose", "campaign", "type"]
  await ok(...type, "deactivate", ...DB, "--name", "seasonal_promo", ...MO, ...why("over"))
  await ok(...type, "set", ...DB, "--name", "policy_update", "--priority", "9", ...MO, ...why("later"))
  expect(await ok("proposal", "show", "3", ...DB)).toContain("\n  active: true → false\n")
  expect(await ok("reject", "3", ...DB, ...LI, ...why("too early"))).toMatch(
    /rejected by li, .*: too early\n$/,
  )
  expect(await refusal("approve", "3", ...DB, ...LI, ...why("ok"))).toContain("proposal 3 was rejected by li")
  expect(await ok("proposal", "list", ...DB, "--status", "open")).toMatch(
    /^\s+Status\s.*\n\s*4\s+open\s+change campaign type policy_update\s+mo\s/,
  )
  await ok("proposal", "withdraw", "4", ...DB, ...MO, ...why("not needed"))
  const { proposals } = await json("proposal", "list", ...DB)
  expect(proposals.map(({ status }: Record<string, unknown>) => status)).toEqual([
    ...["approved", "approved", "rejected", "withdrawn"],
  ])
})

test("approval is switched off only with approval", async () => {
  expect(await refusal("approval", "off", ...DB, ...MO)).toContain(
    "propose it with almanac propose approval off",
  )
  expect(await refusal("approval", "on", ...DB, ...MO)).toContain(
    "requires the approval of a second person for settings and campaigns already",
  )
  await ok("propose", "approval", "off", ...DB, ...MO, ...why("one person is left"))
  await ok("approve", "5", ...DB, ...LI, ...why("agreed"))
  expect(await ok("campaign", "edit", ...DB, "--instance", "1", "--priority", "2", ...MO)).toContain(
    "metadata",
  )
})

test("an approved run is published once, and only with settings that are in force", async () => {
  await ok("approval", "on", "--publishing", ...DB, ...MO)
  const run = ["run", ...DB, "--out", "plan", "--as-of", "2026-11-23", "--quiet"]
  await writeFiles(root, { "other.yaml": "load_balancing: {daily_cap: 501}\n" })
  expect(await refusal(...run, "--config", "other.yaml")).toContain(
    "almanac.db requires the approval of a second person for settings, and those of other.yaml are not in force: leave out --config",
  )
  await ok(...run)
  const publish = ["publish", "--run", "plan", "--to", "served"]
  expect(await refusal(...publish)).toContain(
    "was made on a store that requires the approval of a second person to publish: name the store with --db",
  )
  expect(await refusal(...publish, ...DB)).toContain("propose it with almanac propose publish")
  const proposal = await json("propose", ...publish, ...DB, ...MO, ...why("checked by sight"))
  expect(await json("propose", ...publish, ...DB, ...MO, ...why("again"))).toEqual(proposal)
  expect(proposal.title).toMatch(/^publish run 20261123-.* to .*served$/)
  await ok("approve", String(proposal.id), ...DB, ...LI, ...why("agreed"))
  expect(await refusal("publish", "--run", "plan", "--to", "elsewhere", ...DB)).toMatch(
    /to .*elsewhere: propose/,
  )
  const { release } = await json(...publish, ...DB, "--author", "ops")
  expect(await refusal(...publish, ...DB)).toContain("propose it with almanac propose publish")
  expect(await ok("proposal", "show", String(proposal.id), ...DB)).toMatch(/\npublished .* UTC\n$/)
  const { entries } = await json("audit", "list", ...DB, "--action", "publish")
  expect(entries).toMatchObject([
    { actor: "ops", details: { release, proposal: proposal.id, proposed_by: "mo", approved_by: "li" } },
  ])
})

const editedTo = async (priority: number): Promise<number> => {
  const edit = ["campaign", "edit", ...DB, "--instance", "1", "--priority", String(priority)]
  return (await json("propose", ...edit, ...MO, ...why("test"))).id
}
const priority = async () =>
  JSON.parse((await json("campaign", "show", ...DB, "--instance", "1")).metadata).priority

test(`an approval that is killed has done all or nothing (seed ${SEED})`, async () => {
  const random = new Random(SEED)
  for (let kill = 1; kill <= 2; kill++) {
    const before = await priority()
    const id = await editedTo(10 + kill)
    const { moment } = await killAtRandom(
      random,
      "send",
      1_000,
      { db: join(root, "almanac.db"), out: "" },
      () => start(["approve", String(id), ...DB, ...LI, ...why("ok")], root),
    )
    const { status } = await json("proposal", "show", String(id), ...DB)
    const { entries } = await json("audit", "list", ...DB, "--action", "campaign.edit")
    const found = { status, priority: await priority(), entered: entries.at(-1)?.details.proposal === id }
    const open = { status: "open", priority: before, entered: false }
    const approved = { status: "approved", priority: 10 + kill, entered: true }
    expect([open, approved], `seed ${SEED}, killed ${moment}`).toContainEqual(found)
  }
  expect(await ok("audit", "verify", ...DB)).toContain("unchanged and complete")
})

test("of two processes that decide at once, the second is refused", async () => {
  const id = String(await editedTo(20))
  const decide = (command: string, author: string) =>
    start([command, id, ...DB, "--author", author, ...why("now")], root).ended
  const ended = await Promise.all([decide("approve", "li"), decide("reject", "ed")])
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 2])
  expect(ended.find(({ code }) => code === 2)?.stderr).toMatch(
    /proposal \d+ was (approved by li|rejected by ed)/,
  )
})

test.each([
  [["approve", "x", ...DB, ...LI, ...why("ok")], "x is not the number of a proposal"],
  [["approve", "99", ...DB, ...LI, ...why("ok")], "there is no proposal 99"],
  [["approve", "1", ...DB, ...LI, ...why(" ")], "the comment is empty: write the reason with --comment"],
  [["propose", "config", "rollback", ...DB, ...MO], "Missing required flag: --comment"],
])("%j is refused", async (words, said) => expect(await refusal(...words)).toContain(said))
