/** The vectors of host/conform that Modbus TCP has a place for. They are written for the serial line: address and CRC of their frames become a head. */
import { boardRow } from '../../firmware/model/boards.js';
import { deviceOf } from '../../host/conform/device.js';
import { type Pdu, type Vector } from '../../host/conform/vector.js';
import { vectorsFor } from '../../host/conform/vectors.js';
import { crc16 } from '../host/bus/crc-reference.js';

export const UNIT = 1;
/** Functions of the serial line only (MAP, 6.7, 6.8, 6.9, 6.10, 6.13): exception 1 is asked of them. */
const SERIAL_ONLY = [7, 8, 11, 12, 17];
const device = deviceOf(boardRow('esp32'));

/** No rules of the serial line: CRC, silences, other addresses, broadcasts. */
export const TCP_VECTORS: readonly Vector[] = vectorsFor({ ...device, functions: device.functions.filter((fc) => !SERIAL_ONLY.includes(fc)) }).filter(
  ({ needs, name }) => (needs !== undefined && !/broadcast|all units/.test(name)) || name.includes('is answered with exception 1'),
);

/** What an answer over TCP would be on the serial line. */
export function asFrame(unit: number, pdu: Pdu): Uint8Array {
  const crc = crc16(Uint8Array.of(unit, ...pdu));
  return Uint8Array.of(unit, ...pdu, crc & 255, crc >> 8);
}
