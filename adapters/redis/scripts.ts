/**
 * The Lua scripts of the store: each is one atomic step on the server.
 *
 * They never re-encode a document, because Lua's numbers would lose the last digits of an id: they only compute which
 * members to remove, and pass the document through as text. All checks come before the first write, because Redis does
 * not roll back a failed script; writes that may fail later are undone by the script itself.
 */
import * as Redis from "effect/persistence/Redis"
import { BOOKMAKER_ID } from "../../src/domain/BookmakerId.ts"

/**
 * Ends a script after its deadline: a stalled server may run it when its sender has already reported a failure.
 * `deadline` is the server's Unix milliseconds, or empty.
 */
const CHECK_DEADLINE = `
local time = redis.call('TIME')
local now = tonumber(time[1])
if deadline ~= '' and now * 1000 + tonumber(time[2]) / 1000 > tonumber(deadline) then
  return redis.error_reply('TOOLATE the deadline has passed, nothing was done')
end
`

const CHANGE = `
local key, path = KEYS[1], '$.match_team_objects.${BOOKMAKER_ID}'
local matchId, document, deadline, asOf = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
${CHECK_DEADLINE}
local kind = redis.call('TYPE', key).ok
if kind ~= 'ReJSON-RL' then return 'gone' end
local found = redis.call('JSON.GET', key, path)
local old = found and cjson.decode(found)[1]
if type(old) ~= 'table' or tonumber(old.parent_match_id) ~= tonumber(matchId) then return 'gone' end

-- Newer odds are kept: the result is the same as if ours had been merged before them. A future date is not trusted.
local storedAt = old.create_date
if asOf and type(storedAt) == 'number' and storedAt > asOf and storedAt <= now then return 'merged' end

-- Returns the text of a merge patch that removes from 'current' what 'wanted' lacks; nil if there is nothing to remove.
local function removalPatch(current, wanted)
  local parts = {}
  for name, value in pairs(current) do
    if type(name) == 'string' then
      local part
      if wanted[name] == nil then
        part = 'null'
      elseif type(value) == 'table' and type(wanted[name]) == 'table' then
        part = removalPatch(value, wanted[name])
      end
      if part then parts[#parts + 1] = cjson.encode(name) .. ':' .. part end
    end
  end
  if #parts > 0 then return '{' .. table.concat(parts, ',') .. '}' end
end

local owned = { teams = old.teams }
for i = 5, #ARGV do owned[ARGV[i]] = old[ARGV[i]] end

local wanted, patch
if document ~= '' then
  wanted, patch = cjson.decode(document), document
else
  wanted = { teams = {} }
  local emptied = {}
  if type(old.teams) == 'table' then
    for name in pairs(old.teams) do
      if type(name) == 'string' then
        wanted.teams[name] = {}
        emptied[#emptied + 1] = cjson.encode(name) .. ':{}'
      end
    end
  end
  patch = '{"teams":{' .. table.concat(emptied, ',') .. '}}'
end

local removal = removalPatch(owned, wanted)
if removal then redis.call('JSON.MERGE', key, path, removal) end
redis.call('JSON.MERGE', key, path, patch)
redis.call('JSON.SET', key, '$.arbitrage', '0')
return 'merged'
`

/** The arguments of the script that updates one entry. */
export interface Change {
  readonly entry: string
  readonly matchId: number
  /** JSON; empty to withdraw the odds. */
  readonly document: string
  /** Deadline in the server's Unix milliseconds, or empty. An update not applied by then must never be applied. */
  readonly deadline: string
  /** Unix seconds; odds created later are kept. NaN to replace any. */
  readonly asOf: number
  readonly outcomes: ReadonlyArray<string>
}

/**
 * Merges a document or a withdrawal into an entry that still holds the match; fails with `TOOLATE` after the deadline.
 */
export const change = Redis.script(
  ({ asOf, deadline, document, entry, matchId, outcomes }: Change) => [
    entry,
    String(matchId),
    document,
    deadline,
    String(asOf),
    ...outcomes
  ],
  { lua: CHANGE, numberOfKeys: 1 }
).withReturnType<string>()

const PUBLISH = `
local stream, marker = KEYS[1], KEYS[2]
local prefix, suffix, expiry, retention = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local markerExpiry, deadline, documents = ARGV[5], ARGV[6], table.concat(ARGV, '', 7)

local marked = redis.call('GET', marker)
if marked then return { string.match(marked, '^(%S+) (%S+)$') } end
${CHECK_DEADLINE}
local kind = redis.call('TYPE', stream).ok
if kind ~= 'none' and kind ~= 'stream' then
  return redis.error_reply('ERR ' .. stream .. ' is no stream but a ' .. kind)
end

local second = now
local function keyOf(at) return prefix .. string.format('%.0f', at) .. suffix end
while redis.call('EXISTS', keyOf(second)) == 1 do second = second + 1 end
local key = keyOf(second)

redis.call('JSON.SET', key, '$', documents)
local id
-- Returns a command's reply; if it is an error, undoes the writes and ends the script with that error.
local function orUndo(reply)
  if type(reply) == 'table' and reply.err then
    redis.call('DEL', key)
    if id then redis.call('XDEL', stream, id) end
    error(reply)
  end
  return reply
end
orUndo(redis.pcall('EXPIRE', key, expiry))
local oldest = string.format('%.0f', (now - retention) * 1000)
id = orUndo(redis.pcall('XADD', stream, 'MINID', '=', oldest, '*', 'data_key', key))
orUndo(redis.pcall('SET', marker, key .. ' ' .. id, 'EX', markerExpiry))
return { key, id }
`

/** The arguments of the script that publishes an entry. */
export interface Publication {
  readonly stream: string
  /** Key that records the publication, so that a retry does not publish it twice. */
  readonly marker: string
  /** The parts of the entry's key before and after the Unix second. */
  readonly prefix: string
  readonly suffix: string
  /** A JSON array, in pieces that follow each other. */
  readonly documents: ReadonlyArray<string>
  readonly expirySeconds: number
  /** Older announcements are trimmed from the stream. */
  readonly streamRetentionSeconds: number
  readonly markerExpirySeconds: number
  /** Deadline in the server's Unix milliseconds, or empty. A publication not made by then must never be made. */
  readonly deadline: string
}

/**
 * Returns the arguments of EVAL that publish documents under the server's current second, or the next free one, and
 * announce them on the stream. If the marker exists, nothing is published again. The reply is the entry's key and its
 * stream id. EVAL instead of EVALSHA, so that the one publication of a run takes one round trip.
 */
export const publishArguments = (publication: Publication): ReadonlyArray<string> => [
  PUBLISH,
  "2",
  publication.stream,
  publication.marker,
  publication.prefix,
  publication.suffix,
  String(publication.expirySeconds),
  String(publication.streamRetentionSeconds),
  String(publication.markerExpirySeconds),
  publication.deadline,
  ...publication.documents
]
