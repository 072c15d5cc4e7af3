import { useQuery } from "@tanstack/react-query"
import type { WhatIf } from "../../../contract/what-if.ts"
import { reading } from "../../api.ts"
import { DisplacedTables, Overloaded } from "../../parts/displaced.tsx"
import { Shown } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"
import { Unfolding } from "../../parts/unfolding.tsx"

/** What the command has found: everything decided and planned without the changes and with them. */
export function DecidedAgain({ job }: { readonly job: string }) {
  const query = useQuery(reading("what-if/try/result", { id: job }))
  return <Shown query={query}>{(found) => <Result found={found} />}</Shown>
}

function Result({ found }: { readonly found: WhatIf }) {
  const { as_of, contacts, pre_scheduled, skipped, days, by_state, overloads } = found
  return (
    <section aria-labelledby="decided">
      <h2 id="decided">
        {countText(pre_scheduled.with)} emails with the changes, {countText(pre_scheduled.without)} without
      </h2>
      <p className="hint">
        {countText(contacts)} contacts were decided and planned as of {dayText(as_of)}, twice.{" "}
        {countText(skipped.with)} emails are skipped with the changes, {countText(skipped.without)} without.
      </p>
      <Overloaded overloads={overloads} />
      {by_state.length > 0 && (
        <Table
          caption="By state"
          columns={[
            { title: "State", cell: ({ state }) => state },
            { title: "Contacts", cell: (row) => countText(row.all_contacts), isNumber: true },
            { title: "With changes", cell: (row) => countText(row.contacts), isNumber: true },
            { title: "No longer sent", cell: (row) => countText(row.no_longer_sent), isNumber: true },
            { title: "Newly sent", cell: (row) => countText(row.newly_sent), isNumber: true },
            { title: "Moved", cell: ({ moved }) => countText(moved), isNumber: true },
          ]}
          rows={by_state}
          keyOf={({ state }) => state}
        />
      )}
      <DisplacedTables result={found} which="emails" />
      {days.length > 0 && (
        <Unfolding summary="Show the days on which the number of emails differs">
          <Table
            caption={`${countText(days.length)} days of organisations`}
            columns={[
              { title: "Day", cell: ({ date }) => dayText(date) },
              { title: "Organisation", cell: ({ org_id }) => org_id },
              { title: "Without", cell: (row) => countText(row.without), isNumber: true },
              { title: "With", cell: (row) => countText(row.with), isNumber: true },
            ]}
            rows={days}
            keyOf={({ date, org_id }) => `${org_id} ${date}`}
          />
        </Unfolding>
      )}
    </section>
  )
}
