/** The summary of a verification. */
import type { CheckResult, Violation } from "@almanac/checks/verify/checks"
import type { VerifyReport } from "@almanac/checks/verify/verify"
import { count } from "./numbers.ts"

export function verifySummary(report: VerifyReport): string {
  const { run_id, checks, checked_rows, checked_contacts, violations, seconds } = report
  const scope = `${checks} checks over ${count(checked_rows)} rows of ${count(checked_contacts)} contacts`
  const total = violations.reduce((sum, violation) => sum + violation.count, 0)
  const verdict = total === 0 ? "no violation" : `${count(total)} ${total === 1 ? "violation" : "violations"}`
  const end = `run ${run_id}, ${seconds.toFixed(1)} s`
  return [`${scope}: ${verdict}`, ...violations.map(block), end].join("\n")
}

function block({ check, count: found, examples }: CheckResult): string {
  const more = found - examples.length
  return [
    `  ${check}: ${count(found)}`,
    ...examples.map((example) => `    ${line(example)}`),
    ...(more > 0 ? [`    and ${count(more)} more`] : []),
  ].join("\n")
}

function line({ contact_id, email_type, detail }: Violation): string {
  const where = [contact_id === null ? undefined : `contact ${contact_id}`, email_type ?? undefined]
  const subject = where.filter((part) => part !== undefined).join(", ")
  return subject === "" ? detail : `${subject}: ${detail}`
}
