/**
 * The REST form in front of a stand-in: what it answers to requests, right and wrong, and its faults.
 */
import { afterAll, describe, expect, it } from "vitest"
import * as Rest from "../../../mocks/redis/Rest.ts"
import { serve } from "../../../mocks/redis/Server.ts"

const server = await serve()
const rest = Rest.make({ port: server.port, token: "token" })
afterAll(async () => {
  rest.close()
  await server.close()
})

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  rest.handler(
    new Request(`http://redis.example${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer token", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body)
    })
  )
const answerOf = async (response: Response) => [response.status, await response.json()]

describe("the REST form", () => {
  it("answers one command with its result, or 400 with its error", async () => {
    expect(await answerOf(await post("/", ["SET", "k", "é \u{1F600}"]))).toEqual([200, { result: "OK" }])
    expect(await answerOf(await post("/", ["GET", "k"]))).toEqual([200, { result: "é \u{1F600}" }])
    expect(await answerOf(await post("/", ["LLEN", "k"]))).toEqual([400, { error: expect.stringMatching(/^ERR/) }])
  })

  it("answers many in their order, each with a result or an error, as RESP2 has them", async () => {
    const commands = [
      ["SET", "n", 1],
      ["PTTL", "n"],
      ["GET", "none"],
      ["NOSUCH"],
      ["XADD", "s", "0-1", "data_key", "x"],
      ["XRANGE", "s", "-", "+"],
      ["CONFIG", "GET", "appendonly"]
    ]
    expect(await answerOf(await post("/pipeline", commands))).toEqual([
      200,
      [
        { result: "OK" },
        { result: -1 },
        { result: null },
        { error: "ERR unknown command 'NOSUCH', with args beginning with: " },
        { result: "0-1" },
        { result: [["0-1", ["data_key", "x"]]] },
        { result: ["appendonly", "no"] }
      ]
    ])
  })

  it("refuses what is no request of that form, with a reason", async () => {
    const before = rest.asked.length
    expect((await post("/get/k", ["GET", "k"])).status).toBe(404)
    expect((await post("/pipeline", [["GET", "k"]], { authorization: "Bearer another" })).status).toBe(401)
    expect(
      (await post("/pipeline", [["GET", "k"]], { "content-type": "application/json; charset=utf-8" })).status
    ).toBe(400)
    expect((await rest.handler(new Request("http://redis.example/pipeline"))).status).toBe(405)
    for (const body of ["", "[", "{}", "[]", '["GET"]', '[["GET", {}]]', "[[]]"]) {
      expect((await post("/pipeline", body)).status, body).toBe(400)
    }
    expect(rest.asked.length).toBe(before)
  })

  it("answers 500 while its connection is lost, and works again", async () => {
    server.faults.onCommand = () => "drop"
    expect((await post("/pipeline", [["PING"]])).status).toBe(500)
    server.faults.onCommand = undefined
    expect(await answerOf(await post("/pipeline", [["PING"]]))).toEqual([200, [{ result: "PONG" }]])
  })

  it("has faults before a command and after it", async () => {
    rest.faults.before = () => new Response("", { status: 429 })
    expect((await post("/pipeline", [["SET", "before", "1"]])).status).toBe(429)
    rest.faults.before = undefined
    rest.faults.after = () => new Response("", { status: 502 })
    expect((await post("/pipeline", [["SET", "after", "1"]])).status).toBe(502)
    rest.faults.after = undefined
    expect(
      await answerOf(
        await post("/pipeline", [
          ["GET", "before"],
          ["GET", "after"]
        ])
      )
    ).toEqual([200, [{ result: null }, { result: "1" }]])
  })
})
