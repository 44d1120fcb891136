import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bus } from '../../../host/bus/bus.js';
import { MbapReader, wrapMbap } from '../../../host/bus/mbap.js';
import { TcpStream } from '../../../host/bus/tcp.js';

describe('the header of Modbus TCP', () => {
  const message = Uint8Array.of(0x12, 0x34, 0, 0, 0, 6, 1, 4, 0, 0, 0, 60);

  it('stands before unit and PDU: transaction, protocol 0, length', () => {
    expect(wrapMbap(0x1234, message.slice(6))).toEqual(message);
  });

  it('cuts a stream into messages, wherever the pieces end', () => {
    const two = Uint8Array.from([...message, ...message]);
    for (let at = 1; at < two.length; at++) {
      const reader = new MbapReader();
      const messages = [...(reader.push(two.slice(0, at)) ?? []), ...(reader.push(two.slice(at)) ?? [])];
      expect(messages).toEqual([0, 1].map(() => ({ transaction: 0x1234, body: message.slice(6) })));
    }
  });

  it.each([
    ['another protocol', [0, 1, 0, 1, 0, 6]],
    ['a length of 1', [0, 1, 0, 0, 0, 1]],
    ['a length of 255', [0, 1, 0, 0, 0, 255]],
  ])('with %s is no Modbus TCP', (_, header) => {
    expect(new MbapReader().push(Uint8Array.from(header))).toBeUndefined();
  });
});

describe('a bus over Modbus TCP', () => {
  let server: net.Server;
  let bus: Bus;
  let answer: (socket: net.Socket, transaction: number, body: Uint8Array) => void;
  const registers = (value: number): Uint8Array => Uint8Array.of(1, 4, 2, value >> 8, value & 255);

  beforeEach(async () => {
    server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => answer(socket, bytes.readUInt16BE(0), bytes.subarray(6)));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    bus = await Bus.open(new TcpStream('127.0.0.1', (server.address() as net.AddressInfo).port, 1000), { framing: 'mbap', timeoutMs: 60 });
  });
  afterEach(async () => {
    await bus.close();
    server.close();
  });

  it('gives every request a transaction number of its own and takes only the reply that carries it', async () => {
    const seen: number[] = [];
    answer = (socket, transaction) => {
      seen.push(transaction);
      socket.write(wrapMbap(transaction - 1, registers(111)));
      socket.write(wrapMbap(transaction, registers(222)));
    };
    expect([...(await bus.readInput(1, 0, 1))]).toEqual([222]);
    expect([...(await bus.readInput(1, 0, 1))]).toEqual([222]);
    expect(seen).toEqual([1, 2]);
    expect(bus.counters.staleReplies).toBe(2);
  });

  it('drops a late reply by its number, without a quarantine', async () => {
    let late: (() => void) | undefined;
    answer = (socket, transaction) => {
      if (!late) late = () => socket.write(wrapMbap(transaction, registers(111)));
      else {
        late();
        socket.write(wrapMbap(transaction, registers(222)));
      }
    };
    await expect(bus.readInput(1, 600, 1)).rejects.toMatchObject({ code: 'link.timeout' });
    expect([...(await bus.readInput(1, 20, 1))]).toEqual([222]);
    expect(bus.counters).toMatchObject({ staleReplies: 1, quarantines: 0 });
  });

  it('names a silent unit behind a gateway', async () => {
    answer = (socket, transaction) => socket.write(wrapMbap(transaction, Uint8Array.of(1, 0x84, 11)));
    await expect(bus.readInput(1, 0, 1)).rejects.toMatchObject({ code: 'link.gateway' });
  });

  it('leaves a server that speaks something else', async () => {
    answer = (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n');
    await expect(bus.readInput(1, 0, 1)).rejects.toThrow(/is gone \(it does not speak Modbus TCP\)/);
    expect(bus.isOpen).toBe(false);
  });
});
