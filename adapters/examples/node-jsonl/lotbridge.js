// The adapter protocol of LotBridge on standard input and output: docs/external-adapters.md. Copy this file beside an adapter.
//
// An adapter is an object with the members below, of which it needs offers and poll() only; each function may be async:
//
//   offers: { vehicle_entry: 'native' }      the most that it can do: interface -> native, derived
//   commands: { gate_control: function }     (body, key, timeoutMs) -> the answer's body
//   start(settings)                          settings as the schema has them, secrets resolved
//   poll(host, cursor)                       hands over what happened since; true asks to be called again at once
//   capabilities()                           what this instance offers as it is configured
//   check(settings, found)                   calls found(OK | NOTE | FAILED, subject, words)
//   checkAtLot(settings, terms, found)       the same; terms.offline: connects to nothing, terms.utcOffset: the lot's, minutes
//   stop()
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');

const RETRY = 1, REJECTED = 2, UNSUPPORTED = 3, MISUSE = 4, BROKEN = 5;
const OK = 0, NOTE = 1, FAILED = 2;
const DEBUG = 0, INFO = 1, WARNING = 2, ERROR = 3;
const PROTOCOL = 1;

// What could not be done, in words for an operator: what was tried, on what, what came back. Nothing personal.
class Problem extends Error {
  constructor(code, words) {
    super(words);
    this.code = code;
  }
}

// What an adapter may ask of the host while it works on a request.
class Host {
  #read;
  #write;
  #last = 0;

  constructor(read, write) {
    this.#read = read;
    this.#write = write;
  }

  // Returns when the messages and the cursor are on disk, together.
  async submit(messages, cursor = '') {
    await this.#ask('submit', { messages, cursor });
  }

  async putImage(mediaType, bytes) {
    return (await this.#ask('put_image', { media_type: mediaType, data: bytes.toString('base64') })).key;
  }

  async ask(name, body, limitMs = 0) {
    return (await this.#ask('ask', { name, body, limit_ms: limitMs })).body;
  }

  log(line, level = INFO) {
    this.tell('log', { level, line });
  }

  tell(method, params) {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  async #ask(method, params) {
    this.#write({ jsonrpc: '2.0', id: ++this.#last, method, params });
    const answer = await this.#read();
    if (!answer) process.exit(0);
    if (answer.error) throw new Problem(answer.error.code, answer.error.message);
    return answer.result;
  }
}

// One fact. key: its identity in the legacy system; the same fact submitted again is stored once.
function message(name, body, key, image = '', origin = 0) {
  return { name, body, key, image, origin };
}

function methodsOf(adapter, host) {
  const json = (file) => JSON.parse(fs.readFileSync(path.join(__dirname, file), 'utf8'));
  let started = false;
  const mustBeStarted = () => {
    if (!started) throw new Problem(MISUSE, 'the adapter is not started');
  };
  const found = (result, subject, words) => host.tell('finding', { result, subject, words });
  return {
    async hello() {
      const { id, version } = json('manifest.json');
      return { protocol: PROTOCOL, id, version, settings_schema: json('settings.schema.json'), capabilities: adapter.offers };
    },
    async start({ settings }) {
      await adapter.start?.(settings);
      started = true;
    },
    async poll({ cursor }) {
      mustBeStarted();
      return { more: Boolean(await adapter.poll(host, cursor)) };
    },
    async command({ name, body, key, timeout_ms }) {
      mustBeStarted();
      const carryOut = Object.hasOwn(adapter.commands ?? {}, name) && adapter.commands[name];
      if (!carryOut) throw new Problem(UNSUPPORTED, 'this adapter cannot do that');
      if (typeof body !== 'object') throw new Problem(REJECTED, "the request's body is no object");
      return { body: await carryOut.call(adapter, body, key, timeout_ms) };
    },
    async capabilities() {
      mustBeStarted();
      return { body: (await adapter.capabilities?.()) ?? adapter.offers };
    },
    async check({ settings }) {
      if (!adapter.check) throw new Problem(UNSUPPORTED, 'this adapter has no check');
      await adapter.check(settings, found);
    },
    async check_at_lot({ settings, offline, utc_offset_minutes }) {
      if (!adapter.checkAtLot) throw new Problem(UNSUPPORTED, 'this adapter has no such check');
      await adapter.checkAtLot(settings, { offline, utcOffset: utc_offset_minutes }, found);
    },
    async stop() {
      started = false;
      await adapter.stop?.();
    },
    async destroy() {},
  };
}

function end(method, error) {
  console.error(error.stack);
  console.error(`${method}: ${error.name}: ${error.message}`);
  process.exit(1);
}

// Answers the host until it says good-bye or closes its end. An exception that nobody expected ends the program: the host
// shows its last line, and starts it again.
async function serve(adapter) {
  // What somebody prints belongs into the log, not between two messages.
  console.log = console.info = console.debug = console.error;
  const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    return done ? null : JSON.parse(value);
  };
  const write = (what) => process.stdout.write(JSON.stringify(what) + '\n');

  const methods = methodsOf(adapter, new Host(read, write));
  for (let request = await read(); request; request = await read()) {
    const reply = { jsonrpc: '2.0', id: request.id };
    try {
      if (!Object.hasOwn(methods, request.method)) throw new Problem(UNSUPPORTED, 'there is no method of this name');
      write({ ...reply, result: (await methods[request.method](request.params ?? {})) ?? {} });
    } catch (error) {
      if (error instanceof Problem) write({ ...reply, error: { code: error.code, message: error.message } });
      else if (error.syscall) write({ ...reply, error: { code: RETRY, message: error.message } }); // a share that is away
      else return end(request.method, error);
    }
    if (request.method === 'destroy') break;
  }
  process.stdin.destroy();
}

module.exports = { RETRY, REJECTED, UNSUPPORTED, MISUSE, BROKEN, OK, NOTE, FAILED, DEBUG, INFO, WARNING, ERROR, Problem, message, serve };
