/** The lines of the Modbus specification over the Modbus TCP of the shipped ESP32 bundle, in the emulator. */
import { describe, expect, it } from 'vitest';
import { tryVector } from '../../../host/conform/trial.js';
import { asFrame, TCP_VECTORS, UNIT } from '../../system/tcp-vectors.js';
import { tcpBoard, TcpMaster } from '../tcp-board.js';

describe('Modbus TCP of the bundle for esp32', () => {
  const board = tcpBoard({ connections: 1, writes: 1 });
  const master = new TcpMaster(board);
  const line = {
    exchange: (bytes: Uint8Array) => asFrame(bytes[0], master.ask(bytes[0], ...bytes.slice(1, -2))),
    pause: (ms: number) => board.run(ms),
  };

  it.each(TCP_VECTORS.map((v) => [v.name, v] as const))('%s', async (_name, vector) => {
    const { complaint } = await tryVector(vector, line, UNIT);
    expect(complaint).toBe('');
    expect([...board.events('error'), ...board.events('reboot'), ...board.events('watchdog')]).toEqual([]);
  });
});
