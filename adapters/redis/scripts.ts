/**
 * The Lua scripts of the store: each is one atomic step on the server.
 *
 * They never re-encode a document (Lua's numbers would lose the last digits of an id); they only find out what is to be
 * forgotten, and hand the document on as it came. Every check comes before the first write, because an error in the
 * middle of a script leaves what was written before; what may fail after it is undone.
 */
import * as Redis from "effect/persistence/Redis"
import { BOOKMAKER_ID } from "../../src/domain/BookmakerId.ts"

/**
 * Ends a script that comes too late: one that a stalled server runs when whoever sent it has long reported that it did not
 * happen. `latest` is the server's Unix milliseconds, or empty.
 */
const IN_TIME = `
local time = redis.call('TIME')
local now = tonumber(time[1])
if latest ~= '' and now * 1000 + tonumber(time[2]) / 1000 > tonumber(latest) then
  return redis.error_reply('TOOLATE the server came to it too late, and left it')
end
`

const CHANGE = `
local key, path = KEYS[1], '$.match_team_objects.${BOOKMAKER_ID}'
local matchId, document, latest, asOf = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
${IN_TIME}
local kind = redis.call('TYPE', key).ok
if kind ~= 'ReJSON-RL' then return 'gone' end
local found = redis.call('JSON.GET', key, path)
local old = found and cjson.decode(found)[1]
if type(old) ~= 'table' or tonumber(old.parent_match_id) ~= tonumber(matchId) then return 'gone' end

-- Newer odds stay: merged just before them, ours would be gone by now. A date that is still to come is not believed.
local stands = old.create_date
if asOf and type(stands) == 'number' and stands > asOf and stands <= now then return 'merged' end

-- The text of the merge patch that takes out of 'have' what 'want' lacks; nil where there is nothing to take.
local function forget(have, want)
  local parts = {}
  for name, value in pairs(have) do
    if type(name) == 'string' then
      local part
      if want[name] == nil then
        part = 'null'
      elseif type(value) == 'table' and type(want[name]) == 'table' then
        part = forget(value, want[name])
      end
      if part then parts[#parts + 1] = cjson.encode(name) .. ':' .. part end
    end
  end
  if #parts > 0 then return '{' .. table.concat(parts, ',') .. '}' end
end

local owned = { teams = old.teams }
for i = 5, #ARGV do owned[ARGV[i]] = old[ARGV[i]] end

local want, patch
if document ~= '' then
  want, patch = cjson.decode(document), document
else
  want = { teams = {} }
  local emptied = {}
  if type(old.teams) == 'table' then
    for name in pairs(old.teams) do
      if type(name) == 'string' then
        want.teams[name] = {}
        emptied[#emptied + 1] = cjson.encode(name) .. ':{}'
      end
    end
  end
  patch = '{"teams":{' .. table.concat(emptied, ',') .. '}}'
end

local gone = forget(owned, want)
if gone then redis.call('JSON.MERGE', key, path, gone) end
redis.call('JSON.MERGE', key, path, patch)
redis.call('JSON.SET', key, '$.arbitrage', '0')
return 'merged'
`

/** What one change is made of, for the script. */
export interface Change {
  readonly entry: string
  readonly matchId: number
  /** Empty where odds are withdrawn. */
  readonly document: string
  /** The server's Unix milliseconds after which it is not to happen any more, or empty. */
  readonly latest: string
  /** Unix seconds; odds of a later date stay. Not a number where all are to go. */
  readonly asOf: number
  readonly outcomes: ReadonlyArray<string>
}

/** Merges a document (or, where it is empty, its withdrawal) into an entry that still holds the match, if not too late. */
export const change = Redis.script(
  ({ asOf, document, entry, latest, matchId, outcomes }: Change) => [
    entry,
    String(matchId),
    document,
    latest,
    String(asOf),
    ...outcomes
  ],
  { lua: CHANGE, numberOfKeys: 1 }
).withReturnType<string>()

const PUBLISH = `
local stream, marker = KEYS[1], KEYS[2]
local prefix, suffix, documents = ARGV[1], ARGV[2], ARGV[3]
local expiry, memory, markerExpiry, latest = ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7]

local marked = redis.call('GET', marker)
if marked then return { string.match(marked, '^(%S+) (%S+)$') } end
${IN_TIME}
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
-- Gives what a command answers; where it fails, takes back what was written, and ends in its error.
local function orUndo(reply)
  if type(reply) == 'table' and reply.err then
    redis.call('DEL', key)
    if id then redis.call('XDEL', stream, id) end
    error(reply)
  end
  return reply
end
orUndo(redis.pcall('EXPIRE', key, expiry))
local oldest = string.format('%.0f', (now - memory) * 1000)
id = orUndo(redis.pcall('XADD', stream, 'MINID', '=', oldest, '*', 'data_key', key))
orUndo(redis.pcall('SET', marker, key .. ' ' .. id, 'EX', markerExpiry))
return { key, id }
`

/** What a publication is made of, for the script. */
export interface Publication {
  readonly stream: string
  readonly marker: string
  /** What stands before and after the second in the entry's key. */
  readonly prefix: string
  readonly suffix: string
  readonly documents: string
  readonly expirySeconds: number
  readonly memorySeconds: number
  readonly markerExpirySeconds: number
  /** The server's Unix milliseconds after which it is not to happen any more, or empty. */
  readonly latest: string
}

/**
 * Gives the arguments of EVAL that publish documents under the server's present second, or the next free one, and announce
 * them; what the marker says was published already is not published again. The script goes along, so that a publication
 * takes one round trip. The answer is the entry's key and its stream id.
 */
export const publishArguments = (publication: Publication): ReadonlyArray<string> => [
  PUBLISH,
  "2",
  publication.stream,
  publication.marker,
  publication.prefix,
  publication.suffix,
  publication.documents,
  String(publication.expirySeconds),
  String(publication.memorySeconds),
  String(publication.markerExpirySeconds),
  publication.latest
]
