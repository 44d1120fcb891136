/** The generated reference as a whole, and how it is compared with the committed file. */
import { parameterRow } from '../model/parameters.js';
import type { ParameterRow } from '../model/parameter-row.js';
import { MAP_MAJOR, MAP_MINOR } from '../model/registers.js';
import { faultSections } from './docs-faults.js';
import { mapSections } from './docs-map.js';
import { scaled } from './docs-table.js';

function standard(name: string): string {
  const p: ParameterRow = parameterRow(name);
  return scaled(p.fallback, p.scale);
}

const PARITY = ['no parity and two stop bits', 'even parity', 'odd parity'];

/** Text of docs/registers.md. */
export function referencePage(): string {
  return `<!-- Generated from the rows of firmware/model by \`npm run docs\`. Do not edit: change the rows. -->

# Registers, commands, parameters, faults

Map version ${MAP_MAJOR}.${MAP_MINOR}. A master of another major version must not write.

Modbus RTU on RS-485; as delivered unit ${standard('unitAddress')}, ${standard('baudRate')} Bd, ${PARITY[Number(standard('parity'))] ?? ''}. Addresses here count from 0. Words are big-endian, 32-bit values high word first, signed
values two's complement. A wrong quantity or value gets exception 3, an address that does not exist exception 2, in the
order of the Modbus application protocol 1.1b3: quantity before address before value. A write is done whole or not at all. Writes to unit 0 are executed and never answered.

A first look without writing a line, here at the virtual rig (\`liquidus rig --tcp 127.0.0.1:1502\`):

    mbpoll -m tcp -p 1502 -a 1 -0 -r 0 -c 60 -t 3 -1 127.0.0.1

Ask for at most 60 registers: a longer reply is sent, but it does not fit the transmit buffer of the Pico, and the control tick waits for it.

${mapSections()}

${faultSections()}
`;
}

/** One sentence that says how the committed text differs from what the rows say, or null. */
export function staleness(committed: string, page: string): string | null {
  if (committed === page) return null;
  const has = committed.split('\n');
  const wants = page.split('\n');
  const at = wants.findIndex((line, i) => line !== has[i]);
  const line = at < 0 ? wants.length + 1 : at + 1;
  return `docs/registers.md is not what the rows of firmware/model say, first in line ${line}; run npm run docs and commit the file`;
}
