import { useId, useState } from "react"
import type { SettingToTry } from "../../../contract/settings-to-try.ts"

interface SettingFieldProps {
  readonly setting: SettingToTry
  /** The value in force, as JSON. */
  readonly inForce: string
  /** The value that is tried out, as JSON. */
  readonly tried: string | undefined
  readonly set: (value: string | undefined) => void
}

/** A setting with the value in force, and another one to try. */
export function SettingField({ setting, inForce, tried, set }: SettingFieldProps) {
  const id = useId()
  const isTried = tried !== undefined && tried !== inForce
  const change = (value: string): void => set(value === inForce ? undefined : value)
  const shown = parsed(tried ?? inForce)
  return (
    <div className={isTried ? "setting tried" : "setting"}>
      {setting.kind === "weekdays" ? (
        <Weekdays title={setting.title} days={shown} change={change} />
      ) : (
        <>
          <label htmlFor={id}>{setting.title}</label>
          <Control id={id} setting={setting} shown={shown} change={change} />
        </>
      )}
      {setting.hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {setting.hint}
        </span>
      )}
      {isTried && (
        <span className="hint">
          In force: {textOf(setting, parsed(inForce))}{" "}
          <button type="button" className="small" onClick={() => set(undefined)}>
            Back<span className="unseen"> to the {setting.title.toLowerCase()} in force</span>
          </button>
        </span>
      )}
    </div>
  )
}

interface ControlProps {
  readonly id: string
  readonly setting: SettingToTry
  readonly shown: unknown
  readonly change: (value: string) => void
}

function Control({ id, setting, shown, change }: ControlProps) {
  const described = setting.hint === undefined ? {} : { "aria-describedby": `${id}-hint` }
  switch (setting.kind) {
    case "choice":
      return (
        <select id={id} value={String(shown)} onChange={({ target }) => change(JSON.stringify(target.value))}>
          {setting.choices?.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )
    case "yes_no":
      return (
        <select id={id} value={String(shown)} onChange={({ target }) => change(target.value)}>
          <option value="true">Yes</option>
          <option value="false">No</option>
        </select>
      )
    default:
      return <TextControl key={textOf(setting, shown)} {...{ id, setting, shown, change, described }} />
  }
}

/** A text is taken when one leaves the field, presses Enter or moves a number up and down. */
function TextControl({
  id,
  setting,
  shown,
  change,
  described,
}: ControlProps & { readonly described: { readonly "aria-describedby"?: string } }) {
  const [text, setText] = useState(() => textOf(setting, shown))
  const isNumber = ["percent", "number", "number_or_none"].includes(setting.kind)
  const take = (given: string): void => {
    const value = jsonOf(setting, given)
    if (value !== undefined) change(value)
  }
  return (
    <input
      id={id}
      type={isNumber ? "number" : setting.kind === "time" ? "time" : "text"}
      step={setting.kind === "percent" ? "0.1" : setting.path.endsWith("overage_threshold") ? "0.05" : "1"}
      min={isNumber ? "0" : undefined}
      value={text}
      onChange={({ target, nativeEvent }) => {
        setText(target.value)
        // The arrows of a number field have no input type, and texts that are typed have one.
        if (isNumber && !("inputType" in nativeEvent && nativeEvent.inputType)) take(target.value)
      }}
      onBlur={() => take(text)}
      onKeyDown={({ key }) => {
        if (key === "Enter") take(text)
      }}
      {...described}
    />
  )
}

const DAYS = [
  ["mon", "Mon"],
  ["tue", "Tue"],
  ["wed", "Wed"],
  ["thu", "Thu"],
  ["fri", "Fri"],
  ["sat", "Sat"],
  ["sun", "Sun"],
] as const

function Weekdays({
  title,
  days,
  change,
}: {
  readonly title: string
  readonly days: unknown
  readonly change: (value: string) => void
}) {
  const chosen: ReadonlyArray<unknown> = Array.isArray(days) ? days : []
  return (
    <fieldset className="weekdays">
      <legend>{title}</legend>
      {DAYS.map(([day, text]) => (
        <label key={day}>
          <input
            type="checkbox"
            checked={chosen.includes(day)}
            onChange={({ target }) => {
              const next = DAYS.map(([one]) => one).filter((one) =>
                one === day ? target.checked : chosen.includes(one),
              )
              if (next.length > 0) change(JSON.stringify(next))
            }}
          />
          {text}
        </label>
      ))}
    </fieldset>
  )
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

/** The value as it stands in a field. */
function textOf({ kind }: SettingToTry, value: unknown): string {
  if (value === null || value === undefined) return kind === "json" ? "null" : ""
  if (kind === "percent") return String(Math.round(Number(value) * 1_000_000) / 10_000)
  if (kind === "yes_no") return value === true ? "yes" : "no"
  if (Array.isArray(value)) return value.join(", ")
  return typeof value === "string" ? value : JSON.stringify(value)
}

/** What stands in a field as JSON; undefined if it is no value. */
function jsonOf({ kind }: SettingToTry, text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === "") return kind === "number_or_none" || kind === "json" ? "null" : undefined
  if (kind === "json") return trimmed
  if (kind === "time") return JSON.stringify(trimmed.length === 5 ? `${trimmed}:00` : trimmed)
  const number = Number(trimmed)
  if (!Number.isFinite(number)) return undefined
  return String(kind === "percent" ? Math.round(number * 10_000) / 1_000_000 : number)
}
