/**
 * Part of the prelude that keeps time and serves the bench: timers, queue of characters and edges, error flags, the turn of an exchange.
 * Names that are used here and not declared stand in prelude.ts.
 */
import { CHUNK_BYTES, QUEUE_BYTES } from '../pinout.js';
import { FROM, LASTING, OPERATION, type PreludeParts, RECORD, STATUS } from './protocol.js';

/** Text of the part. */
export function servicePart({ offsetUs, blocks: { to } }: Pick<PreludeParts, 'offsetUs' | 'blocks'>): string {
  return `
function record(kind, text) { X += kind + String.fromCharCode(text.length & 255, text.length >> 8) + text; }
function report(kind, text) { record(kind, now + ' ' + text); }
function caught(e) { if (!halt) report('${RECORD.error}', 'uncaught ' + e); }
function call(f, a) {
  try { if (a && a.length) f.apply(undefined, a); else f(); } catch (e) { caught(e); }
}
function call1(f, a) {
  try { f(a); } catch (e) { caught(e); }
}
function listen(table, event, f) {
  if (typeof event !== 'string' || typeof f !== 'function') throw new TypeError('bad listener');
  table[event] = (table[event] || []).concat([f]);
}
function tell(list, a) {
  if (list) list.forEach(function (f) { if (!halt) call1(f, a); });
}

function timer(f, ms, repeat, args) {
  if (typeof f !== 'function') throw new Error('Function or String not supplied!');
  if (!(ms >= 0.1)) ms = 0.1;
  var us = Math.floor(ms * 1000), last = T.length ? T[T.length - 1].i + 1 : 1;
  T.push({ d: now + us, p: repeat ? us : 0, f: f, a: args, i: last, l: true });
  chg = true;
  return last;
}
function drop(t) {
  var k = T.indexOf(t);
  t.l = false;
  if (k >= 0) T.splice(k, 1);
}
function clear(args) {
  chg = true;
  if (!args.length) { T = []; return; }
  if (args[0] === undefined) throw new Error('clear of undefined not allowed');
  var gone = T.filter(function (t) { return t.i === args[0]; });
  if (gone.length) drop(gone[0]);
}
function starve(t) {
  starved = false;
  drop(t);
  report('${RECORD.error}', 'OUT OF MEMORY: interval removed before its callback was complete');
  flag |= 28;
}
function timers(at) {
  do {
    chg = false;
    for (var k = 0; k < T.length && !chg; k++) {
      var t = T[k];
      if (t.d > at) continue;
      if (starved && t.p) {
        starve(t);
        k--;
        continue;
      }
      call(t.f, t.a);
      if (halt) return;
      if (t.p) t.d += t.p;
      else if (t.l) { drop(t); k--; }
    }
  } while (chg);
}
function next() {
  if (Q.length) return free < crash ? free : Infinity;
  var n = Infinity;
  for (var t of T) if (t.d < n) n = t.d;
  if (n < free) n = free;
  return n < crash ? n : Infinity;
}

function flagNames(bits) {
  return names.filter(function (n, i) { return bits & (1 << i); });
}
function check() {
  var news = flag & ~seen;
  if (news & ~8) {
    tell(on.errorFlag, flagNames(news));
    report('${RECORD.error}', 'New interpreter error: ' + flagNames(news).join());
  }
  seen = flag;
}

function deliver(text) {
  if (heard.data) { tell(heard.data, text); return; }
  var room = 512 - stream.length;
  if (text.length > room) flag |= 2;
  stream += text.substr(0, room);
}
function queue(entry, bytes) {
  if (${QUEUE_BYTES} - used < bytes) flag |= 1;
  else { Q.push(entry); used += bytes; }
}
function arrive(text) {
  var last = Q.length > 1 ? Q[Q.length - 1] : 0;
  if (last && last.c && last.c.length + text.length < ${CHUNK_BYTES} && used < ${QUEUE_BYTES}) {
    last.c += text;
    used += text.length;
    return;
  }
  for (var at = 0; at < text.length; at += ${CHUNK_BYTES}) {
    var c = text.substr(at, ${CHUNK_BYTES});
    queue({ c: c }, c.length + 2);
  }
}
function flip(w, list, pin, level, us) {
  var t = (us + ${offsetUs}) / 1e6;
  if (w.e === 0 || (w.e > 0) === level) {
    call1(w.f, { state: level, time: t, lastTime: w.t, pin: pin });
    if (!w.r) { list.splice(list.indexOf(w), 1); if (!list.length) watched &= ~(1 << pin); }
  }
  w.t = t;
}
function edge(pin, level, us) {
  var list = watches[pin];
  if (!list || halt) return;
  if (list.length === 1) flip(list[0], list, pin, level, us);
  else list.slice().forEach(function (w) { if (!halt) flip(w, list, pin, level, us); });
}
function pulse(pin, us) {
  var list = watches[pin], w = list && list[0];
  if (!w || list.length > 1 || w.e < 1 || !w.r || free > us) { flank(pin, true, us); flank(pin, false, us); }
  else if (!halt) flip(w, list, pin, true, us);
}
function flank(pin, level, us) {
  if (!(watched & (1 << pin))) return;
  if (free > us || us >= crash) queue({ p: pin, v: level, t: us }, 6);
  else edge(pin, level, us);
}
function drain() {
  for (var n = Q.length; n > 0 && !halt; n--) {
    var q = Q.shift();
    used -= q.c ? q.c.length + 2 : 6;
    if (q.c) deliver(q.c);
    else edge(q.p, q.v, q.t);
  }
}
function finish() {
  while (late.length && !halt) deliver(late.shift());
  if (flag !== seen && !halt) check();
}

function until(limit) {
  for (;;) {
    var at = next();
    if (bite < at && bite <= limit) { if (now < bite) now = bite; O[${FROM.status}] = ${STATUS.bite}; return false; }
    if (at > limit) break;
    now = at;
    var busy = slow && T.some(function (t) { return t.d <= at; });
    drain();
    if (!halt) timers(at);
    finish();
    if (busy) free = (free > now ? free : now) + slow;
    if (halt) { O[${FROM.status}] = ${STATUS.reboot}; return false; }
  }
  if (now < limit) now = limit;
  return true;
}
function lone(limit) {
  var t = T[0];
  if (T[1] || !t || !t.p || t.a || t.d > limit || t.d < free || bite < t.d || starved || slow || crash <= t.d || Q.length) return -1;
  now = t.d;
  chg = false;
  try { t.f(); } catch (e) { caught(e); }
  if (halt || chg) return 0;
  t.d += t.p;
  if (flag !== seen || late.length) finish();
  if (halt || t.d <= limit || bite <= limit) return 0;
  if (now < limit) now = limit;
  O[${FROM.nextUs}] = t.d;
  return 1;
}
function rest(limit) {
  if (halt) O[${FROM.status}] = ${STATUS.reboot};
  else {
    if (chg) { if (T[0] && T[0].p && T[0].d <= now) T[0].d += T[0].p; timers(now); finish(); }
    until(limit);
  }
}
function last(k, v) {
  if (k === ${LASTING.slow}) slow = v;
  else if (k === ${LASTING.crash}) crash = v ? now + v : Infinity;
  else if (k === ${LASTING.variables}) few = v;
  else if (k === ${LASTING.framSilent}) silent = v || bare;
  else if (k === ${LASTING.jumped}) jumped = v;
  else flags = v;
}
function operate(a) {
  var i = 0, us, k, n;
  while (i < a.length) {
    us = a[i];
    if (!until(us - 1)) return i;
    if (now < us) now = us;
    k = a[i + 1];
    n = a[i + 2];
    if (k === ${OPERATION.pulses}) {
      for (k = a[i + 3]; k > 0; k--) pulse(n, us);
      i += 4;
    } else i += perform(k, n, us, a, i);
    finish();
    if (halt) { O[${FROM.status}] = ${STATUS.reboot}; return i; }
  }
  return i;
}
function perform(k, n, us, a, i) {
  if (k === ${OPERATION.level}) {
    D[n] = a[i + 3];
    flank(n, D[n] === 1, us);
    return 4;
  }
  if (k === ${OPERATION.receive}) {
    arrive(E.toString(a.slice(i + 3, i + 3 + n)));
    if (free <= us && us < crash) drain();
    return 3 + n;
  }
  if (k === ${OPERATION.starve}) {
    starved = true;
    return 2;
  }
  if (k === ${OPERATION.lasting}) {
    last(n, a[i + 3]);
    return 4;
  }
  if (k === ${OPERATION.clock}) {
    jumped += n;
    if (free < now) free = now;
    T.forEach(function (t) { t.d -= n; });
    return 3;
  }
  if (k === ${OPERATION.fram}) {
    F.seek(n);
    k = F.read(1).charCodeAt(0) ^ a[i + 3];
    F.seek(n);
    F.write(new Uint8Array([k]));
    return 4;
  }
  if (k === ${OPERATION.count}) {
    O[${FROM.details}] = usage(false).usage;
    return 2;
  }
  if (auto && wait < n) bite = now + wait;
  free = (free > now ? free : now) + n;
  return 3;
}
function extras(limit) {
  var done = operate(JSON.parse(R.read(A[${to.extra}])));
  if (!O[${FROM.status}]) until(limit);
  if (O[${FROM.status}]) O[${FROM.details}] = done;
}
function answer() {
  O[${FROM.biteUs}] = bite;
  O[${FROM.clockUs}] = now;
  O[${FROM.extra}] = X.length;
  if (X) { W.write(E.toString(OB) + X); X = ''; }
  else W.write(OB);
}
function turn() {
  var s = R.read(${to.doubles * 8});
  if (!s || s.length < ${to.doubles * 8}) return 0;
  A = new Float64Array(E.toArrayBuffer(s));
  O[${FROM.status}] = 0;
  if (A[${to.extra}]) extras(A[${to.untilUs}]);
  else {
    s = lone(A[${to.untilUs}]);
    if (s > 0) { answer(); return 1; }
    if (s) until(A[${to.untilUs}]);
    else rest(A[${to.untilUs}]);
    O[${FROM.details}] = 0;
  }
  O[${FROM.nextUs}] = next();
  O[${FROM.watched}] = watched;
  answer();
  return 1;
}
var usage = process.memory;
function serve() {
  tell(on.init);
  if (!halt && flag !== seen) check();
  O[${FROM.status}] = halt ? ${STATUS.reboot} : 0;
  O[${FROM.nextUs}] = next();
  O[${FROM.watched}] = watched;
  answer();
  while (turn());
}
`;
}
