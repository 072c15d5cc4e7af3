/** The emails of a list of a day, by page, each with its contact. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import type { ListedEmail } from "../../../contract/calendar.ts"
import { reading } from "../../api.ts"
import { Empty, Shown } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"
import { nameText, stateText } from "./names.ts"
import { Pager } from "./pager.tsx"
import { PersonLink } from "./person-link.tsx"
import { type CalendarSearch, type Changes, type ListName, NO_LIST } from "./search.ts"

const TITLES: Readonly<Record<ListName, string>> = {
  goes: "Emails that go",
  moved_here: "Emails moved here",
  moved_away: "Emails moved away",
  skipped: "Skipped emails",
}

export function EmailList({
  run,
  day,
  list,
  search,
  onChange,
}: {
  readonly run: string
  readonly day: string
  readonly list: ListName
  readonly search: CalendarSearch
  readonly onChange: (changes: Changes) => void
}) {
  const { org, type: types, state: states, other_day, moved_by, skip_reason, page = 0 } = search
  const choice = { run, org, day, types, states, list, other_day, moved_by, skip_reason, page: String(page) }
  const query = useQuery({ ...reading("calendar/emails", choice), placeholderData: keepPreviousData })
  const heading = useRef<HTMLHeadingElement>(null)
  const what = `${list} ${other_day} ${moved_by} ${skip_reason}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another place to read
  useEffect(() => heading.current?.focus(), [what])
  const columns: ReadonlyArray<Column<ListedEmail>> = [
    { title: "Contact", cell: ({ contact_id }) => <PersonLink contact={contact_id} run={run} /> },
    { title: "Organisation", cell: ({ org_id }) => org_id },
    { title: "State", cell: ({ state }) => stateText(state) },
    { title: "Type", cell: ({ email_type }) => nameText(email_type) },
    { title: "Ideal day", cell: ({ ideal_send_date }) => dayText(ideal_send_date) },
    { title: "Day", cell: ({ scheduled_send_date }) => dayText(scheduled_send_date) },
    {
      title: list === "skipped" ? "Reason" : "Moved by",
      cell: (email) => {
        const name = list === "skipped" ? email.skip_reason : email.moved_by
        return name === null ? "" : nameText(name)
      },
    },
  ]
  const parts = [
    TITLES[list],
    ...(other_day === undefined ? [] : [`${list === "moved_here" ? "from" : "to"} ${dayText(other_day)}`]),
    ...(moved_by === undefined ? [] : [`by: ${nameText(moved_by)}`]),
    ...(skip_reason === undefined ? [] : [nameText(skip_reason)]),
  ]
  return (
    <section className="email-list" aria-label="Contacts" aria-busy={query.isPlaceholderData}>
      <header className="row day-head">
        <h3 ref={heading} tabIndex={-1}>
          {parts.join(", ")}
        </h3>
        <button type="button" onClick={() => onChange(NO_LIST)}>
          Close the list
        </button>
      </header>
      <Shown query={query}>
        {({ total, page_size, emails }) =>
          total === 0 ? (
            <Empty title="No email is in this list">
              <p>Other filters may show some.</p>
            </Empty>
          ) : (
            <>
              <Table
                caption={`${countText(total)} emails, by contact id`}
                columns={columns}
                rows={emails}
                keyOf={(email) =>
                  [
                    email.contact_id,
                    email.email_type,
                    email.scheduled_send_date,
                    email.ideal_send_date,
                    email.campaign_instance_id,
                  ].join(" ")
                }
              />
              <Pager
                page={page}
                pageSize={page_size}
                total={total}
                onPage={(next) => onChange({ page: next })}
              />
            </>
          )
        }
      </Shown>
    </section>
  )
}
