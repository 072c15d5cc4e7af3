import { describe, expect, test } from "vitest"
import { answer, ONE_CONTACT, refusal } from "./fixture.ts"

const HEADER = "id,email,zip_code\n"

describe("a CSV file", () => {
  test("keeps ZIP codes, ids and texts as they are written", async () => {
    const csv = `${HEADER}1,a@example.com,02101\n007,"b,c@example.com",00501\n3," d",\n4,"say ""x""\n日本",""\n`
    expect(
      await answer(
        { "contacts.csv": csv },
        "SELECT row_number, id_text, id, email, zip_code FROM source_contacts",
      ),
    ).toEqual([
      { row_number: 1n, id_text: "1", id: 1n, email: "a@example.com", zip_code: "02101" },
      { row_number: 2n, id_text: "007", id: 7n, email: "b,c@example.com", zip_code: "00501" },
      { row_number: 3n, id_text: "3", id: 3n, email: " d", zip_code: null },
      { row_number: 4n, id_text: "4", id: 4n, email: 'say "x"\n日本', zip_code: null },
    ])
  })

  test.each([
    ["CRLF", "id,email,zip_code\r\n1,a,b\r\n2,c,d\r\n"],
    ["no line end at the end", "id,email,zip_code\n1,a,b\n2,c,d"],
    ["a byte order mark", "\ufeffid,email,zip_code\n1,a,b\n2,c,d\n"],
    ["a byte order mark and quotes", '\ufeff"id","email","zip_code"\n"1","a","b"\n"2","c","d"\n'],
    ["blank lines", "id,email,zip_code\n1,a,b\n\n2,c,d\n\n"],
    [
      "other columns, one without a name",
      'zip_code,constructor,email,"the\nid,",id,\nb,x,a,y,1,\nd,x,c,y,2,\n',
    ],
  ])("may have %s", async (_, csv) => {
    expect(await answer({ "contacts.csv": csv }, "SELECT id, email, zip_code FROM source_contacts")).toEqual([
      { id: 1n, email: "a", zip_code: "b" },
      { id: 2n, email: "c", zip_code: "d" },
    ])
  })

  test("keeps the order of a large input", async () => {
    const rows = Array.from({ length: 200_000 }, (_, at) => `${at + 1},user${at}@example.com,0${at % 10}101`)
    const csv = `${HEADER}${rows.join("\n")}\n`
    const query = "SELECT count(*) AS rows, count(*) FILTER (row_number <> id) AS wrong FROM source_contacts"
    expect(await answer({ "contacts.csv": csv }, query)).toEqual([{ rows: 200_000n, wrong: 0n }])
  })

  test("is read if it has a thousand unused columns, and a header beyond 64 kB loses nothing", async () => {
    const unused = Array.from(
      { length: 1000 },
      (_, at) => `a column that nobody asks for, with quite a long name, and number ${at}`,
    )
    const header = ["id", ...unused, "email", "zip_code", "state"].map((name) => `"${name}"`).join(",")
    expect(header.length).toBeGreaterThan(65_536)
    const row = (id: number) => `${id},${"some text,".repeat(unused.length)}a@example.com,60601,CA\n`
    const csv = `${header}\n${Array.from({ length: 2000 }, (_, at) => row(at + 1)).join("")}`
    const query =
      "SELECT count(*) AS rows, min(zip_code) AS zip, min(state) AS state, max(id) AS last FROM source_contacts"
    expect(await answer({ "contacts.csv": csv }, query, "in", 120)).toEqual([
      { rows: 2000n, zip: "60601", state: "CA", last: 2000n },
    ])
  })

  test("may hold anything in columns that are not used", async () => {
    const csv = Buffer.from(`x,${HEADER}\xe9,1,a,b\n`, "latin1")
    expect(await answer({ "contacts.csv": csv }, "SELECT id, email FROM source_contacts")).toEqual([
      { id: 1n, email: "a" },
    ])
  })

  test("may differ from its neighbours in columns and their order", async () => {
    const files = {
      "contacts/1.csv": "id,email,zip_code,state\n1,a,b,CA\n",
      "contacts/2.csv": "zip_code,state,id,email\nd,NV,2,c\n",
      "contacts/3.csv": "zip_code,id,email\nf,3,e\n",
    }
    const query = "SELECT row_number, id, email, zip_code, state FROM source_contacts ORDER BY row_number"
    expect(await answer(files, query)).toEqual([
      { row_number: 1n, id: 1n, email: "a", zip_code: "b", state: "CA" },
      { row_number: 2n, id: 2n, email: "c", zip_code: "d", state: "NV" },
      { row_number: 3n, id: 3n, email: "e", zip_code: "f", state: null },
    ])
  })
})

describe("refused with file and line", () => {
  const latin1 = Buffer.from(`${HEADER}1,a,b\n2,caf\xe9,d\n`, "latin1")
  test.each([
    ["a short row", `${HEADER}1,a,b\n2,secret@example.com\n`, "line 3 has 2 values where the header has 3"],
    [
      "a long row",
      `${HEADER}1,a,b\n2,secret@example.com,d,e\n`,
      "line 3 has 4 values where the header has 3",
    ],
    ["text after a quote", `${HEADER}1,a,b\n2,"secret@example.com"x,d\n`, "line 3 has wrong quotes"],
    ["an open quote", `${HEADER}1,a,b\n2,"secret@example.com,d\n`, "line 3 has wrong quotes"],
    ["Latin-1", latin1, "line 3 is not UTF-8"],
    ["UTF-16", Buffer.from(`\ufeff${HEADER}`, "utf16le"), "line 1 is not UTF-8"],
    [
      "a header that does not end",
      `${HEADER.trim()}${",x".repeat(1_000_000)}`,
      "line 1 is longer than a line can be",
    ],
    ["an open quote in the header", 'id,"email,zip_code\n1,a,b\n', "line 1 has a quote that is not closed"],
    ["mixed line ends", "id,email,zip_code\r\n1,a,b\n2,c,d\r\n", "mixes different line ends"],
  ])("%s", async (_, csv, said) => {
    const message = await refusal({ "contacts.csv": csv })
    expect(message).toMatch(new RegExp(`^contacts\\.csv,? ${said}`))
    expect(message).not.toMatch(/secret|\n/)
  })

  test("a bad line far inside a large file", async () => {
    const rows = Array.from({ length: 200_000 }, (_, at) => `${at},user${at}@example.com,60601`)
    rows[150_000] += ",x"
    expect(await refusal({ "contacts.csv": `${HEADER}${rows.join("\n")}\n` })).toMatch(
      /^contacts\.csv, line 150002 has 4 values/,
    )
  })

  test("an empty file, a header alone, and a column that repeats", async () => {
    expect(await refusal({ "contacts.csv": "" })).toMatch(/^contacts\.csv is empty \(0 bytes\)/)
    expect(await refusal({ "contacts.csv": HEADER })).toMatch(
      /^the table contacts has no rows \(contacts\.csv\)/,
    )
    expect(await refusal({ "contacts.csv": "id,id,email,zip_code\n1,2,a,b\n" })).toMatch(
      /has column id twice/,
    )
    expect(await refusal({ ...ONE_CONTACT, "suppressions.csv": "e-mail\nx\n" })).toMatch(
      /^suppressions\.csv has neither column contact_id nor email/,
    )
  })
})
