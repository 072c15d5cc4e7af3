import { useQuery } from "@tanstack/react-query"
import { reading } from "../api.ts"
import { dayText } from "./text.ts"

/** Chooses a finished run. Without a choice, it is the latest. */
export function RunChoice({
  run,
  onChange,
}: {
  readonly run: string | undefined
  readonly onChange: (run: string | undefined) => void
}) {
  const { data } = useQuery(reading("runs/list", {}))
  const finished = (data?.runs ?? []).filter(({ status }) => status === "finished")
  return (
    <label className="field">
      <span>Run</span>
      <select value={run ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">The latest</option>
        {finished.map(({ directory, as_of }) => (
          <option key={directory} value={directory}>
            {as_of === null || as_of === directory ? directory : `${directory}, ${dayText(as_of)}`}
          </option>
        ))}
      </select>
    </label>
  )
}
