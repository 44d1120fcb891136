/**
 * Program in a second boot file that stands in front of the unchanged bundle on a real board: it takes the place of pins, chips, memories that keep
 * their content and, without a Modbus port of its own, of the RS-485 port, and talks to the bench over the port of the console.
 *
 * No pin of the board is touched while it is there, but those of an RS-485 port of its own. What it keeps, it keeps in memory: nothing of a run stays on the board. When the bench falls
 * silent it removes its file and restarts the interpreter without a program; what does that lies in memory, because with its file the interpreter
 * forgets the text of the functions in it.
 */
import { type BoardRow, BOARDS } from '../../../firmware/model/boards.js';
import { FILE_HEAD, FRAM_ADDRESS } from '../../../firmware/model/memory.js';
import { PARAMETER_FILE, parameterFileOf } from '../../../firmware/model/parameter-file.js';
import { RESET_FLAGS, RESET_SHIFT } from '../../../firmware/model/reset-flags.js';
import { ALIVE_EVERY, FULL_SCALE, HEAD_BYTES } from '../../stimulus/letters.js';
import { pinoutOf } from '../pinout.js';
import { ASK, SAY } from './frames.js';
import { unsupported } from './lost.js';

/** The second boot file. The interpreter runs `.boot0` to `.boot3` in this order before `.bootcde`; `.boot0` is the flasher's guard. */
export const PRELUDE_FILE = '.boot1';
/** Silence of the bench after which the prelude removes itself, s. */
export const LEASH_S = 15;
/** Serial number that the program shows while the prelude is there begins with this. */
export const HIL_SERIAL = 'HIL-';
/** Watchdog without a program, s: as the flasher sets it. */
const WATCHDOG_S = 5;
/** Bytes of a piece of a stand-in memory, and places of the pieces of the parameter file behind those of the FRAM. */
const PIECE_BITS = 6;
const FILE_PIECES = 4096;

/** How the prelude is made. */
export interface PreludeOptions {
  readonly board: BoardRow;
  /** True: RS-485 goes through the bench; false: the board's own port is left alone, for a line of its own. */
  readonly injectedLine: boolean;
}

/** Chips that a board may have on its ports, by what its row calls them. */
const CHIPS = { adc: 'ADS1115', rtd: 'MAX31865', thermocouple: 'MAX31855', expander: 'MCP23017' } as const;

/** What keeps the prelude from standing in for a board's inputs and memories; undefined where nothing does. */
function obstacle({ uses, fram }: BoardRow): string | undefined {
  const chips = (Object.keys(CHIPS) as (keyof typeof CHIPS)[]).filter((kind) => uses[kind]).map((kind) => CHIPS[kind]);
  if (chips.length > 0) return `its signals end on chips that the second boot file does not stand in for (${chips.join(', ')})`;
  return fram ? undefined : 'it keeps its counters in files, which a run must leave as they are';
}

/** Text of the file. Throws `usage.target` for a board that it does not stand in for; the error names those that it does. */
export function boardPrelude(options: PreludeOptions): string {
  const reason = obstacle(options.board);
  if (reason !== undefined) {
    const able = BOARDS.filter((row) => row.tooSmall !== true && obstacle(row) === undefined).map(({ id }) => id);
    throw unsupported(
      'board',
      `the board ${options.board.id}`,
      `${reason}; boards that run there: ${able.join(', ')}; this one runs on emulator and espruino`,
    );
  }
  const { board } = options;
  const pins = pinoutOf(board).rows.map(({ name, index }) => `${name}=${index}`);
  return `var $hil=(function(){${body(options)}})();\nvar ${board.i2c.port}=$hil.i,${options.injectedLine ? `${board.serial.port}=$hil.s,` : ''}${pins.join()};`;
}

/**
 * Short names, because the interpreter looks them up one by one: `d` port, `A` analog levels, `D` digital ones, `O` outputs, `W` watches by pin, `M`
 * pieces of memory, `b` text that has come, `q` outputs changed, `z` bad lines, `y` moment of the last good one.
 */
