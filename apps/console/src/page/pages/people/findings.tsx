import type { Person } from "../../../contract/people.ts"

type Found = NonNullable<Person["found"]>

/** Why rows of the contact were rejected, and what was passed over, each with what to do. */
export function Findings({
  rejects,
  warnings,
  isScheduled,
}: Pick<Found, "rejects" | "warnings"> & { readonly isScheduled: boolean }) {
  return (
    <>
      {rejects.map(({ row_number, reason, words, mend, detail }) => (
        <section key={row_number} className="card rejected" aria-label="Rejected">
          <h3>{isScheduled ? "Another row with this id was rejected" : "This contact was rejected"}</h3>
          <p>
            Row {row_number}: {words} (<code>{reason}</code>, {detail}). It gets no email
            {isScheduled && " of its own"}.
          </p>
          <p>
            <strong>What to do:</strong> {mend}, and import it again. The next run takes it in.
          </p>
        </section>
      ))}
      {warnings.length > 0 && (
        <section className="stale warned" aria-label="Warnings">
          <ul>
            {warnings.map(({ warning, words, detail }) => (
              <li key={`${warning} ${detail}`}>
                {words} (<code>{warning}</code>, {detail})
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
