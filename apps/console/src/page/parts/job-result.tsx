/** What the commands of operators print for `--json`, for people. */
import type { ReactNode } from "react"
import { Facts } from "./facts.tsx"
import { Table } from "./table.tsx"
import { bytesText, countText, dayText, secondsText, wordsOf } from "./text.ts"

interface Verified {
  readonly checked_rows: number
  readonly checked_contacts: number
  readonly seconds: number
  readonly violations: ReadonlyArray<{
    readonly check: string
    readonly count: number
    readonly examples: ReadonlyArray<{
      readonly contact_id: string | null
      readonly email_type: string | null
      readonly detail: string
    }>
  }>
}

function VerifyResult({ result }: { readonly result: Verified }) {
  const { violations } = result
  return (
    <>
      <p>
        {violations.length === 0
          ? "Everything was decided again and compared: nothing differs."
          : `${countText(violations.length)} checks found differences.`}
      </p>
      <Facts
        facts={{
          "Rows checked": countText(result.checked_rows),
          "Contacts checked": countText(result.checked_contacts),
          Took: secondsText(result.seconds),
        }}
      />
      {violations.length > 0 && (
        <Table
          caption="What differs, with examples"
          columns={[
            { title: "Check", cell: ({ check }) => wordsOf(check) },
            { title: "Rows", cell: ({ count }) => countText(count), isNumber: true },
            {
              title: "Examples",
              cell: ({ examples }) =>
                examples
                  .map(({ contact_id, detail }) =>
                    contact_id === null ? detail : `contact ${contact_id}: ${detail}`,
                  )
                  .join("; "),
            },
          ]}
          rows={violations}
          keyOf={({ check }) => check}
        />
      )}
    </>
  )
}

interface Ran {
  readonly run_id: string
  readonly contacts: number
  readonly pre_scheduled: number
  readonly skipped: number
  readonly rejects: number
  readonly warnings: number
  readonly inserted?: number
  readonly seconds: number
  readonly schedules_checksum: string
}

const runFacts = (result: Ran) => ({
  Run: <code>{result.run_id}</code>,
  Contacts: countText(result.contacts),
  Planned: countText(result.pre_scheduled),
  Skipped: countText(result.skipped),
  Rejects: countText(result.rejects),
  Warnings: countText(result.warnings),
  Took: secondsText(result.seconds),
})

interface Published {
  readonly release: string
  readonly run_id: string
  readonly as_of: string
  readonly contacts?: number
  readonly bytes?: number
  readonly previous?: string | null
}

const publishFacts = ({ release, run_id, as_of, contacts, bytes, previous }: Published) => ({
  "Release that is served": <code>{release}</code>,
  Run: <code>{run_id}</code>,
  "As of": dayText(as_of),
  Contacts: contacts === undefined ? null : countText(contacts),
  Size: bytes === undefined ? null : bytesText(bytes),
  "Release of before": previous ?? null,
})

const restoreFacts = ({
  backup,
  undone_by,
}: {
  readonly backup: string
  readonly undone_by: string | null
}) => ({
  "Restored from": <code>{backup}</code>,
  "To undo this, restore": undone_by === null ? null : <code>{undone_by}</code>,
})

const backupFacts = ({ file, bytes }: { readonly file: string; readonly bytes: number }) => ({
  Backup: <code>{file}</code>,
  Size: bytesText(bytes),
})

interface CheckedBackups {
  readonly backups: ReadonlyArray<{ readonly file: string; readonly problem: string | null }>
}

function BackupsResult({ result }: { readonly result: CheckedBackups }) {
  return (
    <Table
      caption="Every backup was read completely"
      columns={[
        { title: "Backup", cell: ({ file }) => <code>{file}</code> },
        { title: "State", cell: ({ problem }) => problem ?? "Can be restored" },
      ]}
      rows={result.backups}
      keyOf={({ file }) => file}
    />
  )
}

/** The facts of a result, by the kind of its job. */
const FACTS: Readonly<Record<string, (result: never) => Readonly<Record<string, ReactNode>>>> = {
  run: runFacts,
  publish: publishFacts,
  restore: restoreFacts,
  backup: backupFacts,
}

export function JobResult({ kind, result }: { readonly kind: string; readonly result: unknown }) {
  const factsOf = FACTS[kind]
  const shown =
    kind === "verify" ? (
      <VerifyResult result={result as Verified} />
    ) : kind === "check-backups" ? (
      <BackupsResult result={result as CheckedBackups} />
    ) : factsOf !== undefined ? (
      <Facts facts={factsOf(result as never)} />
    ) : null
  return shown === null ? null : (
    <section className="card" aria-label="Result">
      {shown}
    </section>
  )
}
