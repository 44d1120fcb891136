/**
 * The real interpreter for Linux as a board in real time: console and other ports on pseudo terminals, flash chip in a file, a boot file that gives it
 * the pins of a board. Needs `socat`, and `cc` for a shim that shortens the interpreter's idle sleep of 50 ms, which no
 * board has, and ends it with the test, however that ends.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BoardRow } from '../../../firmware/model/boards.js';
import { findInterpreter } from '../../../hil/target/espruino/interpreter.js';
import { LINUX_FLASH } from '../../../hil/target/espruino/espruino.js';
import { Flash } from '../../../hil/target/flash.js';
import { type Files, flashBoard } from '../../../hil/target/flashed.js';
import { pinoutOf } from '../../../hil/target/pinout.js';
import { FlashStorage } from '../../../hil/target/storage.js';

/** Longest sleep of the interpreter behind the shim, microseconds. */
const SLEEP_US = 1000;
const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/select.h>
__attribute__((constructor)) static void end_with_the_test(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }
int select(int n, fd_set *r, fd_set *w, fd_set *e, struct timeval *t) {
  static int (*real)(int, fd_set *, fd_set *, fd_set *, struct timeval *);
  if (!real) real = dlsym(RTLD_NEXT, "select");
  if (n == 0 && t && (t->tv_sec > 0 || t->tv_usec > ${SLEEP_US})) { t->tv_sec = 0; t->tv_usec = ${SLEEP_US}; }
  return real(n, r, w, e, t);
}`;

const PTY_MS = 5000;

/** A pair of joined pseudo terminals; the paths of its ends. */
export async function ptyPair(
  folder: string,
  name: string,
): Promise<{ readonly near: string; readonly far: string; readonly process: ChildProcess }> {
  const near = join(folder, name);
  const far = join(folder, `${name}-far`);
  const child = spawn('socat', [`PTY,raw,echo=0,link=${near}`, `PTY,raw,echo=0,link=${far}`], { stdio: 'ignore' });
  const end = Date.now() + PTY_MS;
  while (!existsSync(near) || !existsSync(far)) {
    if (Date.now() > end) throw new Error('socat made no pseudo terminals');
    await pause(10);
  }
  return { near, far, process: child };
}

export interface VirtualBoardOptions {
  readonly row: BoardRow;
  /** Text of the boot file `.bootcde`. */
  readonly bundle: string;
  /** Does not run the bundle after power on, as when the button is held: the console is open. */
  readonly stopped?: boolean;
  /** Begins without power. */
  readonly off?: boolean;
  /** The pins lie on the port `wires`, for `VirtualWires`; otherwise no pin may be used. */
  readonly wires?: boolean;
  /** Files on its flash chip besides those that the flasher leaves. */
  readonly files?: Files;
  /** More text for `.boot0`, behind pins and console. */
  readonly support?: string;
}

/** Names of the pins of a Pico. */
const PINS = ['A', 'B'].flatMap((port) => Array.from({ length: 16 }, (_, k) => `${port}${k}`)).concat('C13');

/**
 * Pins by their names on a serial port: a line `B13 1` is a level or a duty, `A2 *3` are pulses, `!` says that this board has just started. Duties on a watched
 * pin come as edges of a PWM of 10 Hz. The direction pin, A15, is wired to nothing. RS-485 is the port `line`, the FRAM a file.
 */
const WIRES = `
${PINS.map((name) => `var ${name}="${name}";`).join('')}
(function(){
var N=JSON.parse(require("fs").readFileSync("levels")),V={},w={},t="",k;
for(k in N)N[k]=+N[k];
Serial3.setup(115200,{path:"wires-far"});Serial3.write("!\\n");
function put(p,v){if(V[p]!==v){V[p]=v;Serial3.write(p+" "+v+"\\n")}}
function flank(p,s){if(w[p])w[p].forEach(function(x){var t=getTime();if(!x.e||(x.e>0)==s)x.f({state:s,time:t,lastTime:x.t,pin:p});x.t=t})}
function one(p){return N[p]>=0.5?1:0}
function take(l){
l=l.split(" ");var p=l[0],o=N[p]||0,n;
if(l[1][0]=="*")for(n=+l[1].substr(1);n>0;n--){flank(p,true);flank(p,false)}
else{N[p]=+l[1];if(N[p]==1&&o<1)flank(p,true);if(N[p]==0&&o>0)flank(p,false)}}
Serial3.on("data",function(d){t+=d;for(var i;(i=t.indexOf("\\n"))>=0;){d=t.substr(0,i);t=t.substr(i+1);if(d)take(d)}});
setInterval(function(){for(var p in w)if(N[p]>0&&N[p]<1)(function(p){flank(p,true);setTimeout(function(){flank(p,false)},N[p]*100)})(p)},100);
global.digitalWrite=function(p,v){if(Array.isArray(p))for(var i=p.length-1;i>=0;i--){put(p[i],v&1);v>>=1}else put(p,v?1:0)};
global.analogWrite=function(p,v){put(p,v>0?v<1?v:1:0)};
global.digitalPulse=function(p,v,a){if(p!="A15")Serial3.write(p+" *"+((a.length+1)>>1)+"\\n")};
global.pinMode=function(p,m){if(V[p]&&m!="output")put(p,0)};
global.analogRead=function(p){return N[p]||0};
global.digitalRead=function(p){return Array.isArray(p)?p.reduce(function(a,k){return a*2+one(k)},0):one(p)};
global.setWatch=function(f,p,o){(w[p]=w[p]||[]).push({f:f,e:o.edge=="rising"?1:o.edge=="falling"?-1:0});return 1};
})();
var old=Serial2.setup;Serial2.setup=function(v){old.call(Serial2,v,{path:"line-far"})};
var I2C1=(function(){
var F=E.openFile("fram","r+"),q=0;
return{setup:function(){},
writeTo:function(a,x){if(a!=80)throw new Error("no chip");x=E.toUint8Array(x);q=(x[0]*256+x[1])&32767;if(x.length>2){F.seek(q);F.write(x.slice(2))}},
readFrom:function(a,n){F.seek(q);q+=n;return E.toUint8Array(F.read(n))}}})();
`;

/** Boot file that gives the Linux build what a board has: the console on a port, pins by name, and a mark in the file `touched` when one is used. */
function support({ row, wires = false, support: more = '' }: VirtualBoardOptions): string {
  const { rows } = pinoutOf(row);
  const touch = (name: string): string => `global.${name}=function(p){require("fs").writeFileSync("touched","${name} "+p)};`;
  return [
    `Serial1.setup(115200,{path:"console-far"});E.setConsole(Serial1,{force:true});var ${row.console}=Serial1;`,
    ...(wires
      ? [WIRES]
      : [
          rows.map((pin) => `var ${pin.name}=${pin.index};`).join(''),
          ['analogRead', 'digitalRead', 'digitalWrite', 'analogWrite', 'digitalPulse', 'pinMode', 'setWatch'].map(touch).join(''),
          `var ${row.i2c.port}={setup:function(){},writeTo:function(){throw 1},readFrom:function(){throw 1}};`,
        ]),
    'global.peek32=function(){return 0};global.poke32=function(){};',
    more,
  ].join('\n');
}

export class VirtualBoard {
  readonly folder = mkdtempSync(join(tmpdir(), 'liquidus-board-'));
  /** Paths of console, wires and RS-485 line for the bench. */
  console = '';
  wires = '';
  line = '';
  private readonly children: ChildProcess[] = [];
  private interpreter: ChildProcess | undefined;

  private constructor(private readonly options: VirtualBoardOptions) {}

  static async start(options: VirtualBoardOptions): Promise<VirtualBoard> {
    const board = new VirtualBoard(options);
    const { folder } = board;
    writeFileSync(join(folder, 'shim.c'), SHIM);
    const built = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', join(folder, 'shim.so'), join(folder, 'shim.c'), '-ldl'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the shim was not compiled: ${built.stderr}`);
    const flash = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
    flashBoard(options.row, flash, options.bundle, {
      ...options.files,
      '.boot0': support(options),
      ...(options.stopped === true ? { '.bootPowerOn': 'reset()' } : {}),
    });
    writeFileSync(join(folder, 'espruino.flash'), flash.bytes);
    if (options.wires === true) {
      writeFileSync(join(folder, 'fram'), new Uint8Array(32768));
      board.wires = await board.pty('wires');
    }
    board.line = await board.pty('line');
    board.console = await board.pty('console');
    if (options.off !== true) board.powerOn();
    return board;
  }

  /** A port `name` for the bench; the interpreter's end is `name-far` in its folder. */
  async pty(name: string): Promise<string> {
    const pair = await ptyPair(this.folder, name);
    this.children.push(pair.process);
    return pair.near;
  }

  /** @param levels what is on its pins then, by their names; with `wires` */
  powerOn(levels: Readonly<Record<string, string>> = {}): void {
    if (this.interpreter) return;
    if (this.options.wires === true) writeFileSync(join(this.folder, 'levels'), JSON.stringify(levels));
    const child = spawn(findInterpreter(), [], {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LD_PRELOAD: join(this.folder, 'shim.so') },
    });
    child.stdout.on('data', (bytes: Buffer) => (this.output += bytes.toString('latin1')));
    this.interpreter = child;
  }

  /** What the interpreter wrote before its console moved. */
  output = '';

  powerOff(): void {
    this.interpreter?.kill('SIGKILL');
    this.interpreter = undefined;
  }

  /** Pulls the cable of the console. */
  unplug(): void {
    this.children.at(-1)?.kill('SIGKILL');
  }

  /** Content of a file on the chip. */
  read(name: string): string | undefined {
    const chip = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
    chip.bytes.set(readFileSync(join(this.folder, 'espruino.flash')));
    const bytes = new FlashStorage(chip, () => undefined).read(name);
    return bytes && Buffer.from(bytes).toString('latin1');
  }

  /** Begins anew to watch for uses of its pins. */
  forgetTouched(): void {
    rmSync(join(this.folder, 'touched'), { force: true });
  }

  /** The last use of a pin of the board itself. */
  get touched(): string | undefined {
    const file = join(this.folder, 'touched');
    return existsSync(file) ? readFileSync(file, 'latin1') : undefined;
  }

  close(): void {
    this.powerOff();
    for (const child of this.children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
