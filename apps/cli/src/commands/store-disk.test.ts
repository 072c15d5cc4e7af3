/**
 * Tests a store on a full disk. The command prints one clear line, nothing is lost, and it works again once
 * there is room.
 */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { contentOf, filled, textOf } from "@almanac/store/fixture-runs"
import { afterAll, beforeAll, expect, test } from "vitest"
import { almanac, expectRefusal, start } from "../testing/command.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-store-disk-"))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)
const line = (words: string) => words.split(" ")

/**
 * Runs a command whose files may not exceed a size, as on a full disk. The shell counts the size in units of
 * 512 bytes.
 */
const within = (kilobytes: number, words: string) =>
  start(line(words), root, `ulimit -f ${2 * kilobytes}; "$@"`).ended

beforeAll(async () => {
  await almanac(root, ...line("generate --contacts 20000 --out exports --quiet"))
  await filled(at("filled.db"), at("exports"))
  copyFileSync(at("filled.db"), at("undisturbed.db"))
  await almanac(root, ...line("run --db undisturbed.db --out undisturbed --as-of 2026-11-23 --quiet"))
})

const kilobytesOf = (name: string): number => Math.ceil(statSync(at(name)).size / 1024)

test.each([
  [
    "for the backup",
    () => kilobytesOf("filled.db") - 500,
    /no backup can be made in \S+room.db.backups \(EFBIG\)/,
  ],
  [
    "for the commit",
    () => kilobytesOf("filled.db") + 500,
    /room.db(.wal)? cannot be written because a file has reached/,
  ],
])("without room %s a run is refused, and succeeds later", async (_, room, says) => {
  for (const name of ["room", "room.db", "room.db.backups"])
    rmSync(at(name), { recursive: true, force: true })
  copyFileSync(at("filled.db"), at("room.db"))
  const before = await contentOf(at("room.db"))
  const run = "run --db room.db --out room --as-of 2026-11-23 --quiet"
  expectRefusal(await within(room(), run), says)
  expect(await contentOf(at("room.db"))).toBe(before)
  const unfinished = existsSync(at("room"))
  expect(existsSync(at("room.db.snapshots"))).toBe(unfinished)
  expect(await almanac(root, ...line(unfinished ? `${run} --resume` : run))).toMatchObject({
    code: 0,
    stderr: "",
  })
  expect(await contentOf(at("room.db"))).toBe(await contentOf(at("undisturbed.db")))
})

test("a backup or a restore without disk space changes nothing and leaves nothing behind", async () => {
  copyFileSync(at("undisturbed.db"), at("kept.db"))
  const before = await contentOf(at("kept.db"))
  expectRefusal(
    await within(1_000, "backup --db kept.db"),
    /no backup can be made .* free space on the disk, and check/,
  )
  await almanac(root, ...line("backup --db kept.db"))
  expectRefusal(await within(1_000, "restore --db kept.db"), /no backup can be made/)
  expect(await contentOf(at("kept.db"))).toBe(before)
  expect(existsSync(at("kept.db.restoring"))).toBe(false)
  expect(await textOf(at("kept.db"), "SELECT count(*) FROM backup_history")).toBe('["2"]')
})

test.each([
  ["to make the store", 12],
  ["for the contacts", 1_000],
])("without room %s a first import is refused, and succeeds later", async (_, room) => {
  for (const name of ["first.db", "first.db.wal"]) rmSync(at(name), { force: true })
  const line = "import --db first.db --in exports --table contacts"
  expectRefusal(
    await within(room, line),
    /cannot be written because a file has reached the size limit: raise/,
  )
  expect(readdirSync(root).filter((name) => name.startsWith("first.db.new"))).toEqual([])
  expect(await almanac(root, ...line.split(" "))).toMatchObject({ code: 0, stderr: "" })
  expect(await textOf(at("first.db"), "SELECT count(*) > 19000 FROM contacts")).toBe('["true"]')
})

test.each(["backup", "due --day 2026-11-24"])("a store that is cut off is refused by %s", async (command) => {
  copyFileSync(at("filled.db"), at("cut.db"))
  // A backup reads the whole file. `due` reads only the emails.
  truncateSync(at("cut.db"), command === "backup" ? statSync(at("cut.db")).size - 1 : 300_000)
  expectRefusal(
    await almanac(root, ...line(`${command} --db cut.db`)),
    /is damaged, .*: .*almanac restore .*--discard-current/,
  )
})

test("a store where nothing can be written is refused", async () => {
  expectRefusal(
    await almanac(root, ...line("backup --db /proc/almanac.db")),
    /there is no store|cannot be opened/,
  )
})

test("output that cannot be printed whole fails the command; a reader that closed the pipe does not", async () => {
  const to = (file: string, shell: string) =>
    start(line("config show --defaults"), root, `${shell} "$@" ${file}`).ended
  expectRefusal(await to("> full", "ulimit -f 1;"), /the output cannot be written \(EFBIG\)/)
  expectRefusal(await to("> /dev/full", ""), /the output cannot be written \(ENOSPC\)/)
  expect(await to("| true", "")).toEqual({ code: 0, signal: null, stdout: "", stderr: "" })
  expect(await to("> whole", "")).toMatchObject({ code: 0, stderr: "" })
  expect(readFileSync(at("whole"), "utf8")).toMatch(/environments/)
})
