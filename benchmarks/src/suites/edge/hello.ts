/** The least a Hono app can do, without and with reading what it is sent: what the API is compared with. */
import { Hono } from "hono"

export default new Hono()
  .get("/", (c) => c.json({ hello: "world" }))
  .post("/", (c) => c.json({ hello: "world" }))
  .post("/read", async (c) => {
    await c.req.text()
    return c.json({ hello: "world" })
  })
