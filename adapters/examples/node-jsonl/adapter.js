// A gate controller that writes an event a line into events.jsonl, lays pictures beside it, and takes orders as files.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { setTimeout: pause } = require('timers/promises');

const lotbridge = require('./lotbridge.js');
const { Problem, message } = lotbridge;

const MOST_BYTES = 64 * 1024; // at once: some hundred events
const CLOCKS_APART = 300000; // ms
const LONGEST_WAIT = 20000; // ms, for a gate; shorter than the host's limit for a call

const adapter = {
  offers: { vehicle_entry: 'native', vehicle_exit: 'native', image_upload: 'native', gate_control: 'native' },
  commands: { gate_control: moveGate },

  start(settings) {
    if (!settings.folder) throw new Problem(lotbridge.REJECTED, 'no folder is set');
    this.folder = settings.folder;
    // The controller begins a new file now and then; the one before it is then called events.old.jsonl.
    this.files = ['events.old.jsonl', 'events.jsonl'].map((name) => path.join(this.folder, name));
    if (!fs.existsSync(this.folder)) throw new Problem(lotbridge.RETRY, `${this.folder} is not there`);
  },

  // The cursor says in which file, known by its first line, and how far.
  async poll(host, cursor) {
    const at = position(cursor);
    fs.accessSync(this.folder); // a share that is away is no empty one
    const heads = this.files.map(headOf);
    let file = at.head ? heads.indexOf(at.head) : -1;
    if (file < 0) {
      if (at.head) host.log('the file that was read last is gone; going on with those that there are', lotbridge.WARNING);
      file = heads.findIndex((head) => head);
      if (file < 0) return false;
      at.offset = 0;
    }
    if (at.offset > fs.statSync(this.files[file]).size) at.offset = 0; // restored from somewhere: what is known is stored once
    const { events, end } = read(this.files[file], at.offset);
    if (end === at.offset) {
      if (file === 1 || !heads[1]) return false;
      await host.submit([], JSON.stringify({ head: heads[1], offset: 0 }));
      return true;
    }
    const facts = [];
    for (const event of events) facts.push(...(await factsOf(host, event, this.folder)));
    await host.submit(facts, JSON.stringify({ head: heads[file], offset: end }));
    return true;
  },

  check(settings, found) {
    this.checkAtLot(settings, { offline: false }, found);
  },

  checkAtLot(settings, { offline, utcOffset }, found) {
    if (offline && !fs.existsSync(settings.folder))
      return found(lotbridge.NOTE, 'folder', `not on this computer, and not looked at: ${settings.folder}`);
    try {
      this.start(settings);
    } catch (problem) {
      return found(lotbridge.FAILED, 'folder', problem.message);
    }
    const newest = this.files.findLast(headOf);
    found(newest ? lotbridge.OK : lotbridge.NOTE, 'folder', newest ? 'has events' : `no event is in ${this.folder} yet`);
    if (newest && !offline && utcOffset !== undefined) checkClock(newest, utcOffset, found);
    try {
      fs.accessSync(path.join(this.folder, 'orders'), fs.constants.W_OK);
      found(lotbridge.OK, 'orders', 'can be written to');
    } catch (error) {
      found(lotbridge.FAILED, 'orders', error.message);
    }
  },
};

// An event is written when it happens: by the lot's clock the file was written when its last event says.
function checkClock(file, utcOffset, found) {
  const { size, mtimeMs } = fs.statSync(file);
  const told = read(file, Math.max(0, size - MOST_BYTES / 2)).events.at(-1)?.time;
  const happened = Date.parse(`${told}Z`.replace(' ', 'T'));
  const at = Math.floor(mtimeMs / 1000) * 1000 + utcOffset * 60000;
  const name = path.basename(file);
  if (Number.isNaN(happened))
    return found(lotbridge.NOTE, 'clock', `the last event of ${name} has no time to compare with the lot's`);
  const written = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const words = `by the lot's time_zone ${name} was written at ${written}, its last event says ${told}`;
  if (Math.abs(at - happened) > CLOCKS_APART)
    return found(lotbridge.NOTE, 'clock', `${words}: is the time_zone right, and are the clocks? Or was the file copied?`);
  found(lotbridge.OK, 'clock', words);
}

function position(cursor) {
  if (!cursor) return { head: '', offset: 0 };
  try {
    const { head, offset } = JSON.parse(cursor);
    if (typeof head === 'string' && Number.isSafeInteger(offset) && offset >= 0) return { head, offset };
  } catch {
    // told below
  }
  throw new Problem(lotbridge.REJECTED, "the cursor is none of this adapter's");
}