function body({ board, injectedLine }: PreludeOptions): string {
  const { rows, first } = pinoutOf(board);
  const file = parameterFileOf(board);
  const piece = 1 << PIECE_BITS;
  const direction = board.uses.direction ? `,dir=${board.serial.direction},pulse=digitalPulse` : '';
  return `${injectedLine ? '' : `var real=${board.serial.port},rx=${board.serial.rx},tx=${board.serial.tx}${direction};`}
var d=${board.console},S=require("Storage"),con=E.setConsole,A=new Uint16Array(${Math.max(first.pulse, 1)}),D=new Uint8Array(${first.bus}),O=new Uint16Array(${first.bus - first.switch}),W=[],M={},b="",q=0,z=0,y=getTime(),H,mute=0,few=0,ptr=0,G={};
con(null,{force:true});
function say(k,t){t=k+t;d.write(t+((E.CRC32(t)&65535)+65536).toString(16).substr(1)+"\\n")}
function tell(){q=0;say("${SAY.outputs}",btoa(E.toString(new Uint8Array(O.buffer))))}
function put(p,v){p-=${first.switch};if(!(p>=0&&p<${first.bus - first.switch}))throw new Error("not an output of this board: "+(p+${first.switch}));if(O[p]!==v){O[p]=v;if(!q){q=1;setTimeout(tell,0)}}}
var end=eval(""+"(function(){E.enableWatchdog(${WATCHDOG_S},true);S.erase('${PRELUDE_FILE}');con(d,{force:true});reset()})");
function off(){setTimeout(end,0)}
function fail(e){say("${SAY.error}",(""+e).substr(0,200).replace(/[^ -~]/g," "))}
function fire(p,v){
var w=W[p];if(w)w.forEach(function(w){
var t=getTime();
if(!w.e||(w.e>0)==v)try{w.f({state:v,time:t,lastTime:w.t,pin:p})}catch(e){fail(e)}
w.t=t})}
function get(k,fill,at,n){
var r=new Uint8Array(n),i=0,m,o,c;
while(i<n){
m=M[k+(at>>${PIECE_BITS})];o=at&${piece - 1};c=Math.min(${piece}-o,n-i);
if(m)r.set(new Uint8Array(m.buffer,o,c),i);else if(fill)r.fill(fill,i,i+c);
at+=c;i+=c}
return r}
function set(k,fill,at,x){
var i=0,m,o,c;
while(i<x.length){
o=at&${piece - 1};c=Math.min(${piece}-o,x.length-i);
m=M[k+(at>>${PIECE_BITS})];
if(!m){m=new Uint8Array(${piece});if(fill)m.fill(fill);M[k+(at>>${PIECE_BITS})]=m}
m.set(x.slice(i,i+c),o);
at+=c;i+=c}}
G.${ASK.inputs}=function(t){
var x=E.toUint8Array(atob(t)),k,n;
A.set(new Uint16Array(x.buffer,${HEAD_BYTES},${first.pulse}));
for(k=${first.digital};k<${first.switch};k++){n=(x[1]>>(k-${first.digital}))&1;if(D[k]!==n){D[k]=n;fire(k,n>0)}}
for(k=0;k<3;k++)for(n=x[2+k];n>0;n--)fire(${first.pulse}+k,true);
if(x[0]%${ALIVE_EVERY}==0)say("${SAY.alive}",x[0]+","+z)};
G.${ASK.line}=function(t){t=atob(t);while(t&&H){H(t.substr(0,64));t=t.substr(64)}};
G.${ASK.restart}=function(){E.enableWatchdog(${WATCHDOG_S},true);load()};
G.${ASK.end}=off;
G.${ASK.trouble}=function(t){
t=t.split(",");var n=+t[1],u;
if(t[0]=="stall"){u=getTime()+n/1000;while(getTime()<u);}
else if(t[0]=="variables")few=n;
else if(t[0]=="framSilent")mute=n;
else if(t[0]=="fram")set(0,0,n,[get(0,0,n,1)[0]^t[2]])};
function take(l){
var n=l.length-4,g=G[l[0]];
if(n<1||!g||(E.CRC32(l.substr(0,n))&65535)!=parseInt(l.substr(n),16)){z++;return}
y=getTime();g(l.substr(1,n-1))}
d.on("data",function(c){
b+=c;
for(var i;(i=b.indexOf("\\n"))>=0;){c=b.substr(0,i);b=b.substr(i+1);if(c)take(c)}
if(b.length>900)b=""});
setInterval(function(){if(getTime()-y>${LEASH_S})off()},1000);
setTimeout(function(){say("${SAY.started}",JSON.stringify({board:process.env.BOARD,interpreter:process.version,free:process.memory(false).free}));tell()},0);
process.on("uncaughtException",fail);
E.on("errorFlag",function(f){fail("flags "+f.join())});
E.setConsole=function(){};
function pinOf(p){return Array.isArray(p)?p.reduce(function(a,k){return a*2+pinOf(k)},0):p>=${first.pulse}&&p<${first.switch}?D[p]:(put(p,0),0)}
global.analogRead=function(p){return A[p]/${FULL_SCALE}};
global.digitalRead=pinOf;
global.digitalWrite=function(p,v){
if(Array.isArray(p)){for(var i=p.length-1;i>=0;i--){put(p[i],v&1?${FULL_SCALE}:0);v>>=1}}
else if(p<${first.select}||p>=${rows.length})put(p,v?${FULL_SCALE}:0)};
global.analogWrite=function(p,v){put(p,v>0?v<1?Math.round(v*${FULL_SCALE}):${FULL_SCALE}:0)};
global.digitalPulse=function(p,v,t){${board.uses.direction ? `if(p==${first.direction}){${injectedLine ? '' : 'pulse(dir,v,t);'}return}` : ''}throw new Error("digitalPulse("+p+") is not there on this bench")};
global.pinMode=function(p,m){if(p>=${first.switch}&&p<${first.bus}&&m!="output"&&m!="opendrain")put(p,0)};
global.setWatch=function(f,p,o){
var e=o.edge;
(W[p]=W[p]||[]).push({f:f,e:e=="rising"?1:e=="falling"?-1:0});
return p+1};
global.peek32=function(){return ${RESET_FLAGS.powerOn << RESET_SHIFT}};
global.poke32=function(){};
var ser=getSerial();
global.getSerial=function(){return "${HIL_SERIAL}"+ser};
var mem=process.memory;
process.memory=function(x){var m=mem(x);if(few)m.free=few;return m};
function near(a){if(mute||a!=${FRAM_ADDRESS})throw new Error("Timeout on I2C: nothing answers")}
var i2c={setup:function(){},
writeTo:function(a,x){near(a);x=E.toUint8Array(x);ptr=(x[0]*256+x[1])&32767;if(x.length>2)set(0,0,ptr,x.slice(2))},
readFrom:function(a,n){near(a);a=ptr;ptr+=n;return get(0,0,a,n)}};
set(${FILE_PIECES},255,0,E.toUint8Array("${FILE_HEAD}"));
var st={
read:function(n,a,c){
if(n!="${PARAMETER_FILE}")return S.read(n,a,c);
a|=0;
return E.toString(get(${FILE_PIECES},255,a,Math.min(c||${file.bytes},${file.bytes}-a)))},
write:function(n,x,a){if(n!="${PARAMETER_FILE}")throw new Error("the bench keeps "+n+" as it is");set(${FILE_PIECES},255,a|0,E.toUint8Array(x));return true},
getFree:function(){return S.getFree()}};
global.require=function(n){if(n!="Storage")throw new Error("Module "+n+" not found");return st};
${injectedLine ? '' : OWN_PORT}
return {i:i2c,s:${injectedLine ? STAND_IN_PORT : 0}};
`
    .replace(/\n\s*/g, '\n')
    .trim();
}

const SETTINGS = `say("${SAY.port}",v+" "+(o.parity||"none")+" "+(o.stopbits||1))`;
/** RS-485 through the bench. */
const STAND_IN_PORT = `{setup:function(v,o){${SETTINGS}},on:function(e,f){if(e=="data")H=f},write:function(x){say("${SAY.line}",btoa(E.toString(E.toUint8Array(x))))}}`;
/**
 * The real port, `real`, with the board's own pins: those of the bundle are numbers now. The object itself stays: the interpreter looks it up by its name when
 * characters come in (`jshGetDeviceObject` in its sources), so nothing may stand in its place.
 */
const OWN_PORT = `var own=real.setup;real.setup=function(v,o){${SETTINGS};own.call(real,v,{rx:rx,tx:tx,parity:o.parity,stopbits:o.stopbits})};`;
