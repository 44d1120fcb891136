/**
 * What the flasher asks of the interpreter: expressions, each shorter than its input buffer.
 */
import { erasedCrc } from '../../firmware/model/memory.js';
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import { base64Of } from '../bytes.js';

/**
 * Files that the interpreter also runs, or unpacks, when the board starts (espruino.com/Saving). None is Liquidus': what is tested must be
 * what runs, so they are backed up and removed.
 */
export const OTHER_BOOT_FILES = ['.bootPowerOn', '.boot0', '.boot1', '.boot2', '.boot3', '.bootrst', '.varimg'] as const;

/**
 * Bytes of a piece. In base64 with its command it is about 620 characters: below the 767 at which the interpreter asks a sender to stop (six
 * eighths of its 1024 byte input buffer), and 0.65 s on a console at 9600 Bd.
 */
export const PIECE_BYTES = 384;

/** Watchdog while the flasher works, s; fed by the interpreter itself. The firmware's own bites after one second without a control step. */
export const WATCHDOG_S = 5;

const STORAGE = 'require("Storage")';
const text = JSON.stringify;

/** Board, interpreter version, variables in all. */
export const IDENTITY = '[process.env.BOARD,process.version,process.memory(false).total]';
/** Storage: free bytes, bytes that deleted files take. */
export const SPACE = `(function(){var s=${STORAGE}.getStats();return[s.freeBytes,s.trashBytes]})()`;
/** Names of the files, without those that are written record by record. */
export const FILES = `${STORAGE}.list(undefined,{sf:false})`;

/** Base64 of a piece of a file. */
export function readPiece(name: string, at: number, bytes: number): string {
  return `btoa(${STORAGE}.read(${text(name)},${at},${bytes}))`;
}

/** For each whole piece of a file, 1 when it is erased and 0 when it is not, as text. */
export function erasedPieces(name: string): string {
  return `(function(t){var r="",i;for(i=0;i<t.length;i+=${PIECE_BYTES})r+=E.CRC32(t.substr(i,${PIECE_BYTES}))==${erasedCrc(PIECE_BYTES)}?1:0;return r})(${STORAGE}.read(${text(name)}))`;
}

/** Bytes, CRC-32 and the last byte of a file; null when there is none. */
export function fileCheck(name: string): string {
  return `(function(t){return t?[t.length,E.CRC32(t),t.charCodeAt(t.length-1)]:null})(${STORAGE}.read(${text(name)}))`;
}

/** Content of a short text file; null when there is none. */
export function readWhole(name: string): string {
  return `${STORAGE}.read(${text(name)})`;
}

/** Leaves a mark that only a restart of the interpreter removes. */
export const MARK_OLD = '(lqOld=1)';
/**
 * Restarts the interpreter without its boot file: program gone from memory, pins back to inputs. The watchdog cannot be switched off, so the
 * interpreter feeds it from now on; both in one line, because an old program with such a watchdog must not go on.
 */
export const STOP = `(E.enableWatchdog(${WATCHDOG_S},true),reset(),1)`;
/** True when the interpreter was restarted since `MARK_OLD`. */
export const STOPPED = '(typeof lqOld=="undefined")';
/** Restarts the interpreter with its boot file. */
export const START = '(load(),1)';

/** Takes room in memory for the program. */
export function makeRoom(bytes: number): string {
  return `(lq=new Uint8Array(${bytes})).length`;
}

/** Puts a piece in its place in memory; the answer is the CRC-32 of what lies there then. */
export function putPiece(piece: Uint8Array, at: number): string {
  return `(lq.set(E.toUint8Array(atob("${base64Of(piece)}")),${at}),E.CRC32(new Uint8Array(lq.buffer,${at},${piece.length})))`;
}

/** CRC-32 of the program in memory. */
export const ROOM_CHECK = 'E.CRC32(lq)';

/** Begins the list of the small files that the change writes. */
export const NO_FILES = '(lqf=[]).length';

/** Puts a piece of a small file of `size` bytes into the list; the answer is the CRC-32 of the piece there. */
export function putFile(index: number, name: string, piece: Uint8Array, at: number, size: number): string {
  return `(lqf[${index}]=[${text(name)},atob("${base64Of(piece)}"),${at},${size}],E.CRC32(lqf[${index}][1]))`;
}

/** How many places of `bytes` bytes behind the first `head` of a file are erased; null when there is no such file. `erased`: their CRC-32. */
export function freePlaces(name: string, head: number, bytes: number, erased: number): string {
  return `(function(t){var n=0,i;if(!t)return null;for(i=${head};i<t.length;i+=${bytes})if(E.CRC32(t.substr(i,${bytes}))==${erased})n++;return n})(${STORAGE}.read(${text(name)}))`;
}

/**
 * Defines the change: one function on the board, which a cut of the line cannot stop half way. It does nothing unless the program in memory is
 * what was sent. It removes the record first, then writes the small files and the boot file, and the record only when the boot file reads back as it
 * should; a boot file that does not is removed. In place it removes the old program and the small files that come anew, and moves the others together
 * before it writes.
 */
export const DEFINE_CHANGE = [
  'typeof(lqTo=function(n,c,h,p){',
  'if(E.CRC32(lq)!=c)return false;',
  `var s=${STORAGE},b=${text(BOOT_FILE)},i,t;`,
  `${text([HASH_FILE, ...OTHER_BOOT_FILES])}.forEach(function(f){s.erase(f)});`,
  'if(p){s.erase(b);lqf.forEach(function(f){s.erase(f[0])});s.compact()}',
  'lqf.forEach(function(f){s.write(f[0],f[1],f[2],f[3])});',
  'for(i=0;i<n;i+=1024){s.write(b,new Uint8Array(lq.buffer,i,Math.min(1024,n-i)),i,n);E.kickWatchdog()}',
  't=s.read(b);',
  `if(t.length==n&&E.CRC32(t)==c)s.write(${text(HASH_FILE)},h);else s.erase(b);`,
  `return s.read(${text(HASH_FILE)})==h})`,
].join('');

/**
 * Replaces the boot file by the program in memory. `record`: what is left beside it. `inPlace`: the old program is removed and the files are moved
 * together first.
 */
export function change(bytes: number, crc: number, record: string, inPlace: boolean): string {
  return `lqTo(${bytes},${crc},${text(record)},${inPlace ? 1 : 0})`;
}
