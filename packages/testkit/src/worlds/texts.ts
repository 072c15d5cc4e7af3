/** What local time and text messages add to a world: settings, templates, telephone numbers and consent. */
import type { Config } from "@almanac/core/config/config"
import type { RawRow, World } from "../world.ts"
import { Random } from "./random.ts"

const SEND_TIMES = [
  ...["08:30:00", "00:00:00", "07:59:59", "08:59:59", "09:00:01", "02:30:00", "01:30:00", "11:59:59"],
  ...["16:59:00", "16:59:01", "17:59:30", "19:59:00", "19:59:01", "20:59:00", "20:59:59", "23:59:59"],
]

const TIME_ZONES = [
  ...["contact", "contact", "contact", "America/Chicago", "America/New_York", "America/Phoenix"],
  ...["Pacific/Guam", "Europe/Berlin", "America/Havana", "UTC"],
]

/** Numbers that can be used, as people write them. */
const GOOD_PHONES = [
  ...["(860) 555-0123", "860-555-0123", "860.555.0123", "860 555 0123", "8605550123", "+1 860 555 0123"],
  ...["1-860-555-0123", "+18605550123", "1 (860) 555-0123", " 860 - 555 - 0123 ", "860/555-0123"],
  ...["(860)5550123", "860\u2011555\u20110123", "+1\u00a0(860)\u00a0555\u20130123", "787-212-0000"],
]

const BAD_PHONES = [
  ...[
    "",
    " ",
    "555-0123",
    "860-555-01234",
    "+44 20 7946 0958",
    "+8605550123",
    "none",
    "060-555-0123",
    "160-555-0123",
  ],
  ...[
    "860-155-0123",
    "911-555-0123",
    "860-911-0123",
    "890-555-0123",
    "860-555-0123 x4",
    "860-555-O123",
    "2-860-555-0123",
  ],
  ...[
    "860-555-0123 / 860-555-0124",
    `(860)${" ".repeat(40)}555-0123`,
    "8605550123.0",
    "1-800-FLOWERS",
    "++18605550123",
  ],
]

function textsConfig(random: Random, config: Config): Config {
  const { email_types } = config
  return {
    ...config,
    timing: { ...config.timing, time_zone: random.pick(TIME_ZONES), send_time: random.pick(SEND_TIMES) },
    sms: { enabled: random.chance(0.9), require_consent: random.chance(0.7) },
    email_types: {
      ...email_types,
      birthday: { ...email_types.birthday, sms_template: "birthday_sms" },
      effective_date: {
        ...email_types.effective_date,
        sms_template: random.either(0.5, null, "effective_sms"),
      },
      aep: { ...email_types.aep, sms_template: "aep_sms" },
      post_window: { ...email_types.post_window, sms_template: "post_window_sms" },
      followup_1_cold: { ...email_types.followup_1_cold, sms_template: random.either(0.5, null, "cold_sms") },
    },
  }
}

/** Contacts with telephone numbers and consent. */
const withPhones = (random: Random, contacts: ReadonlyArray<RawRow>): ReadonlyArray<RawRow> =>
  contacts.map((contact) => ({
    ...contact,
    phone_number: random.pick([
      null,
      random.pick(BAD_PHONES),
      random.pick(GOOD_PHONES),
      random.pick(GOOD_PHONES),
    ]),
    sms_consent: random.pick([null, false, true, true, true]),
  }))

/** The world with local time and text messages. Everything else in it stays. */
export function withTexts(world: World, seed: number): World {
  const random = new Random(seed ^ 0x7e975)
  const config = textsConfig(random, world.config)
  return { ...world, config, contacts: withPhones(random, world.contacts) }
}
