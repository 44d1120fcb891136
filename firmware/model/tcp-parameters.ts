/** Parameters 30–32: Modbus TCP. Only boards with Wi-Fi have them. */
import { row, type ParameterRow } from './parameter-row.js';

/** Most masters at once. */
export const MOST_CONNECTIONS = 4;

const rows = [
  row(
    30,
    'tcpConnections',
    'u16',
    '',
    1,
    0,
    0,
    MOST_CONNECTIONS,
    'Most masters at once on Modbus TCP, on boards with Wi-Fi; 0: no Modbus TCP; taken over at the next start of the controller',
  ),
  row(31, 'tcpPort', 'u16', '', 1, 1, 502, 65535, 'Port of Modbus TCP; taken over at the next start of the controller'),
  row(
    32,
    'tcpWrites',
    'u16',
    '',
    1,
    0,
    0,
    1,
    '0: masters on Modbus TCP may only read; 1: they may write like the one on the serial line; taken over at the next start of the controller',
  ),
];

export const TCP_PARAMETERS: readonly ParameterRow[] = rows.map((p) => Object.assign({}, p, { profile: 'full' as const, wifi: true as const }));
