/**
 * Modbus protocol data units of the function codes that Liquidus uses (Modbus Application Protocol V1.1b3, section 6).
 */
import type { ErrorCode } from '../error.js';
import { LiquidusError } from '../error.js';

/** Function codes by name. */
export const FC = { readHolding: 3, readInput: 4, writeRegister: 6, writeRegisters: 16, readWrite: 23 } as const;

/** Most registers in one read (V1.1b3, 6.3) and in one write (6.12). */
export const MAX_READ = 125;
export const MAX_WRITE = 123;

/** Names of exception codes (V1.1b3, section 7). */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal address',
  3: 'illegal value',
  4: 'device failure',
  5: 'acknowledge',
  6: 'busy',
  7: 'negative acknowledge',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target did not answer',
};

/** Name of an exception code, for messages. */
export function exceptionName(code: number): string {
  return EXCEPTIONS[code] ?? 'unknown exception';
}

function checkRange(what: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new LiquidusError('usage.range', `${what} ${value} is outside ${low}..${high}; give a whole number in that range.`);
}

/** Throws `usage.range` unless a master may address `unit` and wait for its answer: 1..247. */
export function checkUnit(unit: number): void {
  checkRange('Unit', unit, 1, 247);
}

/** Request that reads `quantity` registers, 1..125, from `address`, 0..65535. */
export function readRequest(functionCode: 3 | 4, address: number, quantity: number): Uint8Array {
  checkRange('Address', address, 0, 0xffff);
  checkRange('Number of registers', quantity, 1, Math.min(MAX_READ, 0x10000 - address));
  return Uint8Array.of(functionCode, address >>> 8, address & 0xff, 0, quantity);
}

/** Request that writes one register (FC06). */
export function writeRegisterRequest(address: number, value: number): Uint8Array {
  checkRange('Address', address, 0, 0xffff);
  checkRange('Register value', value, 0, 0xffff);
  return Uint8Array.of(FC.writeRegister, address >>> 8, address & 0xff, value >>> 8, value & 0xff);
}

/** Request that writes `values`, 1..123 registers, from `address` in one transaction (FC16). */
export function writeRegistersRequest(address: number, values: ArrayLike<number>): Uint8Array {
  const quantity = values.length;
  checkRange('Address', address, 0, 0xffff);
  checkRange('Number of registers', quantity, 1, Math.min(MAX_WRITE, 0x10000 - address));
  const pdu = new Uint8Array(6 + 2 * quantity);
  pdu.set([FC.writeRegisters, address >>> 8, address & 0xff, 0, quantity, 2 * quantity]);
  for (let i = 0; i < quantity; i++) {
    const value = values[i] ?? 0;
    checkRange('Register value', value, 0, 0xffff);
    pdu[6 + 2 * i] = value >>> 8;
    pdu[7 + 2 * i] = value & 0xff;
  }
  return pdu;
}

/** Registers that the reply to a request PDU carries; 0 for a function that reads none, or a request that is cut short. */
export function registersAsked(pdu: Uint8Array): number {
  const code = pdu[0] ?? 0;
  const reads = code === FC.readHolding || code === FC.readInput || code === FC.readWrite;
  return reads ? ((pdu[3] ?? 0) << 8) | (pdu[4] ?? 0) : 0;
}

/** Registers in the reply PDU of a read (function 3 or 4). */
export function registersOf(reply: Uint8Array): Uint16Array {
  const words = new Uint16Array((reply[1] ?? 0) >>> 1);
  for (let i = 0; i < words.length; i++) words[i] = ((reply[2 + 2 * i] ?? 0) << 8) | (reply[3 + 2 * i] ?? 0);
  return words;
}

/** A Modbus exception of a device. */
export class ModbusException extends LiquidusError {
  /** Its number, as in section 7 of the specification. */
  readonly exception: number;

  constructor(exception: number, code: ErrorCode, message: string) {
    super(code, message);
    this.exception = exception;
  }
}

/** The error for a Modbus exception reply. `asked` says what was requested, for the message. */
export function exceptionError(code: number, unit: number, asked: string): ModbusException {
  const text = `Unit ${unit} refused to ${asked} with exception ${code} (${exceptionName(code)})`;
  switch (code) {
    case 1:
      return new ModbusException(code, 'refused.illegalFunction', `${text}; the device does not support this function.`);
    case 2:
      return new ModbusException(code, 'refused.illegalAddress', `${text}; check that this unit is a Liquidus controller with this register.`);
    case 3:
      return new ModbusException(code, 'refused.illegalValue', `${text}; the value is outside what the device accepts.`);
    case 5:
      return new ModbusException(code, 'refused.accepted', `${text}; it has taken the request and is still at work: read its state in a second.`);
    case 6:
      return new ModbusException(code, 'refused.busy', `${text}; try again in a second.`);
    case 10:
    case 11:
      return new ModbusException(
        code,
        'link.gateway',
        `${text}; the gateway is there, the unit behind it is not: check its wiring and the unit number.`,
      );
    default:
      return new ModbusException(code, 'refused.exception', `${text}; read the device's state and try again.`);
  }
}
