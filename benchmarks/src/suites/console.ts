/** Measures what a person waits for in the console: a real browser, on a store of its own with one run. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import sparticuz from "@sparticuz/chromium"
import { type Browser, chromium, type Locator, type Page } from "playwright-core"
import { runChild } from "../child.ts"
import { ALMANAC, AS_OF, cachedExport } from "../export.ts"
import { type Bench, repetitions, type Suite, type Value } from "../frame/bench.ts"
import { runJob } from "../job.ts"
import { someContacts } from "../some-contacts.ts"

/** How long the console may prepare the latest run before the pages are opened. */
const PREPARING_MS = { full: 20_000, smoke: 0 }
/** The daily caps that are tried out, in percent of the contacts. The one in force is 7. */
const CAPS = [6, 5, 4, 3, 2]

export const console: Suite = {
  name: "console",
  about:
    "what a person waits for in the console, in a real browser: from a click or an address until the page shows the answer",
  sizes: { full: { contacts: [100_000, 3_000_000], reps: 5 }, smoke: { contacts: [2_000], reps: 1 } },
  run: async (bench) => {
    const browser = await chromium.launch({
      executablePath: await sparticuz.executablePath(),
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    })
    try {
      for (const contacts of bench.contacts) await measure(bench, browser, contacts)
    } finally {
      await browser.close()
    }
  },
}

async function measure(bench: Bench, browser: Browser, contacts: number): Promise<void> {
  const name = `contacts=${contacts}`
  const place = join(bench.work, String(contacts))
  const [db, plans] = [join(place, "almanac.db"), join(place, "plans")]
  mkdirSync(plans, { recursive: true })
  bench.say(`${name}: a store with a run`)
  const input = await cachedExport(bench.data, contacts)
  await runChild(ALMANAC, ["import", "--db", db, "--in", input, "--json"])
  const run = join(plans, AS_OF)
  await runJob({ db, out: run, threads: Math.max(...bench.threads) })
  const ids = await someContacts(run, bench.reps)
  const began = performance.now()
  const server = await startConsole(db, plans)
  try {
    bench.record({ case: name }, { "until the link": [performance.now() - began, "ms"] })
    await sleep(PREPARING_MS[bench.smoke ? "smoke" : "full"])
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const first = await shown(page.goto(server.link), page.getByRole("slider"))
    bench.record({ case: name }, { "first page": [first, "ms", "1 s"] })
    for (const rep of repetitions(bench)) {
      bench.say(`${name}: pages, ${rep} of ${bench.reps}`)
      bench.record(
        { case: name, rep },
        await pages(page, server.link, String(ids[rep - 1]), CAPS[(rep - 1) % CAPS.length]),
      )
    }
    bench.record({ case: name }, { "server, peak memory": [peakMemory(server.pid), "bytes", "400 MB"] })
  } finally {
    await server.stop()
  }
}

/** The milliseconds that each page takes. */
async function pages(
  page: Page,
  link: string,
  id: string,
  cap: number | undefined,
): Promise<Readonly<Record<string, Value>>> {
  const at = (path: string): string => new URL(path, link).href
  const again = await shown(page.goto(at("/")), page.getByRole("slider"))
  const filter = await page.evaluate<number>(UNTIL_FILTERED)
  const person = await shown(
    page.goto(at(`/people?contact=${id}`)),
    page.getByRole("heading", { name: `Contact ${id}`, exact: true }),
  )
  const law = await shown(page.goto(at("/law")), page.getByRole("img", { name: /^Map/ }))
  await page.goto(at("/what-if?org=1"))
  await page.getByText("This is the plan in force.", { exact: false }).waitFor()
  const field = page.getByLabel("Daily cap, percent of contacts")
  await field.fill(String(cap))
  const replanned = await shown(field.press("Enter"), page.getByText(/^[\d,]+ emails go on another day/))
  return {
    "first page again": [again, "ms"],
    filter: [filter, "ms", "100 ms"],
    person: [person, "ms", "500 ms"],
    law: [law, "ms"],
    "another cap for the largest organisation": [replanned, "ms", "2 s"],
  }
}

/** Chooses a type, and returns the milliseconds until the browser has drawn the calendar again. It runs in the browser. */
const UNTIL_FILTERED = `new Promise((done) => {
  const began = performance.now()
  document.querySelector("[aria-label=Type] button").click()
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)))
})`

/** The milliseconds from the beginning of an action until an element is visible. */
async function shown(action: Promise<unknown>, element: Locator): Promise<number> {
  const began = performance.now()
  await action
  await element.first().waitFor({ timeout: 120_000 })
  return performance.now() - began
}

interface Server {
  /** The link that signs in. It can be used once. */
  readonly link: string
  readonly pid: number
  readonly stop: () => Promise<void>
}

async function startConsole(db: string, plans: string): Promise<Server> {
  const args = [ALMANAC, "console", "--db", db, "--plans", plans, "--port", "0", "--json"]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  const ended = once(child, "exit")
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), ended])
  if (typeof line !== "string" || child.pid === undefined) throw new Error("the console did not start")
  const { link } = JSON.parse(line) as { readonly link: string }
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM")
    await ended
  }
  return { link, pid: child.pid, stop }
}

/** The highest resident memory of a process so far, in bytes. Linux tells it. */
function peakMemory(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return Number(kilobytes) * 1024
}