// Some bytes of a file; none when there is no file.
function piece(file, offset) {
  let handle;
  try {
    handle = fs.openSync(file, 'r');
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    return bytes.subarray(0, fs.readSync(handle, bytes, 0, MOST_BYTES, offset));
  } finally {
    fs.closeSync(handle);
  }
}

// What tells a file from the one before it; empty as long as it has no line.
function headOf(file) {
  const bytes = piece(file, 0);
  const end = bytes.indexOf('\n');
  return end < 0 ? '' : crypto.createHash('sha256').update(bytes.subarray(0, end)).digest('hex').slice(0, 16);
}

// The events after the offset, as far as their lines are whole, and where they end.
function read(file, offset) {
  const bytes = piece(file, offset);
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  if (whole.length === 0 && bytes.length === MOST_BYTES)
    throw new Problem(lotbridge.REJECTED, `${path.basename(file)}: the line at byte ${offset} has no end`);
  const lines = whole.toString('utf8').split('\n').filter((line) => line.trim());
  return { events: lines.map((line) => parse(line, file)), end: offset + whole.length };
}

function parse(line, file) {
  try {
    return JSON.parse(line);
  } catch {
    return { type: 'unreadable', file: path.basename(file) };
  }
}

async function factsOf(host, event, folder) {
  if (event.type !== 'in' && event.type !== 'out') {
    if (event.type === 'unreadable') host.log(`a line of ${event.file} is no JSON and was left out`, lotbridge.ERROR);
    return [];
  }
  const car = { recordCode: event.stay, carNum: event.plate, inIdentity: 2 };
  const fact =
    event.type === 'in'
      ? message('vehicle_entry', { ...car, inCross: event.lane, inTime: event.time }, `${event.stay}-in`)
      : message('vehicle_exit', { ...car, ...exitOf(event) }, `${event.stay}-out`);
  return [fact, ...(await picturesOf(host, event, folder))];
}

function exitOf(event) {
  const money = { payMoney: event.due, agioMoney: event.waived, chargeMoney: event.paid };
  return { inTime: event.entered, outTime: event.time, outCross: event.lane, outIdentity: 2, ...money };
}

async function picturesOf(host, event, folder) {
  if (!event.photo) return [];
  const file = path.join(folder, 'photos', path.basename(event.photo));
  if (!fs.existsSync(file)) {
    host.log(`${file} is not there`, lotbridge.WARNING);
    return [];
  }
  const image = await host.putImage('image/jpeg', fs.readFileSync(file));
  const code = `${event.stay}-${event.type}`;
  return [message('image_upload', { recordCode: event.stay, imageCode: code, imageType: event.type === 'in' ? 2 : 4 }, code, image)];
}

// An order is a file named by the request's number, so that the same request moves a gate once. The controller takes it
// by renaming it to .taken, and lays {"moved": true} or {"moved": false, "words": "..."} beside it when it knows.
async function moveGate({ barCode, isOpen }, key, timeoutMs) {
  if (typeof barCode !== 'string' || !['0', '1'].includes(String(isOpen))) throw new Problem(lotbridge.REJECTED, 'no gate, or no movement');
  const number = key || crypto.randomUUID();
  if (!/^[\w-]{1,64}$/.test(number)) throw new Problem(lotbridge.REJECTED, 'a number of the request that is no file name');
  const order = path.join(this.folder, 'orders', number);
  const isKnown = ['json', 'taken', 'done'].some((end) => fs.existsSync(`${order}.${end}`));
  if (!isKnown) writeAtOnce(`${order}.json`, JSON.stringify({ gate: barCode, open: Number(isOpen) === 1 }));

  for (const until = Date.now() + Math.min(timeoutMs, LONGEST_WAIT) - 200; Date.now() < until; await pause(20)) {
    if (!fs.existsSync(`${order}.done`)) continue;
    const { moved, words } = JSON.parse(fs.readFileSync(`${order}.done`, 'utf8'));
    if (!moved) throw new Problem(lotbridge.REJECTED, `gate ${barCode}: ${words}`);
    return { barCode, status: 1 };
  }
  try {
    fs.unlinkSync(`${order}.json`);
  } catch {
    throw new Problem(lotbridge.REJECTED, `gate ${barCode}: the controller took the order and did not say that the gate moved`);
  }
  throw new Problem(lotbridge.RETRY, `gate ${barCode}: the controller did not take the order, which was withdrawn`);
}

// Whoever looks sees all of it or nothing; on disk when this returns.
function writeAtOnce(file, text) {
  const handle = fs.openSync(`${file}.part`, 'w');
  fs.writeSync(handle, text);
  fs.fsyncSync(handle);
  fs.closeSync(handle);
  fs.renameSync(`${file}.part`, file);
}

lotbridge.serve(adapter);
